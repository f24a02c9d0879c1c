"""Say when a deadline falls and why, without a database."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from datetime import date, time
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from apps.deadlines.enums import BASES, BOUNDS, CONFIDENCES, COUNTINGS, JURISDICTIONS, KINDS, WHO
from apps.deadlines.rules import (
    PLACES,
    DueDates,
    InputRefused,
    Moment,
    NoDate,
    Readings,
    Rule,
    Setting,
    Trigger,
    Words,
    compute,
    rule_book,
)
from apps.deadlines.rules.results import rule_as_json, write_instant
from apps.deadlines.rules.words import write_day
from apps.deadlines.rules.working import local_wall

NO_DATE, UNKNOWN_RULE, BAD_INPUT = 2, 3, 4
NAME_A_RULE = Words("Name a rule; --list shows them.", "请指明规则；--list 可列出全部规则。")
SEE_LIST = Words(" --list shows them.", "--list 可列出全部规则。")
TIME_WITHOUT_DAY = Words("A time needs its day: give --trigger too.", "提供时间时须同时提供日期（--trigger）。")
CHECK = Words("check with counsel; not to be presented as law", "须向律师核实，不得作为法律规定引用")


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = """Say when a deadline falls and why: the instants, the working step by step, the source. Needs no server.

Examples:
  manage.py explain_deadline amz.poa_17d --trigger 2018-03-02
  manage.py explain_deadline amz.poa_17d --trigger 2018-03-02 --time 08:00 --seller-zone Asia/Shanghai
  manage.py explain_deadline us.answer_21d --trigger 2024-12-11 --forum US-IL --language zh-hans
  manage.py explain_deadline amz.brand_restore_2022_12_13 --json
  manage.py explain_deadline --list

Exit codes: 0 a date was found; 2 the rule gives none, and why; 3 there is no such rule; 4 the input cannot be used."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)
        parser.error = self.refuse  # type: ignore[method-assign]  # argparse's own 2 means something else here
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rule", nargs="?", metavar="RULE", help="id of a rule; with --list, part of one")
        parser.add_argument("--trigger", metavar="YYYY-MM-DD", help="the day on which it happened")
        parser.add_argument("--time", metavar="HH:MM", help="the time of day, if it is known")
        parser.add_argument("--zone", default="", help="the time zone in which that day and time are meant")
        parser.add_argument("--seller-zone", default="", help="the seller's time zone, such as Asia/Shanghai")
        parser.add_argument("--platform-zone", default="", help="the platform's, instead of the one the rule assumes")
        parser.add_argument("--forum", metavar="PLACE", help=f"court or authority, one of {', '.join(PLACES)}")
        parser.add_argument("--language", choices=["en", "zh-hans"], default="en")
        parser.add_argument("--json", action="store_true", help="everything, in both languages, as JSON")
        parser.add_argument("--list", action="store_true", help="list the rules")

    def handle(self, *args: Any, **options: Any) -> None:
        self.language: str = options["language"]
        if options["list"]:
            self.list_rules(options["rule"] or "", as_json=options["json"])
            return
        try:
            found = compute(self.find_rule(options["rule"]), *read_input(options))
        except InputRefused as refusal:
            self.refuse(refusal.words.label(self.language))
        if options["json"]:
            self.write_json(found.as_json())
        else:
            lines = explain_none(found) if isinstance(found, NoDate) else explain(found, options["seller_zone"])
            self.stdout.write("\n".join(line.label(self.language) for line in lines))
        if isinstance(found, NoDate):
            raise SystemExit(NO_DATE)

    def find_rule(self, rule_id: str | None) -> Rule:
        book = rule_book()
        if rule_id and rule_id in book:
            return book[rule_id]
        if not rule_id:
            self.refuse(NAME_A_RULE.label(self.language))
        near = ", ".join(book.near(rule_id))
        said = Words(f"There is no rule “{rule_id}”.", f"没有规则“{rule_id}”。").label(self.language)
        hint = Words(f" Did you mean: {near}?", f"是否指：{near}？") if near else SEE_LIST
        self.stderr.write(said + hint.label(self.language))
        raise SystemExit(UNKNOWN_RULE)

    def refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        raise SystemExit(BAD_INPUT)

    def list_rules(self, part: str, *, as_json: bool) -> None:
        rules = [rule for rule in rule_book().values() if part in rule.id]
        if as_json:
            self.write_json([rule_as_json(rule) for rule in rules])
            return
        for rule in rules:
            self.stdout.write(f"{rule.id:<36} {rule.title.label(self.language)}")

    def write_json(self, content: object) -> None:
        self.stdout.write(json.dumps(content, ensure_ascii=False, indent=2))


def read_input(options: dict[str, Any]) -> tuple[Trigger | None, Setting]:
    """The trigger and the setting, of what was typed. Raises InputRefused."""
    trigger = None
    if options["trigger"]:
        at = read_time(options["time"]) if options["time"] else None
        trigger = Trigger(read_day(options["trigger"]), at, options["zone"])
    elif options["time"]:
        raise InputRefused(TIME_WITHOUT_DAY)
    place = options["forum"]
    if place and place not in PLACES:
        known = ", ".join(PLACES)
        raise InputRefused(
            Words(f"“{place}” is not a known place. Known are: {known}.", f"未知地点“{place}”。可选：{known}。")
        )
    return trigger, Setting(options["seller_zone"], options["platform_zone"], PLACES.get(place))


