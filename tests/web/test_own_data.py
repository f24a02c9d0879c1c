"""One's own data: the copy is its owner's alone, erasing is asked for with a typed address and can be taken back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.core import clock
from apps.privacy.actions import make_next_export
from apps.privacy.enums import ErasureState, ExportState
from apps.privacy.models import Erasure, Export
from tests.factories.cases import CaseFactory, CaseFileFactory
from tests.factories.privacy import ErasureFactory, ExportFactory, LegalHoldFactory

ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def own_vault(tmp_path: Path) -> Iterator[None]:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield


def test_a_copy_is_asked_for_made_and_downloaded(client_of: ClientOf, seller: User) -> None:
    CaseFileFactory.create(case=CaseFactory.create(owner=seller))
    client = client_of(seller)
    assert client.post("/me/data/copy/").headers["Location"] == "/me/data/"
    page = client.get("/me/data/").content.decode()
    assert "being put together" in page
    assert make_next_export(clock=clock.now)
    export = Export.objects.get()
    page = client.get("/me/data/").content.decode()
    assert f"/me/data/copy/{export.pk}/" in page
    answer = client.get(f"/me/data/copy/{export.pk}/")
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("application/zip", "no-store")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_copy_is_nothing_to_everybody_else(
    client_of: ClientOf, seller: User, stranger: User, moderator: User
) -> None:
    ExportFactory.create(owner=seller)
    make_next_export(clock=clock.now)
    export = Export.objects.get()
    assert export.state == ExportState.READY
    assert client_of(stranger).get(f"/me/data/copy/{export.pk}/").status_code == 404
    assert client_of(moderator).get(f"/me/data/copy/{export.pk}/").status_code in (302, 404)
    assert Client().get(f"/me/data/copy/{export.pk}/").headers["Location"].startswith("/sign-in/")


def test_erasing_wants_the_address_typed(client_of: ClientOf, seller: User) -> None:
    client = client_of(seller)
    page = client.get("/me/data/erase/").content.decode()
    assert [word for word in ("your cases", "amounts, as you declared them", "35 days") if word not in page] == []
    wrong = client.post("/me/data/erase/", {"address": "somebody@else.example"})
    assert (wrong.status_code, Erasure.objects.count()) == (422, 0)
    right = client.post("/me/data/erase/", {"address": " SELLER@sellers.example "})
    assert (right.headers["Location"], Erasure.objects.get().state) == ("/me/data/", ErasureState.ASKED)
    assert "Keep my account" in client.get("/me/data/").content.decode()


def test_erasing_is_taken_back_with_one_click(client_of: ClientOf, seller: User) -> None:
    ErasureFactory.create(person=seller)
    client = client_of(seller)
    assert client.post("/me/data/keep/").status_code == 302
    assert Erasure.objects.get().state == ErasureState.CANCELLED
    assert "Keep my account" not in client.get("/me/data/").content.decode()


def test_a_hold_is_said_and_not_why(client_of: ClientOf, seller: User) -> None:
    LegalHoldFactory.create(person=seller, reason="the court of Hangzhou")
    ErasureFactory.create(person=seller)
    page = client_of(seller).get("/me/data/").content.decode()
    assert ("hold on it" in page, "Hangzhou" in page) == (True, False)


def test_a_moderator_reads_why_they_cannot_be_erased_so(client_of: ClientOf, moderator: User) -> None:
    answer = client_of(moderator).get("/me/data/erase/")
    assert answer.status_code == 200


def test_the_page_shows_the_rules_that_are_kept_to(client_of: ClientOf, seller: User) -> None:
    page = client_of(seller).get("/me/data/").content.decode()
    assert [word for word in ("Your drafts", "5 years", "Copies of your data") if word not in page] == []


@pytest.mark.parametrize("copies", [1, 3])
def test_the_page_costs_the_same_whatever_was_asked_for(
    client_of: ClientOf, seller: User, copies: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(copies):
        ExportFactory.create(owner=seller)
        make_next_export(clock=clock.now)
    client = client_of(seller)
    with django_assert_max_num_queries(9):
        client.get("/me/data/")


def test_other_methods_are_refused(client_of: ClientOf, seller: User) -> None:
    client = client_of(seller)
    assert [client.get(f"/me/data/{name}/").status_code for name in ("copy", "keep")] == [405, 405]
    assert client.post("/me/data/").status_code == 405
