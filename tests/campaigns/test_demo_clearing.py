"""The whole demonstration comes once, and all of it goes again."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from apps.accounts.models import User
from apps.associations.models import Association
from apps.campaigns.actions import make_papers
from apps.campaigns.actions.demo import clear_everything, load_everything
from apps.campaigns.models import Campaign, Mandate
from apps.cases.models import Case
from apps.incidents.actions import load_incidents, read_data_files
from tests.factories.associations import AssociationFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.cases import CaseFactory
from tests.tables import row_counts

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def incidents(db: None) -> None:
    load_incidents(records=read_data_files(), now=NOW)


@pytest.mark.usefixtures("incidents")
def test_load_twice_is_as_once_and_clear_leaves_what_is_real() -> None:
    body, campaign, case = AssociationFactory.create(), CampaignFactory.create(), CaseFactory.create()
    before = row_counts()
    load_everything(now=NOW)
    loaded = row_counts()
    assert load_everything(now=NOW + timedelta(days=1)).was_there
    assert row_counts() == loaded
    assert clear_everything(now=NOW).kept == []
    assert row_counts() == before
    assert (Association.objects.get(), Campaign.objects.get(), Case.objects.get()) == (body, campaign, case)
    assert clear_everything(now=NOW).people == 0


@pytest.mark.usefixtures("incidents", "vault_folder")
def test_clear_takes_papers_of_mandates() -> None:
    before = row_counts()
    load_everything(now=NOW)
    assert make_papers(clock=lambda: NOW) == Mandate.objects.count() == 2
    clear_everything(now=NOW)
    assert row_counts() == before


@pytest.mark.usefixtures("incidents")
def test_a_dry_run_writes_nothing() -> None:
    before = row_counts()
    call_command("demo", "load", "--anyway", "--dry-run", stdout=StringIO())
    assert row_counts() == before
    assert not User.objects.filter(is_demonstration=True).exists()
