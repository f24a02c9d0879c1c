import json
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from apps.accounts.models import User
from apps.cases.actions import claim_draft, discard_draft, new_key, start_case, withdraw_case
from apps.cases.models import Case, CaseEvent
from apps.cases.selectors import draft_held_by
from apps.incidents.actions import NotPlaceable, place_case, start_affected_case, take_out_case
from apps.incidents.models import Incident, Placement, PlacementChange
from apps.incidents.selectors import cases_to_place, incidents_for, placement_history, placement_of
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.incidents import IncidentFactory

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FileCase = Callable[..., Case]


def placed_events(case: Case) -> list[str]:
    return [event.details["incident"] for event in CaseEvent.objects.filter(case=case, kind="placed").order_by("id")]


def test_place_writes_placement_history_and_timeline(file_case: FileCase, seller: User, moderator: User) -> None:
    case, incident = file_case(seller), IncidentFactory.create(slug="wave")
    placement = place_case(case=case, incident=incident, by=moderator, now=NOW)
    assert (placement.incident, placement.how, placement.by, placement.at) == (incident, "moderator", moderator, NOW)
    assert placement_of(case) == placement
    assert [(change.from_incident, change.to_incident) for change in placement_history(case)] == [(None, incident)]
    assert placed_events(case) == ["wave"]
    case.refresh_from_db()
    assert case.state == "submitted"


def test_place_twice_is_the_same_as_once(file_case: FileCase, seller: User, moderator: User) -> None:
    case, incident = file_case(seller), IncidentFactory.create(slug="wave")
    first = place_case(case=case, incident=incident, by=moderator, now=NOW)
    second = place_case(case=case, incident=incident, by=moderator, now=NOW + timedelta(hours=1))
    assert (second.pk, second.at) == (first.pk, NOW)
    assert (PlacementChange.objects.count(), placed_events(case)) == (1, ["wave"])


def test_place_elsewhere_leaves_history(file_case: FileCase, seller: User, moderator: User) -> None:
    case = file_case(seller)
    one, two = IncidentFactory.create(slug="one"), IncidentFactory.create(slug="two")
    place_case(case=case, incident=one, by=moderator, now=NOW)
    place_case(case=case, incident=two, by=moderator, now=NOW + timedelta(days=1))
    assert Placement.objects.get(case=case).incident == two
    assert [(c.from_incident, c.to_incident) for c in placement_history(case)] == [(None, one), (one, two)]
    assert placed_events(case) == ["one", "two"]


def test_place_refuses_a_draft(seller: User, moderator: User) -> None:
    draft = start_case(by=seller, now=NOW)
    with pytest.raises(NotPlaceable, match="A draft cannot be placed"):
        place_case(case=draft, incident=IncidentFactory.create(), by=moderator, now=NOW)
    assert Placement.objects.count() == 0


def test_second_placement_of_a_case_is_refused_by_the_database(
    file_case: FileCase, seller: User, moderator: User
) -> None:
    case, incident = file_case(seller), IncidentFactory.create()
    place_case(case=case, incident=incident, by=moderator, now=NOW)
    with pytest.raises(IntegrityError, match="case_id"), transaction.atomic():
        Placement.objects.create(case=case, incident=incident, how="moderator", by=moderator, at=NOW)


@pytest.mark.parametrize("statement", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}"])
def test_history_of_placements_is_final(file_case: FileCase, seller: User, moderator: User, statement: str) -> None:
    place_case(case=file_case(seller), incident=IncidentFactory.create(), by=moderator, now=NOW)
    with connection.cursor() as cursor:  # TRUNCATE does not wait for deferred foreign keys
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="recourse: "), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(PlacementChange._meta.db_table))


@pytest.mark.django_db(transaction=True)
def test_placing_at_the_same_moment_leaves_one_placement(file_case: FileCase) -> None:
    moderators = ModeratorFactory.create_batch(6)
    case = file_case(UserFactory.create())
    one, two = IncidentFactory.create(slug="one"), IncidentFactory.create(slug="two")
    start, refused = threading.Barrier(6), []

    def place(person: User, incident: Incident) -> None:
        try:
            start.wait()
            place_case(case=case, incident=incident, by=person, now=NOW)
        except NotPlaceable as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=place, args=(person, one if number % 2 else two))
        for number, person in enumerate(moderators)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    placement = Placement.objects.get(case=case)
    history = list(placement_history(case))
    assert history[0].from_incident is None
    assert history[-1].to_incident == placement.incident
    assert all(before.to_incident == after.from_incident for before, after in pairwise(history))
    assert placed_events(case) == [change.to_incident.slug for change in history]


