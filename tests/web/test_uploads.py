"""Uploads on their way into the vault are never readable on a disk."""

import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory, override_settings

from apps.evidence.uploads import SealedTemporary

CONTENT = os.urandom(100) + b"\nYour selling privileges have been removed.\n" * 100_000


@pytest.fixture(autouse=True)
def root(tmp_path: Path) -> Any:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield tmp_path


def request_with(content: bytes) -> HttpRequest:
    return RequestFactory().post("/", {"file": SimpleUploadedFile("封号通知.pdf", content)})


def on_disk(file: SealedTemporary) -> bytes:
    return Path(f"/proc/self/fd/{file._file.fileno()}").read_bytes()


def test_a_large_upload_comes_through_whole_and_lies_encrypted_without_a_name(root: Path) -> None:
    upload = request_with(CONTENT).FILES["file"]
    assert (upload.name, upload.size, upload.file.read()) == ("封号通知.pdf", len(CONTENT), CONTENT)  # type: ignore[union-attr]
    assert list(root.iterdir()) == []
    raw = upload.file.raw  # type: ignore[union-attr]
    assert (len(on_disk(raw)), b"selling privileges" in on_disk(raw)) == (len(CONTENT), False)


def test_a_small_upload_stays_in_memory() -> None:
    upload = request_with(b"a notice\n").FILES["file"]
    assert isinstance(upload.file, io.BytesIO)  # type: ignore[union-attr]


@pytest.mark.parametrize("start", [0, 1, 15, 16, 17, 4095, len(CONTENT) - 1, len(CONTENT), len(CONTENT) + 5])
def test_it_reads_anywhere(start: int) -> None:
    with SealedTemporary() as file:
        for begin in range(0, len(CONTENT), 65_537):
            file.write(CONTENT[begin : begin + 65_537])
        file.seek(start)
        assert file.read(100) == CONTENT[start : start + 100]
        assert file.tell() == min(start + 100, max(len(CONTENT), start))


def test_two_files_of_the_same_bytes_do_not_look_alike() -> None:
    with SealedTemporary() as one, SealedTemporary() as two:
        one.write(CONTENT)
        two.write(CONTENT)
        assert on_disk(one) != on_disk(two)
