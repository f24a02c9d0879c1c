"""Copies of files for readers: never an original, logged, and no longer than they may."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.enums import Scope
from apps.cases.models import Case
from apps.core import clock
from apps.evidence.enums import Custody, Making, ScanState
from apps.evidence.models import CustodyEntry, StoredFile
from apps.evidence.vault import CHUNK
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, CaseFileFactory
from tests.factories.evidence import CopyFactory
from tests.factories.grants import CaseGrantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
SignIn = Callable[[User], Client]
LARGE = b"%PDF-1.7\n" + bytes(range(256)) * 4096 * 12 + b"\n%%EOF\n"  # twelve pieces


@pytest.fixture
def case(seller: User) -> Case:
    return CaseFactory.create(owner=seller)


def url_of(entry: Any) -> str:
    return reverse("shared-file", args=[entry.case_id, entry.pk])


def test_a_reader_gets_a_copy_and_never_the_original(case: Case, client_of: SignIn) -> None:
    entry = CaseFileFactory.create(case=case)
    grant = CaseGrantFactory.create(case=case)
    browser = client_of(grant.person)
    page = browser.get(reverse("case-detail", args=[case.pk])).text
    assert ("no copy yet" in page, url_of(entry) in page) == (True, False)
    assert browser.get(url_of(entry)).status_code == 404
    copy = CopyFactory.create(original=entry.file)
    assert url_of(entry) in browser.get(reverse("case-detail", args=[case.pk])).text
    answer = browser.get(url_of(entry))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7\nA copy.\n%%EOF\n"  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == 'attachment; filename="copy.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
    opened = CustodyEntry.objects.get(kind=Custody.OPENED)
    assert (opened.by, opened.file) == (grant.person, copy)
    assert browser.get(reverse("case-file", args=[case.pk, entry.pk])).status_code == 404


def test_a_redacted_copy_comes_before_the_share_copy(case: Case, client_of: SignIn) -> None:
    entry, grant = CaseFileFactory.create(case=case), CaseGrantFactory.create(case=case)
    CopyFactory.create(original=entry.file, name="share.pdf")
    for number in (1, 2):
        CopyFactory.create(
            original=entry.file,
            making=Making.REDACTED,
            name=f"covered-{number}.pdf",
            now=clock.now() + timedelta(minutes=number),
        )
    answer = client_of(grant.person).get(url_of(entry))
    assert answer["Content-Disposition"] == 'attachment; filename="covered-2.pdf"'


def test_of_an_infected_file_nothing_is_given(case: Case, client_of: SignIn) -> None:
    entry, grant = CaseFileFactory.create(case=case), CaseGrantFactory.create(case=case)
    CopyFactory.create(original=entry.file)
    StoredFile.objects.filter(pk=entry.file.pk).update(scan_state=ScanState.INFECTED, scanned_at=clock.now())
    assert client_of(grant.person).get(url_of(entry)).status_code == 404


@pytest.mark.parametrize("scope", [Scope.SUMMARY, Scope.FULL])
def test_other_scopes_hold_no_files(scope: Scope, case: Case, seller: User, client_of: SignIn) -> None:
    entry = CaseFileFactory.create(case=case)
    CopyFactory.create(original=entry.file)
    grant = CaseGrantFactory.create(case=case, scope=scope)
    for person in (grant.person, UserFactory.create(), seller):  # the owner has the originals, elsewhere
        assert client_of(person).get(url_of(entry)).status_code == 404


def test_the_log_names_the_file_a_copy_was_opened_of(case: Case, seller: User, client_of: SignIn) -> None:
    entry, grant = CaseFileFactory.create(case=case), CaseGrantFactory.create(case=case)
    CopyFactory.create(original=entry.file, name="covered.pdf")
    b"".join(client_of(grant.person).get(url_of(entry)).streaming_content)  # type: ignore[attr-defined]
    log = client_of(seller).get(reverse("case-log", args=[case.pk])).text
    assert "opened the file “covered.pdf”" in log


def test_a_revoke_ends_a_download_under_way(case: Case, seller: User, client_of: SignIn) -> None:
    entry, grant = CaseFileFactory.create(case=case), CaseGrantFactory.create(case=case)
    CopyFactory.create(original=entry.file, content=LARGE)
    answer = client_of(grant.person).get(url_of(entry))
    pieces = iter(answer.streaming_content)  # type: ignore[attr-defined]
    first = next(pieces)
    assert (first, int(answer["Content-Length"])) == (LARGE[:CHUNK], len(LARGE))
    actions.revoke_access(grant=grant, by=seller, now=clock.now())
    assert list(pieces) == []


def test_a_smaller_scope_ends_it_too(case: Case, seller: User, client_of: SignIn) -> None:
    entry, grant = CaseFileFactory.create(case=case), CaseGrantFactory.create(case=case)
    CopyFactory.create(original=entry.file, content=LARGE)
    pieces = iter(client_of(grant.person).get(url_of(entry)).streaming_content)  # type: ignore[attr-defined]
    next(pieces)
    actions.grant_access(case=case, person=grant.person, scope=Scope.FULL, by=seller, now=clock.now())
    assert list(pieces) == []
