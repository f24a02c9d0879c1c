"""Files through the API: listed, put in, given back as they were."""

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from apps.accounts.models import User
from apps.cases.actions import revoke_access
from apps.cases.enums import State
from apps.cases.models import CaseFile
from apps.core import clock
from apps.evidence.enums import Custody
from apps.evidence.models import CustodyEntry
from tests.api.conftest import Program
from tests.factories.cases import CaseFactory, CaseFileFactory
from tests.factories.evidence import NOTICE, CopyFactory
from tests.factories.grants import CaseGrantFactory

pytestmark = pytest.mark.django_db
ProgramOf = Callable[..., Program]


@pytest.fixture(autouse=True)
def vault(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_ROOT = tmp_path


def put(program: Program, case: Any, content: bytes = NOTICE, kind: str = "suspension_notice", **headers: str) -> Any:
    form = {"kind": kind, "file": SimpleUploadedFile("封号通知.pdf", content)}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    address = f"/api/v1/cases/{case.pk}/evidence/"
    return program.client.post(address, form, headers={**program.headers, **named})


def bytes_of(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_file_comes_back_as_it_was_put_in(program_of: ProgramOf, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    program = program_of(seller)
    added = put(program, case)
    said = added.json()
    assert (added.status_code, said["kind"], said["name"]) == (201, "suspension_notice", "封号通知.pdf")
    assert (said["media_type"], said["sha256"]) == ("application/pdf", sha256(NOTICE).hexdigest())
    assert program.get(f"cases/{case.pk}/evidence/").json()["results"] == [said]
    given = program.get(f"cases/{case.pk}/evidence/{said['id']}/")
    assert bytes_of(given) == NOTICE
    assert (given["Cache-Control"], given["Content-Security-Policy"]) == ("no-store", "default-src 'none'; sandbox")
    assert given["Content-Disposition"].startswith("attachment")
    entry = CaseFile.objects.get()
    assert [line.by for line in entry.file.custody.all()] == [seller, seller]


def test_an_upload_sent_twice_is_put_in_once(program_of: ProgramOf, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    program = program_of(seller)
    first, again = (put(program, case, Idempotency_Key="k") for _ in range(2))
    assert (first.json(), again["Idempotent-Replayed"]) == (again.json(), "true")
    assert CaseFile.objects.count() == 1
    other = put(program, case, NOTICE + b"%", Idempotency_Key="k")
    assert (other.status_code, CaseFile.objects.count()) == (422, 1)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [(b"", "suspension_notice", 422), (b"MZ\x90\0program", "suspension_notice", 422), (NOTICE, "anything", 400)],
)
def test_what_is_not_taken_is_refused_in_words(
    program_of: ProgramOf, seller: User, content: bytes, kind: str, status: int
) -> None:
    case = CaseFactory.create(owner=seller)
    answer = put(program_of(seller), case, content, kind)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert not CaseFile.objects.exists()


def test_a_closed_case_takes_nothing(program_of: ProgramOf, seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.LOST)
    assert put(program_of(seller), case).status_code == 422


def test_a_body_that_is_no_form_is_refused(program_of: ProgramOf, seller: User) -> None:
    case = CaseFactory.create(owner=seller)
    program = program_of(seller)
    assert program.post(f"cases/{case.pk}/evidence/", {"kind": "suspension_notice"}).status_code == 415


def test_originals_names_and_hashes_are_their_owners(program_of: ProgramOf, seller: User, stranger: User) -> None:
    case = CaseFactory.create(owner=seller)
    entry = CaseFileFactory.create(case=case)
    program = program_of(stranger)
    for scope in ("full", "evidence"):
        CaseGrantFactory.create(case=case, person=stranger, scope=scope, now=clock.now())
        assert program.get(f"cases/{case.pk}/evidence/").json()["results"] == []
        assert program.get(f"cases/{case.pk}/evidence/{entry.pk}/").status_code == 404  # originals are the owner's
        assert put(program, case).status_code == 404


def test_a_file_of_another_case_is_not_there(program_of: ProgramOf, seller: User, stranger: User) -> None:
    theirs = CaseFileFactory.create(case=CaseFactory.create(owner=stranger))
    own = CaseFactory.create(owner=seller)
    assert program_of(seller).get(f"cases/{own.pk}/evidence/{theirs.pk}/").status_code == 404


def test_a_damaged_file_is_said_to_be(program_of: ProgramOf, seller: User, tmp_path: Any) -> None:
    entry = CaseFileFactory.create(case=CaseFactory.create(owner=seller))
    for path in tmp_path.rglob("*"):
        if path.is_file():
            path.write_bytes(BytesIO(path.read_bytes()).getvalue()[:-1])
    answer = program_of(seller).get(f"cases/{entry.case_id}/evidence/{entry.pk}/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")


# -- copies of what is shared
def test_a_reader_gets_copies_and_the_log_says_so(program_of: ProgramOf, seller: User, stranger: User) -> None:
    case = CaseFactory.create(owner=seller)
    entry, bare = CaseFileFactory.create(case=case), CaseFileFactory.create(case=case)
    copy = CopyFactory.create(original=entry.file)
    CaseGrantFactory.create(case=case, person=stranger, now=clock.now())
    program, address = program_of(stranger), f"cases/{case.pk}/copies/"
    rows = program.get(address).json()["results"]
    assert [(row["id"], row["copy"]["name"] if row["copy"] else None) for row in rows] == [
        (entry.pk, "copy.pdf"),
        (bare.pk, None),
    ]
    assert (rows[0]["copy"]["sha256"], rows[0]["copy"]["size"]) == (copy.sha256, copy.size)
    given = program.get(f"{address}{entry.pk}/")
    assert sha256(bytes_of(given)).hexdigest() == copy.sha256
    assert (given["Content-Security-Policy"], given["Cache-Control"]) == ("default-src 'none'; sandbox", "no-store")
    opened = CustodyEntry.objects.get(kind=Custody.OPENED)
    assert (opened.by, opened.file) == (stranger, copy)
    assert [(row.by, row.kind) for row in case.openings.all()] == [(stranger, "program")]
    assert program.get(f"{address}{bare.pk}/").status_code == 404
    assert entry.file.name.encode() not in program.get(address).content


@pytest.mark.parametrize("scope", ["summary", "full"])
def test_a_sharing_without_evidence_has_no_copies(
    program_of: ProgramOf, seller: User, stranger: User, scope: str
) -> None:
    case = CaseFactory.create(owner=seller)
    entry = CaseFileFactory.create(case=case)
    CopyFactory.create(original=entry.file)
    CaseGrantFactory.create(case=case, person=stranger, scope=scope, now=clock.now())
    program = program_of(stranger)
    assert program.get(f"cases/{case.pk}/copies/").status_code == 404
    assert program.get(f"cases/{case.pk}/copies/{entry.pk}/").status_code == 404


def test_a_download_ends_when_the_sharing_does(program_of: ProgramOf, seller: User, stranger: User) -> None:
    case = CaseFactory.create(owner=seller)
    entry = CaseFileFactory.create(case=case)
    copy = CopyFactory.create(original=entry.file)
    grant = CaseGrantFactory.create(case=case, person=stranger, now=clock.now())
    given = program_of(stranger).get(f"cases/{case.pk}/copies/{entry.pk}/")
    revoke_access(grant=grant, by=seller, now=clock.now())
    assert (int(given["Content-Length"]), bytes_of(given)) == (copy.size, b"")


@pytest.mark.parametrize("rows", [1, 3])
def test_copies_cost_the_same_for_many(
    program_of: ProgramOf, seller: User, stranger: User, rows: int, django_assert_num_queries: Any
) -> None:
    case = CaseFactory.create(owner=seller)
    for _ in range(rows):
        CopyFactory.create(original=CaseFileFactory.create(case=case).file)
    CaseGrantFactory.create(case=case, person=stranger, now=clock.now())
    program = program_of(stranger)
    program.get(f"cases/{case.pk}/copies/")  # the token's use is noted once in ten minutes
    with django_assert_num_queries(7):
        assert len(program.get(f"cases/{case.pk}/copies/").json()["results"]) == rows
