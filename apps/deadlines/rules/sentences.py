"""The sentences of a working, in both languages. Days in them carry their weekday, moments their zone."""

from enum import StrEnum

from apps.deadlines.rules.words import Words


class Says(StrEnum):
    TRIGGER_TIMED = "trigger_timed"
    TRIGGER_DATED = "trigger_dated"
    CLOCK_CHANGE = "clock_change"
    NAMED_DATE = "named_date"
    READING_START = "reading_start"
    READING_END = "reading_end"
    YEAR_END = "year_end"
    AT_ONCE = "at_once"
    DAY_ZERO = "day_zero"
    DAY_N = "day_n"
    DAY_N_BACK = "day_n_back"
    BUSINESS_DAY_N = "business_day_n"
    BUSINESS_DAY_N_BACK = "business_day_n_back"
    SAME_DAY = "same_day"
    SAME_DAY_BACK = "same_day_back"
    CLIPPED = "clipped"
    PASSED_OVER = "passed_over"
    MOVED_ON = "moved_on"
    MOVED_BACK = "moved_back"
    STAYS = "stays"
    MADE_UP = "made_up"
    LENGTHENED = "lengthened"
    HOURS = "hours"
    HOURS_DATED = "hours_dated"
    WINDOW_OPENS = "window_opens"
    WINDOW_CLOSES = "window_closes"
    DAY_ENDS = "day_ends"
    DAY_STARTS = "day_starts"
    OTHER_DAY = "other_day"
    MAYBE_OTHER_DAY = "maybe_other_day"
    YOUR_ZONE_UNKNOWN = "your_zone_unknown"
    ACT_BY_EARLIER = "act_by_earlier"
    LATE_AFTER_LATER = "late_after_later"
    OPEN_FROM_LATER = "open_from_later"
    RECENT_FROM = "recent_from"
    RISK_FROM_EARLIER = "risk_from_earlier"
    FOR_YOU = "for_you"
    STOOD_STILL = "stood_still"
    THEREFORE = "therefore"
    ABOUT = "about"
    AT_LEAST_OPEN = "at_least_open"
    ONE_ATTEMPT = "one_attempt"
    ATTEMPTS = "attempts"
    NEWER_RULE = "newer_rule"
    PROVISIONAL = "provisional"
    HOLIDAYS_OF = "holidays_of"
    WEEKENDS_ONLY = "weekends_only"
    DOUBT = "doubt"
    NOT_YET_VALID = "not_yet_valid"
    NO_LONGER_VALID = "no_longer_valid"
    USE_INSTEAD = "use_instead"
    ATTEMPTS_ONLY = "attempts_only"
    REASONABLE_TIME = "reasonable_time"
    PROMPTLY = "promptly"
    NO_LENGTH = "no_length"


