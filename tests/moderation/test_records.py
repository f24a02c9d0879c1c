"""The tables behind the desk: every one opens, none can be changed, nothing hidden is shown."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import DjangoAssertNumQueries

from apps.cases.models import Case, CaseEvent, Draft, EventRemark, Seller
from apps.core.admin import ReadOnlyAdmin
from apps.core.encryption import EncryptedTextField
from apps.core.models import Heartbeat
from apps.evidence.models import StoredFile
from apps.losses.models import Ledger
from apps.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.cases import AccountFactsFactory, CaseFactory, CaseFileFactory, FilingFactory
from tests.factories.evidence import StoredFileFactory
from tests.moderation.conftest import NOW

pytestmark = pytest.mark.django_db
READ_ONLY = [
    model
    for model, made in admin.site._registry.items()
    if isinstance(made, ReadOnlyAdmin) and model._meta.app_label != "incidents"  # theirs are tested there
]
CANARIES = {
    "store_name": "Canary Store",
    "merchant_token": "ACANARYTOKEN1",
    "store_url": "https://canary.example/shop",
    "company_name": "Canary Company",
    "credit_code": "91110000600037341L",
}


def name_of(model: type[models.Model]) -> str:
    return model._meta.label_lower


def list_address(model: type[models.Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def row_address(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


@pytest.fixture
def rows() -> list[models.Model]:
    """One row of every table, with words in it that no page of these may show."""
    owner = UserFactory.create(email="canary@sellers.example")
    account = AccountFactsFactory.build(**CANARIES)
    filing = FilingFactory.build(account=account, notice_text="Canary notice", narrative="Canary narrative")
    case = CaseFactory.create(owner=owner, filing=filing)
    file = StoredFileFactory.create(name="canary-file.pdf", by=owner)
    CaseFileFactory.create(case=case, file=file)
    beat = Heartbeat.objects.create(name="beat", seen_at=NOW)
    assert case.account
    return [owner, case.events.get(), case.account.seller, case.ledger, file, Message.objects.get(), beat, case]


def test_tables_to_look_at_are_these() -> None:
    assert {name_of(model) for model in READ_ONLY} == {
        "accounts.user",
        "cases.case",
        "cases.caseevent",
        "cases.seller",
        "core.heartbeat",
        "evidence.storedfile",
        "losses.ledger",
        "notifications.message",
    }


@pytest.mark.parametrize("model", [Case, CaseEvent, Seller, Ledger, StoredFile, Message], ids=name_of)
def test_tables_that_actions_guard_can_only_be_read(model: type[models.Model]) -> None:
    made = admin.site._registry[model]
    assert isinstance(made, ReadOnlyAdmin)
    asked = (made.has_add_permission, made.has_change_permission, made.has_delete_permission)
    assert [may(HttpRequest()) for may in asked] == [False, False, False]
    with pytest.raises(PermissionDenied):
        made.save_model(HttpRequest(), model(), None, change=True)
    with pytest.raises(PermissionDenied):
        made.delete_model(HttpRequest(), model())


@pytest.mark.parametrize("model", [Draft, EventRemark], ids=name_of)
def test_tables_nobody_has_to_see_are_not_there(model: type[models.Model]) -> None:
    assert model not in admin.site._registry


def test_libraries_bring_no_tables_of_their_own() -> None:
    assert {type(made).__module__.split(".")[0] for made in admin.site._registry.values()} == {"apps"}


def test_lists_and_rows_open_and_hide_what_identifies(desk: Client, rows: list[models.Model]) -> None:
    secrets = [*CANARIES.values(), "canary@", "Canary", "canary-file"]
    for row in rows:
        for address in (list_address(type(row)), row_address(row)):
            response = desk.get(address)
            if isinstance(row, Case) and address == row_address(row):
                assert response["Location"] == f"/desk/case/{row.pk}/"
                continue
            assert response.status_code == 200, address
            found = [secret for secret in secrets if secret in response.content.decode()]
            assert (address, found) == (address, [])


def test_row_cannot_be_saved_added_or_deleted(desk: Client, rows: list[models.Model]) -> None:
    for row in rows:
        if isinstance(row, Case):
            continue
        assert desk.post(row_address(row), {"_save": "Save"}).status_code == 403
        for what in ("add", "delete"):
            with pytest.raises(NoReverseMatch):
                reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{what}", args=[row.pk])
        desk.post(list_address(type(row)), {"action": "delete_selected", "_selected_action": row.pk})
        assert type(row)._default_manager.filter(pk=row.pk).exists()


def test_hidden_columns_cannot_be_guessed_by_filtering(desk: Client, rows: list[models.Model]) -> None:
    for row in rows:
        for column in ("owner__email__startswith", "email__startswith", "id__gt", "recipient__email", "by__email"):
            assert desk.get(list_address(type(row)), {column: "c"}).status_code == 400, (row, column)


def test_encrypted_columns_are_in_no_table() -> None:
    hidden = {
        (name_of(model), field.name)
        for model in READ_ONLY
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    }
    shown = {
        (name_of(model), name)
        for model in READ_ONLY
        for names in (admin.site._registry[model].list_display, admin.site._registry[model].fields or ())
        for name in names
        if isinstance(name, str)
    }
    assert hidden & shown == set()
    assert hidden


@pytest.mark.parametrize("model", [model for model in READ_ONLY if model is not Heartbeat], ids=name_of)
def test_number_of_queries_does_not_grow_with_rows(
    desk: Client, model: type[models.Model], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def count() -> int:
        with django_assert_max_num_queries(100) as captured:
            assert desk.get(list_address(model)).status_code == 200
        return len(captured)

    make_case(1)
    count()  # content types and the like are remembered
    with_one = count()
    for number in range(2, 6):
        make_case(number)
    assert count() == with_one


def make_case(number: int) -> None:
    case = CaseFactory.create()
    CaseFileFactory.create(case=case, file=StoredFileFactory.create(name=f"{number}.pdf", by=case.owner))


def test_people_are_found_by_their_whole_address_only(desk: Client) -> None:
    wanted = UserFactory.create(email="li@sellers.example")
    UserFactory.create(email="lina@sellers.example")

    def found(text: str) -> list[Any]:
        return [row.pk for row in desk.get("/desk/accounts/user/", {"q": text}).context["cl"].result_list]

    assert found("LI@sellers.example") == [wanted.pk]
    assert found("li@sellers.example") == [wanted.pk]
    assert found("li") == []


def test_index_of_records_leads_to_every_table(desk: Client) -> None:
    page = desk.get("/desk/records/").content.decode()
    assert [name_of(model) for model in READ_ONLY if f'href="{list_address(model)}"' not in page] == []


@pytest.mark.parametrize("address", ["/desk/cases/case/", "/desk/records/", "/desk/"])
def test_pages_answer_in_chinese(client_of: Callable[[Any], Client], at: Any, moderator: Any, address: str) -> None:
    at(NOW)
    moderator.language = "zh-hans"
    moderator.save(update_fields=["language"])
    response = client_of(moderator).get(address)
    assert (response.status_code, response["Content-Language"]) == (200, "zh-hans")
    assert '<html lang="zh-hans"' in response.content.decode()
