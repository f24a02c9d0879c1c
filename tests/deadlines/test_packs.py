"""The rule packs themselves, and how a wrong one is refused."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from apps.deadlines.enums import DATA, TRIGGERS, WORDS, Basis, Bound, Counting, Doubt, Kind, Unit, Who, ZonePolicy
from apps.deadlines.rules import PLACES, PackInvalid, rule_book
from apps.deadlines.rules.calendars import year_of
from apps.deadlines.rules.counting import Length
from apps.deadlines.rules.pack import PACKS, read_pack, read_packs
from apps.deadlines.rules.rule import Rule
from apps.deadlines.rules.sentences import SENTENCES, Says
from apps.deadlines.rules.zones import Place

BOOK = rule_book()
VALID = {
    "pack": "trial",
    "version": 1,
    "compiled": date(2026, 11, 22),
    "title": {"en": "Trial", "zh": "试用"},
    "rules": [
        {
            "id": "trial.ten_days",
            "title": {"en": "Ten days", "zh": "十天"},
            "todo": {"en": "Act.", "zh": "办理。"},
            "platform": "amazon",
            "jurisdiction": ["US"],
            "case_types": ["account_suspension"],
            "who": "seller",
            "kind": "hard_deadline",
            "trigger": ["deactivation_notice"],
            "length": {"value": 10, "unit": "calendar_day"},
            "bound": "at_most",
            "zones": "seller_must_act",
            "counting": "calendar",
            "as_of": date(2020, 1, 1),
            "confidence": "high",
            "basis": ["platform_policy"],
            "sources": [{"cite": "somewhere"}],
        }
    ],
}


def write_pack(folder: Path, *, pack: dict[str, object] | None = None, **changes: object) -> Path:
    """A pack of one rule; `changes` replace its keys, None takes one away."""
    rule = {key: value for key, value in (VALID["rules"][0] | changes).items() if value is not None}  # type: ignore[index]
    path = folder / "trial.yaml"
    path.write_text(yaml.safe_dump(VALID | {"rules": [rule]} | (pack or {}), allow_unicode=True), encoding="utf-8")
    return path


def test_packs_hold_every_rule() -> None:
    assert len(BOOK) == 78
    assert {rule.pack.pack for rule in BOOK.values()} == {path.stem for path in PACKS.glob("*.yaml")}


def test_a_changed_pack_has_a_new_version() -> None:
    """Whoever changes a rule raises the pack's version and enters the new checksum in data/versions.yaml."""
    known = yaml.safe_load((DATA / "versions.yaml").read_text(encoding="utf-8"))
    packs = {rule.pack.pack: rule.pack for rule in BOOK.values()}
    assert {name: known[name].get(pack.version) for name, pack in packs.items()} == {
        name: pack.checksum for name, pack in packs.items()
    }


