"""The page of a case's dossiers: asked for once, watched, downloaded by its owner and nobody else."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.cases.enums import State
from apps.cases.models import Case
from apps.core import clock
from apps.dossiers.enums import DossierState
from apps.dossiers.models import Dossier
from apps.evidence import vault
from apps.evidence.enums import Custody
from apps.evidence.models import CustodyEntry
from tests.factories.cases import CaseFactory, CaseFileFactory, DraftFactory
from tests.factories.dossiers import DossierFactory

ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.django_db
FULL = {"variant": "full", "language": "en"}


@pytest.fixture(autouse=True)
def own_vault(tmp_path: Path) -> Iterator[None]:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield


@pytest.fixture
def case(seller: User) -> Case:
    return CaseFactory.create(owner=seller, state=State.VERIFIED)


@pytest.fixture
def ready(case: Case) -> Dossier:
    return DossierFactory.create(case=case, is_ready=True, now=clock.now())


def content_of(answer: HttpResponseBase) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def address(case: Case, rest: str = "") -> str:
    return f"/cases/{case.pk}/dossier/{rest}"


def test_the_page_says_what_will_be_in_it(client_of: ClientOf, seller: User, case: Case) -> None:
    CaseFileFactory.create(case=case)
    page = client_of(seller).get(address(case)).content.decode()
    wanted = ("Make the dossier", "1 file; pages of 0, in the one for sharing of 0", "English", "简体中文")
    assert [word for word in wanted if word not in page] == []


def test_the_page_of_the_case_leads_there(client_of: ClientOf, seller: User, case: Case) -> None:
    assert f'href="{address(case)}"' in client_of(seller).get(f"/cases/{case.pk}/").content.decode()


def test_asking_twice_makes_one_and_shows_its_progress(client_of: ClientOf, seller: User, case: Case) -> None:
    client = client_of(seller)
    for _click in range(2):
        assert client.post(address(case), FULL).headers["Location"] == address(case)
    dossier = Dossier.objects.get()
    page = client.get(address(case)).content.decode()
    assert [word for word in ("Waiting its turn", 'hx-trigger="every 3s"') if word not in page] == []
    Dossier.objects.filter(pk=dossier.pk).update(
        state=DossierState.RUNNING, done=3, total=9, lease_token=dossier.pk, lease_until=clock.now()
    )
    assert "step 3 of 9" in client.get(address(case)).content.decode()


def test_nothing_chosen_is_said_and_asks_for_nothing(client_of: ClientOf, seller: User, case: Case) -> None:
    answer = client_of(seller).post(address(case), {})
    assert (answer.status_code, Dossier.objects.count()) == (422, 0)
    assert "Choose for whom it is." in answer.content.decode()


def test_cancelling_ends_it(client_of: ClientOf, seller: User, case: Case) -> None:
    dossier = DossierFactory.create(case=case)
    client = client_of(seller)
    assert client.post(address(case, f"{dossier.pk}/cancel/")).headers["Location"] == address(case)
    dossier.refresh_from_db()
    assert dossier.state == DossierState.CANCELLED


def test_the_owner_downloads_both_files_and_it_is_noted(
    client_of: ClientOf, seller: User, case: Case, ready: Dossier
) -> None:
    client = client_of(seller)
    page = client.get(address(case)).content.decode()
    assert [word for word in (ready.sha256, "not downloaded yet", "Download the manifest") if word not in page] == []
    answer = client.get(address(case, f"{ready.pk}/pdf/"))
    assert sha256(content_of(answer)).hexdigest() == ready.sha256
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{case.reference}-en.pdf"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer.headers["Cache-Control"]
    assert content_of(client.get(address(case, f"{ready.pk}/manifest/"))) == b"a manifest"
    assert CustodyEntry.objects.filter(kind=Custody.OPENED, by=seller).count() == 2
    assert "downloaded once" in client.get(address(case)).content.decode()


def test_it_is_nothing_to_everybody_else(
    client_of: ClientOf, stranger: User, moderator: User, case: Case, ready: Dossier
) -> None:
    for rest in ("", f"{ready.pk}/pdf/", f"{ready.pk}/manifest/"):
        path = address(case, rest)
        assert [client_of(person).get(path).status_code for person in (stranger, moderator)] == [404, 404]
        assert Client().get(path).headers["Location"].startswith("/sign-in/")


def test_another_case_of_the_owner_does_not_open_it(client_of: ClientOf, seller: User, ready: Dossier) -> None:
    other = CaseFactory.create(owner=seller)
    assert client_of(seller).get(address(other, f"{ready.pk}/pdf/")).status_code == 404


def test_one_whose_time_is_over_is_listed_and_not_handed_out(
    client_of: ClientOf, seller: User, case: Case, ready: Dossier
) -> None:
    Dossier.objects.filter(pk=ready.pk).update(expires_at=clock.now())
    client = client_of(seller)
    page = client.get(address(case)).content.decode()
    assert (ready.sha256 in page, "Download the PDF" in page) == (True, False)
    assert client.get(address(case, f"{ready.pk}/pdf/")).status_code == 404


def test_a_damaged_file_is_not_handed_out(client_of: ClientOf, seller: User, case: Case, ready: Dossier) -> None:
    vault.path_of(ready.sha256).write_bytes(b"RV1:nothing of it")
    answer = client_of(seller).get(address(case, f"{ready.pk}/pdf/"))
    assert answer.headers["Location"] == address(case)


def test_a_draft_has_none(client_of: ClientOf, seller: User) -> None:
    draft = DraftFactory.create(owner=seller).case
    assert client_of(seller).post(address(draft), FULL).headers["Location"] == f"/cases/{draft.pk}/file/"


def test_the_page_costs_the_same_with_one_and_with_three(client_of: ClientOf, seller: User, case: Case) -> None:
    client = client_of(seller)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get(address(case))
        return len(counted)

    CaseFileFactory.create(case=case)
    ended(case)
    queries()
    one = queries()
    for number in range(2):
        CaseFileFactory.create(case=case, file__content=b"%%PDF-1.7\n%d\n%%%%EOF\n" % number)
        ended(case)
    assert queries() == one


def ended(case: Case) -> None:
    dossier = DossierFactory.create(case=case)
    Dossier.objects.filter(pk=dossier.pk).update(state=DossierState.CANCELLED)
