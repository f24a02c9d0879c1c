"""Identity fields open where they belong, with a configured key, and nowhere else."""

import json
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.models import CaseEvent
from apps.core import rotation
from apps.core.encryption import CannotDecrypt, EncryptedTextField, newest_key, seal, unseal
from apps.core.guards import RefuseChange
from apps.core.rotation import encrypted_columns
from apps.evidence import vault
from apps.evidence.models import StoredFile
from apps.notifications.models import Message
from tests.factories.evidence import StoredFileFactory
from tests.factories.notifications import MessageFactory

OLD = "k1:" + urlsafe_b64encode(b"1" * 32).decode()
NEW = "k2:" + urlsafe_b64encode(b"2" * 32).decode()


@pytest.fixture(autouse=True)
def old_key(tmp_path: Path) -> Iterator[None]:
    with override_settings(ENCRYPTION_KEYS=[OLD], EVIDENCE_ROOT=tmp_path):
        yield


def both_keys() -> override_settings:
    return override_settings(ENCRYPTION_KEYS=[NEW, OLD])


def new_key_only() -> override_settings:
    return override_settings(ENCRYPTION_KEYS=[NEW])


def stored(model: Any, column: str, pk: Any) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


@given(st.binary(max_size=200), st.text(max_size=40))
def test_what_was_sealed_opens(plain: bytes, bound_to: str) -> None:
    with override_settings(ENCRYPTION_KEYS=[OLD]):
        assert unseal(seal(plain, bound_to), bound_to) == plain


def test_the_same_words_look_different_each_time() -> None:
    assert seal(b"Harbour Lamp", "here") != seal(b"Harbour Lamp", "here")


def test_a_value_does_not_open_elsewhere() -> None:
    with pytest.raises(CannotDecrypt, match="does not belong here"):
        unseal(seal(b"Harbour Lamp", "table|column|1"), "table|column|2")


def test_every_changed_byte_is_noticed() -> None:
    sealed = seal(b"Harbour Lamp", "here")
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(CannotDecrypt):
            unseal(changed, "here")


@pytest.mark.parametrize("length", [0, 1, 3, 14, 20])
def test_a_value_cut_off_is_noticed(length: int) -> None:
    with pytest.raises(CannotDecrypt):
        unseal(seal(b"Harbour Lamp", "here")[:length], "here")


def test_a_key_that_is_gone_says_so() -> None:
    sealed = seal(b"Harbour Lamp", "here")
    with new_key_only(), pytest.raises(CannotDecrypt, match="not configured"):
        unseal(sealed, "here")


def test_the_database_holds_no_plain_word(db: None) -> None:
    message = MessageFactory.create(facts='{"code": "Harbour Lamp"}')
    raw = stored(Message, "facts", message.pk)
    assert raw.startswith(b"k1:")
    assert b"Harbour" not in raw
    assert Message.objects.get(pk=message.pk).facts == '{"code": "Harbour Lamp"}'


def test_a_value_copied_into_another_row_does_not_open(db: None) -> None:
    mine, other = MessageFactory.create(facts='{"of": "mine"}'), MessageFactory.create()
    table = Message._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET facts = (SELECT facts FROM {table} WHERE id = %s) WHERE id = %s", [mine.pk, other.pk]
        )
    with pytest.raises(CannotDecrypt):
        _ = Message.objects.get(pk=other.pk).facts


def test_it_can_be_neither_searched_nor_updated_in_bulk(db: None) -> None:
    with pytest.raises(TypeError, match="facts is encrypted"):
        Message.objects.filter(facts="x").exists()
    with pytest.raises(TypeError, match="facts is encrypted"):
        Message.objects.update(facts="x")


def test_the_empty_text_is_stored_empty(db: None) -> None:
    message = MessageFactory.create(address="")
    assert stored(Message, "address", message.pk) == b""


def test_a_deferred_value_is_fetched_and_opened(db: None) -> None:
    message = MessageFactory.create(facts='{"code": "1"}')
    assert Message.objects.defer("facts").get(pk=message.pk).facts == '{"code": "1"}'


