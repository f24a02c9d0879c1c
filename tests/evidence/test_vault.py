"""The vault gives back exactly what was put in, or nothing."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from apps.accounts.models import User
from apps.core.encryption import CannotDecrypt
from apps.evidence import actions, vault
from apps.evidence.enums import Custody
from apps.evidence.models import CustodyEntry, StoredFile
from apps.evidence.rules import LARGEST_FILE, media_type_of
from tests.factories.evidence import NOTICE, STORED, StoredFileFactory

NOW = STORED + timedelta(days=1)
TEXT = b"Dear seller, "


@pytest.fixture(autouse=True)
def root(tmp_path: Path) -> Any:
    with override_settings(EVIDENCE_ROOT=tmp_path):
        yield tmp_path


def files_under(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def content_of(file: StoredFile, by: User) -> bytes:
    return b"".join(actions.open_file(file=file, by=by, now=NOW))


@pytest.mark.parametrize("size", [1, 13, vault.CHUNK - 1, vault.CHUNK, vault.CHUNK + 1, 2 * vault.CHUNK])
def test_what_was_put_in_comes_out(size: int, seller: User) -> None:
    content = (TEXT * (size // len(TEXT) + 1))[:size]
    file = StoredFileFactory.create(content=content, by=seller)
    assert (file.size, file.media_type) == (size, "text/plain")
    assert content_of(file, seller) == content


def test_the_bytes_lie_encrypted_under_their_hash(root: Path, db: None) -> None:
    file = StoredFileFactory.create(content=TEXT * 1000)
    (stored,) = files_under(root)
    assert stored.name == file.sha256
    assert TEXT not in stored.read_bytes()


def test_every_step_is_in_the_custody_log(seller: User, stranger: User) -> None:
    file = StoredFileFactory.create(by=seller)
    content_of(file, stranger)
    actions.discard_file(file=file, by=seller, now=NOW)
    entries = [(entry.kind, entry.by, entry.at) for entry in file.custody.all()]
    assert entries == [
        (Custody.STORED, seller, STORED),
        (Custody.OPENED, stranger, NOW),
        (Custody.DISCARDED, seller, NOW),
    ]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data[:30],
        lambda data: data[:20],
        lambda data: b"",
        lambda data: b"XXXX" + data[4:],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: data[:4] + bytes([data[4] ^ 1]) + data[5:],
        lambda data: data + data[20:],
    ],
)
def test_a_changed_file_is_not_handed_out(damage: Any, root: Path, seller: User) -> None:
    file = StoredFileFactory.create(content=TEXT * 200_000)
    path = vault.path_of(file.sha256)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(actions.FileDamaged):
        actions.open_file(file=file, by=seller, now=NOW)
    assert not CustodyEntry.objects.filter(kind=Custody.OPENED).exists()


def test_chunks_cannot_be_swapped_between_files(seller: User) -> None:
    one, two = (StoredFileFactory.create(content=letter * 3_000_000) for letter in (b"a", b"b"))
    first, second = (vault.path_of(file.sha256) for file in (one, two))
    head = second.read_bytes()[:20]
    second.write_bytes(head + first.read_bytes()[20:])
    with pytest.raises(CannotDecrypt):
        list(vault.read(two.sha256))


def test_another_files_bytes_are_not_taken_for_it(seller: User) -> None:
    one, two = (StoredFileFactory.create(content=letter * 30) for letter in (b"a", b"b"))
    vault.path_of(two.sha256).write_bytes(vault.path_of(one.sha256).read_bytes())
    with pytest.raises(actions.FileDamaged):
        actions.open_file(file=two, by=seller, now=NOW)


def test_bytes_that_are_gone_are_damage(seller: User) -> None:
    file = StoredFileFactory.create()
    vault.remove(file.sha256)
    with pytest.raises(actions.FileDamaged):
        actions.open_file(file=file, by=seller, now=NOW)


def test_sweeping_removes_what_was_discarded_once_nobody_shares_it(root: Path, seller: User, db: None) -> None:
    one, two = StoredFileFactory.create_batch(2)
    assert len(files_under(root)) == 1
    actions.discard_file(file=one, by=seller, now=NOW)
    assert actions.sweep_files(now=NOW) == 1
    assert content_of(two, seller) == NOTICE
    actions.discard_file(file=two, by=seller, now=NOW)
    assert actions.sweep_files(now=NOW) == 1
    assert actions.sweep_files(now=NOW) == 0
    assert files_under(root) == []


def test_sweeping_leaves_what_was_put_in_again(seller: User, db: None) -> None:
    actions.discard_file(file=StoredFileFactory.create(), by=seller, now=NOW)
    again = StoredFileFactory.create()
    actions.sweep_files(now=NOW)
    assert content_of(again, seller) == NOTICE


def test_discarding_twice_is_as_once(seller: User) -> None:
    file = StoredFileFactory.create()
    for _ in range(2):
        actions.discard_file(file=file, by=seller, now=NOW)
    assert file.custody.filter(kind=Custody.DISCARDED).count() == 1


def test_an_empty_file_is_refused(root: Path, db: None) -> None:
    with pytest.raises(actions.FileRefused, match="empty"):
        StoredFileFactory.create(content=b"")
    assert files_under(root) == []


def test_a_file_too_large_is_refused_and_leaves_nothing(root: Path, db: None) -> None:
    class Endless(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return b"a" * (size or 1)

    with pytest.raises(actions.FileRefused, match="50 MB"):
        actions.store_file(source=Endless(), name="big.txt", by=None, now=NOW)
    assert files_under(root) == []
    assert StoredFile.objects.count() == 0
    assert LARGEST_FILE == 50 * 1024 * 1024


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff",
        b"\x7fELF\x02\x01\x01" + bytes(40),
        b"<html><script>alert(1)</script></html>",
    ],
)
def test_what_would_run_is_refused(content: bytes, db: None) -> None:
    with pytest.raises(actions.FileRefused, match="none of them"):
        StoredFileFactory.create(content=content, name="notice.pdf")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "image/jpeg"),
        ("您的账号已被停用".encode(), "text/plain"),
        ("您的账号已被停用".encode("gb18030"), "text/plain"),
    ],
)
def test_types_are_told_by_content(head: bytes, kind: str) -> None:
    assert media_type_of(head) == kind


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\li\\notice.pdf", "notice.pdf"),
        ("no\0tice\n.pdf", "notice.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("封号通知 🏮.pdf", "封号通知 🏮.pdf"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_names_are_labels_not_paths(given: str, kept: str) -> None:
    assert actions.plain_name(given) == kept


def test_the_root_is_the_settings(root: Path) -> None:
    assert Path(settings.EVIDENCE_ROOT) == root