def test_layout_does_not_change_the_checksum(tmp_path: Path) -> None:
    first = read_pack(write_pack(tmp_path))[0]
    path = tmp_path / "trial.yaml"
    path.write_text("# a remark\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    again = read_pack(path)[0]
    changed = read_pack(write_pack(tmp_path, length={"value": 11, "unit": "calendar_day"}))[0]
    assert (first.checksum, first.pack.checksum) == (again.checksum, again.pack.checksum)
    assert first.checksum != changed.checksum
    assert first.pack.checksum != changed.pack.checksum


@pytest.mark.parametrize("rule", BOOK.values(), ids=lambda rule: rule.id)
def test_every_rule_reads_well_in_both_languages(rule: Rule) -> None:
    texts = [rule.title, rule.todo, *([rule.note] if rule.note else []), *(source.cite for source in rule.sources)]
    for words in texts:
        assert words.en == words.en.strip()
        assert words.zh == words.zh.strip()
        assert not re.search(r"seed|unsourced|\bTODO\b", words.en)
        assert not re.search("[一-鿿]", words.en)
    for words in texts[: 3 if rule.note else 2]:
        assert not re.search(r"[一-鿿][,;:?]", words.zh), "Chinese punctuation in Chinese"


@pytest.mark.parametrize("enum", [Kind, Who, Bound, ZonePolicy, Counting, Basis, Doubt])
def test_every_code_has_words(enum: type[Kind]) -> None:
    section = re.sub(r"(?<!^)(?=[A-Z])", "_", enum.__name__).lower()
    assert set(WORDS[section]) == {member.value for member in enum}


def test_every_trigger_is_of_some_rule() -> None:
    assert set(TRIGGERS) == {trigger for rule in BOOK.values() for trigger in rule.triggers}


def test_every_sentence_is_there_in_both_languages() -> None:
    assert set(SENTENCES) == set(Says)
    for words in SENTENCES.values():
        assert set(re.findall(r"{(\w+)}", words.en)) == set(re.findall(r"{(\w+)}", words.zh))


@pytest.mark.parametrize("place", [place for place in PLACES.values() if place.holidays], ids=lambda place: place.code)
def test_holidays_of_every_place_have_chinese_names(place: Place) -> None:
    names = [words for year in range(2018, 2028) for words in year_of(place.holidays, year).off.values()]
    assert {words.en for words in names if not re.search("[一-鿿]", words.zh)} == set()


def test_newer_rules_know_the_older_ones() -> None:
    older, newer = BOOK["amz.funds_hold_90d"], BOOK["amz.funds_request_60d"]
    assert older.successor is not None
    assert newer.predecessor is not None
    assert (older.successor.id, newer.predecessor.id) == (newer.id, older.id)
    assert BOOK["amz.dd7"].successor is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"lenght": 1},
            "trial, trial.ten_days: “lenght” is not known here. Did you mean “length”?",
        ),
        ({"who": "sellers"}, "trial, trial.ten_days: “sellers” is no who. Did you mean “seller”?"),
        (
            {"trigger": ["deactivation_notce"]},
            "no trigger. Did you mean “deactivation_notice”?",
        ),
        ({"trigger": "any"}, "“trigger” and “basis” must name something; “any” does not do there."),
        ({"case_types": ["account_suspensions"]}, "Did you mean “account_suspension”?"),
        ({"platform": "amazn"}, "“amazn” is no platform. Did you mean “amazon”?"),
        ({"confidence": None}, "“confidence” is missing."),
        ({"as_of": "2020"}, "“as_of” must be a date such as 2018-03-02."),
        ({"as_of": date(2027, 1, 1)}, "“as_of” lies after the pack was compiled."),
        ({"title": {"en": "Ten days"}}, "trial, trial.ten_days, title: “zh” is missing."),
        ({"title": {"en": "Ten days", "zh": "Ten days"}}, "“zh” is not Chinese."),
        ({"length": {"value": -1, "unit": "calendar_day"}}, "“value” must be a whole number from 0 up."),
        ({"length": {"value": 0, "unit": "calendar_day"}}, "a length of nothing only makes sense"),
        ({"length": {"value": 5, "unit": "hour"}}, "hours, and only hours, are counted from an instant"),
        ({"length": {"value": 5, "unit": "business_day"}}, "business days need “place”."),
        ({"window": {"opens": 1, "closes": 2, "unit": "calendar_day"}}, "give one of length, window and fixed."),
        ({"length": None}, "without a length there must be “attempts”"),
        ({"bound": None}, "a length needs a “bound” that says what it limits."),
        ({"counting": "us_frcp_6"}, "“us_frcp_6” moves over days off, so it needs “place”."),
        ({"zones": "forum"}, "the zone of a forum needs “place”."),
        ({"place": "USA"}, "“USA” is no place. Did you mean “US”?"),
        ({"valid_from": date(2021, 1, 1), "valid_to": date(2020, 1, 1)}, "“valid_to” lies before “valid_from”."),
        ({"is_application_date": True}, "only a law with “as_of” has a date of application."),
        ({"attempts": 0}, "“attempts” must be a whole number from 1 up."),
        ({"sources": []}, "“sources” must be a list with something in it."),
        ({"sources": [{"cite": "x", "url": "http://example.org"}]}, "sources 1: “url” must begin with https://."),
        ({"from_end_of_year": "yes"}, "“from_end_of_year” must be true or false."),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(tmp_path: Path, changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(PackInvalid, match=re.escape(sentence)):
        read_pack(write_pack(tmp_path, **changes))


def test_a_window_that_closes_before_it_opens_is_refused(tmp_path: Path) -> None:
    window = {"opens": 9, "closes": 2, "unit": "calendar_day"}
    with pytest.raises(PackInvalid, match=r"the window closes before it opens\."):
        read_pack(write_pack(tmp_path, length=None, bound=None, window=window))


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    path = write_pack(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + "version: 2\n", encoding="utf-8")
    with pytest.raises(PackInvalid, match=r"trial\.yaml: line 1: “version” stands there twice\."):
        read_pack(path)


def test_a_pack_is_named_like_its_file(tmp_path: Path) -> None:
    with pytest.raises(PackInvalid, match="it must be named like its file"):
        read_pack(write_pack(tmp_path, pack={"pack": "other"}))


def test_a_rule_that_replaces_none_is_refused(tmp_path: Path) -> None:
    write_pack(tmp_path, replaces="trial.gone")
    with pytest.raises(PackInvalid, match=r"it replaces trial\.gone, which no pack has"):
        read_packs(tmp_path)


def test_a_valid_rule_is_read(tmp_path: Path) -> None:
    rule = read_packs(write_pack(tmp_path).parent)["trial.ten_days"]
    assert (rule.measure, rule.bound, rule.who) == (Length(10, Unit.CALENDAR_DAY), Bound.AT_MOST, Who.SELLER)
    assert rule.doubts_on(date(2021, 1, 1)) == ()
