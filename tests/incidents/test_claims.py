"""Claims contradict each other or not; how they read before is kept, and when they were entered first."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from apps.accounts.models import User
from apps.incidents.actions import load_incidents, read_data_files, save_facts
from apps.incidents.models import ClaimedFigure, ClaimEntry, Incident
from apps.incidents.rules.claims import Reach, are_apart, reach_of
from apps.incidents.selectors.claims import rivals_of
from tests.factories.incidents import ClaimedFigureFactory, IncidentFactory

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ((500, None, "exactly"), (500, None, "exactly"), False),
        ((500, None, "exactly"), (501, None, "exactly"), True),
        ((500, None, "at_least"), (800, None, "exactly"), False),
        ((500, None, "more_than"), (499, None, "at_most"), True),
        ((500, None, "about"), (550, None, "exactly"), False),
        ((500, None, "about"), (551, None, "exactly"), True),
        ((200, 800, "exactly"), (800, 900, "exactly"), False),
        ((200, 800, "exactly"), (801, None, "at_least"), True),
    ],
)
def test_numbers_are_apart_only_where_none_lies_in_both(
    one: tuple[int, int | None, str], other: tuple[int, int | None, str], apart: bool
) -> None:
    first, second = (
        reach_of(Decimal(low), None if high is None else Decimal(high), bound) for low, high, bound in (one, other)
    )
    assert (are_apart(first, second), are_apart(second, first)) == (apart, apart)


def test_a_range_without_ends_is_apart_from_nothing() -> None:
    assert not are_apart(Reach(None, None), Reach(Decimal(1), Decimal(1)))


def test_claims_are_compared_by_what_they_count(db: None) -> None:
    incident = IncidentFactory.create()
    claim = ClaimedFigureFactory.create(incident=incident, bound="exactly")
    rival = ClaimedFigureFactory.create(incident=incident, bound="exactly", value=Decimal(80), label_en=" sellers ")
    ClaimedFigureFactory.create(incident=incident, bound="exactly", value=Decimal(80), label_en="Accounts")
    ClaimedFigureFactory.create(incident=incident, bound="exactly", value=Decimal(80), currency="USD")
    ClaimedFigureFactory.create(incident=incident, value=None, text_en="many")
    claims = list(incident.figures.all())
    assert rivals_of(claim, claims) == [rival]
    assert rivals_of(rival, claims) == [claim]


def test_what_a_moderator_enters_changes_and_takes_out_is_kept(moderator: User) -> None:
    incident = IncidentFactory.create()
    claim = ClaimedFigureFactory.build(incident=incident, key="sellers")
    save_facts(incident=incident, saved=[claim], deleted=[], by=moderator, now=NOW)
    claim.value = Decimal(600)
    save_facts(incident=incident, saved=[claim], deleted=[], by=moderator, now=LATER)
    claim.refresh_from_db()
    assert claim.entered_at == NOW
    save_facts(incident=incident, saved=[], deleted=[claim], by=moderator, now=LATER)
    entries = list(ClaimEntry.objects.all())
    assert [(entry.was.get("value"), entry.said.get("value"), entry.at) for entry in entries] == [
        (None, "500.0000", NOW),
        ("500.0000", "600.0000", LATER),
        ("600.0000", None, LATER),
    ]
    assert {entry.by for entry in entries} == {moderator}


def test_saving_other_facts_or_nothing_new_notes_nothing(moderator: User) -> None:
    claim = ClaimedFigureFactory.create()
    save_facts(incident=claim.incident, saved=[claim], deleted=[], by=moderator, now=NOW)
    save_facts(incident=claim.incident, saved=[], deleted=[], by=moderator, now=NOW)
    claim.refresh_from_db()
    assert (ClaimEntry.objects.count(), claim.entered_at) == (0, None)


def test_a_release_s_claims_are_noted_once_without_a_person(db: None) -> None:
    load_incidents(records=read_data_files(), now=NOW)
    count = ClaimedFigure.objects.count()
    assert (ClaimEntry.objects.count(), ClaimEntry.objects.filter(by=None, was={}, at=NOW).count()) == (count, count)
    ClaimedFigure.objects.filter(key="weibo_topic_reads").update(value=1)
    Incident.objects.update(data_digest="")
    load_incidents(records=read_data_files(), now=LATER)
    (changed,) = ClaimEntry.objects.filter(at=LATER)
    assert (changed.claim_key, changed.was["value"], changed.said["value"]) == (
        "weibo_topic_reads", "1.0000", "321000.0000",
    )  # fmt: skip
    assert set(ClaimedFigure.objects.values_list("entered_at", flat=True)) == {NOW}
