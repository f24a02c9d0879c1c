"""The load of `make bench-pages` is made of cases as they are in life."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.cases.models import Case, CaseGrant
from apps.cases.search import stale_accounts, stale_cases
from apps.deadlines.models import Deadline
from tests.bench import loading


@pytest.mark.django_db
def test_copied_cases_open_and_are_found(client_of: Callable[[User], Client]) -> None:
    loading.load(100, lambda line: None)
    seller = User.objects.get(email=loading.SELLER)
    own = Case.objects.filter(owner=seller)
    assert (own.count(), Case.objects.count()) == (loading.OF_SELLER, 118)
    assert all(case.narrative and case.account.store_name for case in own)
    assert Deadline.objects.filter(docket__case__in=own).exists()
    assert (stale_cases().count(), stale_accounts().count()) == (0, 0)
    assert CaseGrant.objects.count() == loading.SHARED
    browser = client_of(seller)
    assert browser.get(f"/cases/{own[0].pk}/").status_code == 200
    told = [case for case in own if loading.CHINESE in case.narrative or case.case_type == "funds_withheld"]
    shown = browser.get("/cases/", {"q": loading.CHINESE}).context["rows"]
    assert sorted(row.case.reference for row in shown) == sorted(case.reference for case in told)
