"""Showing an incident to everybody: one moderator proposes, another agrees to what they read; one hides it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core.four_eyes import AskRefused, AskState
from apps.incidents.actions.editing import save_incident
from apps.incidents.actions.publishing import answer_publication, hide_incident, propose_public
from apps.incidents.models import Incident, PublicationAsk
from apps.incidents.selectors.publications import publications_open_to
from tests.factories.accounts import ModeratorFactory
from tests.factories.asks import PublicationAskFactory
from tests.factories.incidents import IncidentFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 4, 2, 9, tzinfo=UTC)


def is_public(incident: Incident) -> bool:
    incident.refresh_from_db()
    return incident.is_public


def test_another_moderator_shows_it(moderator: User) -> None:
    ask = PublicationAskFactory.create(by=moderator)
    seen = ask.incident.changed_at
    assert not publications_open_to(moderator).exists()
    with pytest.raises(AskRefused, match="yourself"):
        answer_publication(ask=ask, allows=True, words="", seen=seen, by=moderator, now=NOW)
    assert not is_public(ask.incident)
    answer_publication(ask=ask, allows=True, words="", seen=seen, by=ModeratorFactory.create(), now=NOW)
    assert is_public(ask.incident)


def test_what_changed_since_it_was_read_is_not_shown_unread(moderator: User) -> None:
    ask = PublicationAskFactory.create()
    seen = ask.incident.changed_at
    save_incident(incident=ask.incident, by=moderator, now=NOW)
    with pytest.raises(AskRefused, match="changed a moment ago"):
        answer_publication(ask=ask, allows=True, words="", seen=seen, by=moderator, now=NOW)
    ask.refresh_from_db()
    assert (ask.state, is_public(ask.incident)) == (AskState.ASKED, False)


def test_refusing_says_why_and_leaves_it_hidden(moderator: User) -> None:
    ask = PublicationAskFactory.create()
    answer_publication(ask=ask, allows=False, words="No source yet.", by=moderator, now=NOW)
    assert (ask.state, ask.answer, is_public(ask.incident)) == (AskState.REFUSED, "No source yet.", False)
    propose_public(incident=ask.incident, words="There is one now.", by=moderator, now=NOW)


def test_it_is_proposed_once_with_a_reason_and_not_when_public_or_merged(moderator: User) -> None:
    hidden = IncidentFactory.create(is_public=False)
    merged = IncidentFactory.create(is_public=False, merged_into=IncidentFactory.create())
    with pytest.raises(AskRefused, match="Write why"):
        propose_public(incident=hidden, words=" ", by=moderator, now=NOW)
    propose_public(incident=hidden, words="Two papers wrote of it.", by=moderator, now=NOW)
    for incident in (hidden, merged, IncidentFactory.create()):
        with pytest.raises(AskRefused):
            propose_public(incident=incident, words="Again.", by=ModeratorFactory.create(), now=NOW)
    assert PublicationAsk.objects.count() == 1


def test_the_database_refuses_one_person_for_both(moderator: User) -> None:
    ask = PublicationAskFactory.create(by=moderator)
    row = PublicationAsk.objects.filter(pk=ask.pk)
    with pytest.raises(IntegrityError, match="publication_has_four_eyes"), transaction.atomic():
        row.update(state=AskState.ALLOWED, answered_by=moderator, answered_at=NOW)


def test_one_hides_it_at_once_and_an_open_form_does_not_bring_it_back(moderator: User) -> None:
    incident = IncidentFactory.create()
    as_loaded = Incident.objects.get(pk=incident.pk)
    hide_incident(incident=incident, by=moderator, now=NOW)
    save_incident(incident=as_loaded, by=ModeratorFactory.create(), now=NOW + timedelta(minutes=1))
    assert not is_public(incident)
    with pytest.raises(AskRefused):
        hide_incident(incident=incident, by=moderator, now=NOW)
