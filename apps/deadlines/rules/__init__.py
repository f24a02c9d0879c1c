"""Due dates as pure functions of values: no database, no clock, no settings.

rule_book()["amz.poa_17d"]              pack.py       the rules, read and checked
compute(rule, Trigger(day), Setting())  due.py        -> DueDates | NoDate (results.py)
  count(day_zero, length, …)            counting.py   days by a named convention, over calendars.py
  start_of_day, instant_of              zones.py      wall clocks to instants
  trigger_steps, counting_steps …       working.py    the working, in sentences.py's words
"""

from apps.deadlines.rules.applying import Subject, applies, rules_set_going
from apps.deadlines.rules.due import Setting, TriggerMissing, TriggerOutOfRange, compute
from apps.deadlines.rules.pack import RuleBook, rule_book
from apps.deadlines.rules.reading import PackInvalid
from apps.deadlines.rules.results import DueDates, Moment, NoDate, Readings, Step, Trigger
from apps.deadlines.rules.rule import Rule
from apps.deadlines.rules.words import InputRefused, Words
from apps.deadlines.rules.zones import PLACES, ZoneUnknown

__all__ = [
    "PLACES",
    "DueDates",
    "InputRefused",
    "Moment",
    "NoDate",
    "PackInvalid",
    "Readings",
    "Rule",
    "RuleBook",
    "Setting",
    "Step",
    "Subject",
    "Trigger",
    "TriggerMissing",
    "TriggerOutOfRange",
    "Words",
    "ZoneUnknown",
    "applies",
    "compute",
    "rule_book",
    "rules_set_going",
]