def test_affected_starts_a_draft_that_stands_in_the_incident(incidents: None, seller: User) -> None:
    incident = Incident.objects.get(slug="amz-2018-02-14")
    case = start_affected_case(incident=incident, by=seller, now=NOW)
    assert (case.owner, case.state) == (seller, "draft")
    placement = Placement.objects.get(case=case)
    assert (placement.incident, placement.how, placement.by) == (incident, "filed_as_affected", seller)
    assert json.loads(case.draft.answers) == {
        "event": {"platform": ["amazon"], "case_type": ["account_suspension"], "notice_date": ["2018-02-14"]}
    }


def test_affected_does_not_guess_a_day(incidents: None, seller: User) -> None:
    for slug in ("amz-brand-2022-12", "amz-2021-mass", "temu-2024-07"):
        case = start_affected_case(incident=Incident.objects.get(slug=slug), by=seller, now=NOW)
        assert "notice_date" not in case.draft.typed["event"]


def test_affected_without_signing_in_is_kept_for_the_browser_and_claimed(incidents: None, seller: User) -> None:
    incident, key = Incident.objects.get(slug="amz-2018-02-14"), new_key()
    case = start_affected_case(incident=incident, by=None, key=key, now=NOW)
    assert draft_held_by(case.pk, person=None, key=key).case == case
    assert claim_draft(key=key, by=seller, now=NOW) == 1
    assert Placement.objects.get(case=case).case.owner == seller


def test_affected_draft_can_be_discarded(incidents: None, seller: User) -> None:
    case = start_affected_case(incident=Incident.objects.get(slug="amz-2018-02-14"), by=seller, now=NOW)
    discard_draft(case=case, by=seller, now=NOW)
    assert (Case.objects.count(), Placement.objects.count()) == (0, 0)


def test_worklist_holds_what_is_filed_and_not_placed(file_case: FileCase, seller: User, moderator: User) -> None:
    incident = IncidentFactory.create()
    start_case(by=seller, now=NOW)
    second, first = file_case(seller, now=NOW), file_case(seller, now=NOW - timedelta(days=3))
    placed, withdrawn = file_case(seller), file_case(seller)
    place_case(case=placed, incident=incident, by=moderator, now=NOW)
    withdraw_case(case=withdrawn, by=seller, now=NOW)
    assert list(cases_to_place()) == [first, second]


def test_suggestions_put_the_same_kind_first(file_case: FileCase, seller: User) -> None:
    older = IncidentFactory.create(started_on=date(2018, 2, 14))
    newer = IncidentFactory.create(started_on=date(2021, 5, 1))
    brand = IncidentFactory.create(started_on=date(2022, 12, 8), case_types=["brand_removal"])
    IncidentFactory.create(platform="temu")
    assert list(incidents_for(file_case(seller))) == [newer, older, brand]


def test_taken_out_stands_in_none_and_waits_to_be_placed(file_case: FileCase, seller: User, moderator: User) -> None:
    case, incident = file_case(seller), IncidentFactory.create(slug="wave")
    place_case(case=case, incident=incident, by=moderator, now=NOW)
    take_out_case(case=case, seen=incident.pk, by=moderator, now=NOW + timedelta(days=1))
    assert placement_of(case) is None
    assert [(c.from_incident, c.to_incident) for c in placement_history(case)] == [(None, incident), (incident, None)]
    assert list(case.events.filter(kind="taken_out").values_list("by", flat=True)) == [moderator.pk]
    assert list(cases_to_place()) == [case]
    place_case(case=case, incident=incident, by=moderator, now=NOW + timedelta(days=2))
    assert placement_of(case) is not None


def test_only_from_where_it_was_seen(file_case: FileCase, seller: User, moderator: User) -> None:
    case, incident = file_case(seller), IncidentFactory.create()
    other = IncidentFactory.create()
    place_case(case=case, incident=other, by=moderator, now=NOW)
    with pytest.raises(NotPlaceable, match="a moment ago"):
        take_out_case(case=case, seen=incident.pk, by=moderator, now=NOW)
    take_out_case(case=case, seen=other.pk, by=moderator, now=NOW)
    with pytest.raises(NotPlaceable):
        take_out_case(case=case, seen=other.pk, by=moderator, now=NOW)
    assert PlacementChange.objects.filter(case=case).count() == 2
