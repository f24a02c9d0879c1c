"""Limits per person and per case hold, also when many put files in at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import override_settings

from apps.accounts.models import User
from apps.evidence import actions
from apps.evidence.selectors import Usage, usage_of, usage_of_person
from tests.factories.evidence import STORED, StoredFileFactory


@pytest.fixture(autouse=True)
def root(tmp_path: Path) -> Any:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield tmp_path


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"EVIDENCE_FILES_PER_PERSON": 2}, "2 files here"),
        ({"EVIDENCE_BYTES_PER_PERSON": 250}, "most for one person"),
        ({"EVIDENCE_FILES_PER_CASE": 2}, "2 files"),
        ({"EVIDENCE_BYTES_PER_CASE": 250}, "most for one case"),
    ],
)
def test_the_file_past_a_limit_is_refused_and_leaves_nothing(
    limit: dict[str, int], words: str, root: Path, seller: User
) -> None:
    case = uuid4()
    with override_settings(**limit):
        for letter in (b"a", b"b"):
            StoredFileFactory.create(content=letter * 100, by=seller, belongs_to=case)
        with pytest.raises(actions.QuotaReached, match=words):
            StoredFileFactory.create(content=b"c" * 100, by=seller, belongs_to=case)
    assert (usage_of(case), usage_of_person(seller)) == (Usage(2, 200), Usage(2, 200))
    assert len([path for path in root.rglob("*") if path.is_file()]) == 2


def test_what_is_discarded_and_what_others_keep_does_not_count(seller: User, stranger: User) -> None:
    case = uuid4()
    file = StoredFileFactory.create(by=seller, belongs_to=case)
    StoredFileFactory.create(by=stranger, belongs_to=uuid4())
    actions.discard_file(file=file, by=seller, now=STORED)
    with override_settings(EVIDENCE_FILES_PER_PERSON=1, EVIDENCE_FILES_PER_CASE=1):
        StoredFileFactory.create(by=seller, belongs_to=case)
    assert usage_of(case).files == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_do_not_get_past_a_limit(seller: User) -> None:
    case = uuid4()
    together = Barrier(10)

    def put_in(number: int) -> bool:
        together.wait()
        try:
            StoredFileFactory.create(content=b"%d" % number * 50, by=seller, belongs_to=case)
        except actions.QuotaReached:
            return False
        finally:
            connections.close_all()
        return True

    with override_settings(EVIDENCE_FILES_PER_CASE=3), ThreadPoolExecutor(10) as pool:
        taken = list(pool.map(put_in, range(10)))
    assert (taken.count(True), usage_of(case).files) == (3, 3)