# -- rotation
def rotate(*options: str) -> dict[str, dict[str, int]]:
    out = StringIO()
    call_command("rotate_keys", "--json", *options, stdout=out)
    report: dict[str, dict[str, int]] = json.loads(out.getvalue())["rotated"]
    return report


def test_rotation_writes_every_old_value_with_the_new_key(db: None) -> None:
    messages = [MessageFactory.create(facts=json.dumps({"n": n}), address="a@sellers.example") for n in range(5)]
    file = StoredFileFactory.create(content=b"Dear seller, " * 100_000, name="notice.txt")
    with both_keys():
        assert rotate("--dry-run")["notifications_message.facts"] == {"to_do": 5}
        report = rotate("--batch", "2")
        assert report["notifications_message.facts"] == {"written": 5, "not_opened": 0}
        assert (report["evidence_storedfile.name"]["written"], report["files of the vault"]) == (1, {"written": 1})
        assert rotate()["notifications_message.facts"] == {"written": 0, "not_opened": 0}
    with new_key_only():
        assert [Message.objects.get(pk=message.pk).facts for message in messages] == [f'{{"n": {n}}}' for n in range(5)]
        assert StoredFile.objects.get(pk=file.pk).name == "notice.txt"
        assert b"".join(vault.read(file.sha256)) == b"Dear seller, " * 100_000


def test_a_rotation_interrupted_goes_on_where_it_was(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        MessageFactory.create(facts="{}", address="")
    done: list[bytes] = []

    def seal_two(plain: bytes, bound_to: str) -> bytes:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(plain)
        return seal(plain, bound_to)

    with both_keys():
        monkeypatch.setattr(rotation, "seal", seal_two)
        with pytest.raises(KeyboardInterrupt):
            rotate("--batch", "1")
        monkeypatch.undo()
        assert rotate()["notifications_message.facts"] == {"written": 2, "not_opened": 0}


def test_rotation_leaves_what_does_not_open_and_says_so(db: None) -> None:
    good, bad = MessageFactory.create(facts="{}"), MessageFactory.create(facts="{}")
    broken = b"k1:" + b"x" * 40
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_message SET facts = %s WHERE id = %s", [broken, bad.pk])
    out = StringIO()
    with both_keys(), pytest.raises(SystemExit) as ended:
        call_command("rotate_keys", stdout=out)
    assert ended.value.code == 1
    assert "notifications_message.facts: 1 written, 1 not opened" in out.getvalue()
    assert stored(Message, "facts", bad.pk) == broken
    assert stored(Message, "facts", good.pk).startswith(b"k2:")


def test_a_key_whose_name_begins_like_another_is_another(db: None) -> None:
    message = MessageFactory.create(facts="{}")
    with override_settings(ENCRYPTION_KEYS=["k11:" + NEW.split(":")[1], OLD]):
        assert newest_key() == "k11"
        assert rotate()["notifications_message.facts"]["written"] == 1
        assert stored(Message, "facts", message.pk).startswith(b"k11:")


def test_no_final_row_is_encrypted() -> None:
    """Its key could never be retired: rows that refuse UPDATE cannot be written again."""
    final = [
        str(column)
        for column in encrypted_columns()
        if any(isinstance(trigger, RefuseChange) for trigger in getattr(column.model._meta, "triggers", []))
    ]
    assert final == []
    assert any(isinstance(trigger, RefuseChange) for trigger in CaseEvent._meta.triggers)  # type: ignore[attr-defined]


def test_an_encrypted_field_needs_its_key_first() -> None:
    field = Message._meta.get_field("facts")
    assert isinstance(field, EncryptedTextField)
    with pytest.raises(ValueError, match="primary key"):
        field.bound_to(Message(id=None))
    assert field.bound_to(Message(id=uuid.UUID(int=1))).endswith("|facts|00000000-0000-0000-0000-000000000001")