def read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputRefused(
            Words(f"“{text}” is not a day. Write it as 2018-03-02.", f"“{text}”不是有效日期，请写作 2018-03-02。")
        ) from None


def read_time(text: str) -> time:
    try:
        found = time.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo:
        raise InputRefused(
            Words(f"“{text}” is not a time of day. Write it as 08:00.", f"“{text}”不是有效时间，请写作 08:00。")
        )
    return found


# -- the answer in lines
def explain(found: DueDates, seller_zone: str) -> Iterator[Words]:
    yield from head(found.rule)
    if found.opens:
        yield from readings_lines(Words("Opens", "起始"), found.opens)
    if found.due:
        yield from readings_lines(Words("Due", "到期"), found.due)
    for label, at in (
        (Words("Act before", "最迟办理"), found.act_by),
        (Words("Late only after", "逾期起算"), found.late_after),
        (Words("Open from", "可办理自"), found.open_from),
    ):
        if at:
            clock = local_wall(at, seller_zone).words if seller_zone else None
            yield line(label, Words(write_instant(at), write_instant(at)), clock)
    yield from standing(found.rule, needs_counsel=found.needs_counsel)
    yield Words("\nHow it was counted", "\n计算过程")
    for number, step in enumerate(found.working, start=1):
        yield Words(f"  {number}. {step.words.en}", f"  {number}. {step.words.zh}")
    yield from tail(found.rule)
    data = " · ".join(version for version in (found.holidays_version, found.tzdata_version) if version)
    yield Words(f"Counted with {data}", f"计算所用数据：{data}")


def explain_none(found: NoDate) -> Iterator[Words]:
    yield from head(found.rule)
    yield line(Words("No date", "无日期"), found.sentence)
    yield from standing(found.rule, needs_counsel=found.needs_counsel)
    yield from tail(found.rule)


def head(rule: Rule) -> Iterator[Words]:
    yield Words(f"{rule.title.en}  [{rule.id}]", f"{rule.title.zh}  [{rule.id}]")
    yield rule.todo
    yield Words("", "")


def readings_lines(label: Words, readings: Readings) -> Iterator[Words]:
    day = readings.day
    written = (write_day(day, chinese=chinese, weekday=True) for chinese in (False, True))
    yield line(label, Words(*(f"{day.isoformat()}  {text}" for text in written)))
    yield line(Words("  earliest reading", "  最早的理解"), *moment_parts(readings.strict))
    if readings.loose.at != readings.strict.at:
        yield line(Words("  latest reading", "  最晚的理解"), *moment_parts(readings.loose))


def moment_parts(moment: Moment) -> tuple[Words, Words]:
    at = write_instant(moment.at)
    return Words(at, at), moment.words


def line(label: Words, *parts: Words | None) -> Words:
    """A label and what belongs to it, side by side."""
    given = [part for part in parts if part]
    wide = 18 - len(label.zh)  # a Chinese character is two columns wide
    return Words(
        f"{label.en:<18} {'  '.join(part.en for part in given)}",
        f"{label.zh:<{wide}} {'  '.join(part.zh for part in given)}",
    )


def standing(rule: Rule, *, needs_counsel: bool) -> Iterator[Words]:
    kind, bound = KINDS[rule.kind], BOUNDS[rule.bound] if rule.bound else None
    yield line(
        Words("Kind", "类型"),
        Words(f"{kind.en} ({bound.en})", f"{kind.zh}（{bound.zh}）") if bound else Words(kind.en, kind.zh),
    )
    yield line(Words("To be done by", "由谁办理"), Words(WHO[rule.who].en, WHO[rule.who].zh))
    basis = BASES[rule.strongest_basis]
    yield line(Words("Stands as", "性质"), CHECK if needs_counsel else Words(basis.en, basis.zh))
    confidence = CONFIDENCES[rule.confidence]
    yield line(Words("Confidence", "可信度"), Words(confidence.en, confidence.zh))
    as_of = rule.as_of
    known = Words(as_of.isoformat(), as_of.isoformat()) if as_of else Words("not dated", "来源无日期")
    yield line(Words("Known to apply on", "已知适用日期"), known)


def tail(rule: Rule) -> Iterator[Words]:
    if rule.note:
        yield Words(f"\nNote: {rule.note.en}", f"\n说明：{rule.note.zh}")
    yield Words("\nSources", "\n来源")
    for source in rule.sources:
        unseen = Words("", "") if source.seen else Words(" (not looked up yet)", "（尚未查阅原文）")
        url = f"  {source.url}" if source.url else ""
        yield Words(f"  - {source.cite.en}{unseen.en}{url}", f"  - {source.cite.zh}{unseen.zh}{url}")
    where = [JURISDICTIONS[code] for code in rule.jurisdictions]
    places = Words(", ".join(t.en for t in where) or "any", "、".join(t.zh for t in where) or "不限")
    counting = COUNTINGS[rule.counting]
    yield Words(
        f"\nJurisdiction: {places.en}. Counting: {counting.en}.", f"\n适用地域：{places.zh}。计算方法：{counting.zh}。"
    )
    pack = rule.pack
    yield Words(
        f"Pack {pack.pack}, version {pack.version} of {pack.compiled}, {pack.checksum[:12]}; rule {rule.checksum[:12]}",
        f"规则包 {pack.pack} 第{pack.version}版（{pack.compiled}）{pack.checksum[:12]}；规则 {rule.checksum[:12]}",
    )