SENTENCES = {
    # -- what happened
    Says.TRIGGER_TIMED: Words("{trigger}: {moment}, that is {utc}.", "{trigger}：{moment}，即{utc}。"),
    Says.TRIGGER_DATED: Words(
        "{trigger}: {day}. No time of day is known, so it may have been any moment of that day.",
        "{trigger}：{day}。没有具体时间，因此可能是当天的任何时刻。",
    ),
    Says.CLOCK_CHANGE: Words(
        "The clocks change at that hour, so it comes twice or not at all; the earlier moment is taken.",
        "该时刻正逢夏令时切换，会出现两次或不出现；按较早的时刻计算。",
    ),
    Says.NAMED_DATE: Words("The platform wrote: “{wording}”.", "平台原话：“{wording}”。"),
    Says.READING_START: Words("Read as the beginning of {day} in {zone}: {utc}.", "按{zone}时间{day}零点理解：{utc}。"),
    Says.READING_END: Words("Read as the end of {day} in {zone}: {utc}.", "按{zone}时间{day}结束理解：{utc}。"),
    # -- counting
    Says.YEAR_END: Words("The period runs from the end of that year: {day}.", "期间自当年年末起算：{day}。"),
    Says.AT_ONCE: Words("There is no time to count: it is the moment itself.", "无需计算期间，即以该时刻为准。"),
    Says.DAY_ZERO: Words("Day 0 is {day}; it is not counted.", "第0天是{day}，不计入。"),
    Says.DAY_N: Words("Day {n} is {day}.", "第{n}天是{day}。"),
    Says.DAY_N_BACK: Words("Counted back, day {n} is {day}.", "往前倒数，第{n}天是{day}。"),
    Says.BUSINESS_DAY_N: Words("Business day {n} is {day}.", "第{n}个工作日是{day}。"),
    Says.BUSINESS_DAY_N_BACK: Words("Counted back, business day {n} is {day}.", "往前倒数，第{n}个工作日是{day}。"),
    Says.SAME_DAY: Words("{length} later it is {day}.", "{length}之后是{day}。"),
    Says.SAME_DAY_BACK: Words("{length} earlier it was {day}.", "{length}之前是{day}。"),
    Says.CLIPPED: Words(
        "That month has no day {wanted}, so its last day is taken.", "该月没有{wanted}日，故取该月最后一天。"
    ),
    Says.PASSED_OVER: Words("Not business days, so not counted: {days}.", "非工作日，不计入：{days}。"),
    Says.MOVED_ON: Words(
        "{days}: not a working day, so the period runs on to {day}.", "{days}：不是工作日，期间顺延至{day}。"
    ),
    Says.MOVED_BACK: Words(
        "{days}: not a working day, so the count goes further back to {day}.",
        "{days}：不是工作日，因此继续往前推到{day}。",
    ),
    Says.STAYS: Words(
        "That is a weekend; no text we know of gives more time, so the day stays.",
        "这一天是周末；没有已知的规定给予顺延，故日期不变。",
    ),
    Says.MADE_UP: Words(
        "{day} is worked in exchange for a day off, so it is a working day and the period ends on it.",
        "{day}为调休补班日，属于工作日，期间于该日届满。",
    ),
    Says.LENGTHENED: Words(
        "A period of two days or more must hold two working days, so it ends on {day}.",
        "两天以上的期间须至少包含两个工作日，故至{day}结束。",
    ),
    Says.HOURS: Words("{n} hours from that moment: {utc}.", "自该时刻起{n}小时：{utc}。"),
    Says.HOURS_DATED: Words(
        "{n} hours from the first moment of that day: {utc}; from its last: {last}.",
        "自当天最早时刻起{n}小时：{utc}；自当天最晚时刻起：{last}。",
    ),
    Says.WINDOW_OPENS: Words("When the window opens:", "窗口开放："),
    Says.WINDOW_CLOSES: Words("When the window closes:", "窗口关闭："),
    # -- zones
    Says.DAY_ENDS: Words("In {zone}, {day} ends at {utc}.", "{zone}时间{day}结束于{utc}。"),
    Says.DAY_STARTS: Words("In {zone}, {day} begins at {utc}.", "{zone}时间{day}开始于{utc}。"),
    Says.OTHER_DAY: Words(
        "In {zone} it was {zero} at that moment, so the same count comes to {day} there.",
        "当时{zone}是{zero}，因此在当地按同样方法计算为{day}。",
    ),
    Says.MAYBE_OTHER_DAY: Words(
        "In {zone} it may have been {zero} at that moment, so the same count may come to {day} there.",
        "当时{zone}可能是{zero}，因此在当地按同样方法计算可能为{day}。",
    ),
    Says.YOUR_ZONE_UNKNOWN: Words(
        "Your own time zone is not known and was not compared.", "您所在时区未知，未作比较。"
    ),
    Says.ACT_BY_EARLIER: Words(
        "The seller must act, so the earliest of these counts: {moment}.", "由卖家办理，因此以最早者为准：{moment}。"
    ),
    Says.LATE_AFTER_LATER: Words(
        "This is for {who} to do, so it is late only after the latest of these: {moment}.",
        "由{who}履行，因此过了最晚者才算逾期：{moment}。",
    ),
    Says.OPEN_FROM_LATER: Words(
        "It is open by every reading from the latest of these: {moment}.",
        "按任何一种理解，自最晚者起都可以办理：{moment}。",
    ),
    Says.RECENT_FROM: Words(
        "Documents from then on are recent enough by every reading: {moment}.",
        "按任何一种理解，此后出具的文件都在有效期内：{moment}。",
    ),
    Says.RISK_FROM_EARLIER: Words(
        "The risk begins with the earliest of these: {moment}.", "风险自最早者起即存在：{moment}。"
    ),
    Says.FOR_YOU: Words("On your clock: {moment}.", "换算为您当地时间：{moment}。"),
    # -- pauses
    Says.STOOD_STILL: Words(
        "The clock stood still from {since} to {until}: {n} calendar days are added.",
        "{since}至{until}期间暂停计时：顺延{n}个自然日。",
    ),
    Says.THEREFORE: Words(
        "With that it is {day}: at the earliest {strict}, at the latest {loose}.",
        "因此为{day}：最早{strict}，最晚{loose}。",
    ),
    # -- what the date is worth
    Says.ABOUT: Words(
        "The source says “about”: this is when to expect it, not a day it is owed on.",
        "来源写的是“大约”：这是预计时间，并非必须在当天完成。",
    ),
    Says.AT_LEAST_OPEN: Words(
        "It must stay open at least until then; the platform may allow longer.",
        "至少须开放至该日；平台可以给予更长时间。",
    ),
    Says.ONE_ATTEMPT: Words("There is one attempt only.", "只有一次机会。"),
    Says.ATTEMPTS: Words("There are {n} attempts in all.", "总共有{n}次机会。"),
    Says.NEWER_RULE: Words(
        "A newer rule may apply since {day}: {title} ({id}).", "自{day}起可能适用新的规则：{title}（{id}）。"
    ),
    Says.PROVISIONAL: Words(
        "The days off of that year are not announced yet, so the earliest reading counts on none; "
        "the date is found again once they are.",
        "该年度放假安排尚未公布，因此最早的一种理解不计入任何顺延；公布后将重新计算。",
    ),
    Says.HOLIDAYS_OF: Words("Public holidays: {place}.", "公众假日依据：{place}。"),
    Says.WEEKENDS_ONLY: Words(
        "Only Saturdays and Sundays were taken as days off; a public holiday where it must be done may move the date.",
        "仅将周六、周日视为休息日；办理地的公众假日可能使日期变动。",
    ),
    Says.DOUBT: Words("{doubt}", "{doubt}"),
    # -- no date
    Says.NOT_YET_VALID: Words(
        "This rule applies to events from {from_day} on; yours was on {day}.",
        "该规则适用于{from_day}及之后的事件；您的日期是{day}。",
    ),
    Says.NO_LONGER_VALID: Words(
        "This rule applied to events up to {to_day}; yours was on {day}.",
        "该规则仅适用于{to_day}及之前的事件；您的日期是{day}。",
    ),
    Says.USE_INSTEAD: Words("Look at this rule instead: {title} ({id}).", "请改看这条规则：{title}（{id}）。"),
    Says.ATTEMPTS_ONLY: Words(
        "This rule limits how often, not until when: {attempts} It gives no date.",
        "该规则限制次数而非期限：{attempts}没有可计算的日期。",
    ),
    Says.REASONABLE_TIME: Words(
        "The text says “within a reasonable time” and names no number of days; no date can be computed.",
        "条文只写“在合理时间内”，没有写明天数，因此无法计算日期。",
    ),
    Says.PROMPTLY: Words(
        "The text says “promptly” and names no number of days; no date can be computed.",
        "条文只写“及时”，没有写明天数，因此无法计算日期。",
    ),
    Says.NO_LENGTH: Words(
        "This is a standing duty without a period; no date can be computed.",
        "这是一项持续性义务，没有期限，因此无法计算日期。",
    ),
}
