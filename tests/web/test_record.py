"""Everybody can see the signed heads of the record of writes and keep them."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from apps.core.audit import chain, signing
from apps.core.audit.sealing import sign_head
from tests.factories.cases import CaseEventFactory
from tests.factories.core import SEALED, seal

pytestmark = pytest.mark.django_db


def test_before_the_first_day_is_over_the_page_says_so(client: Client) -> None:
    assert "when the first day is over" in client.get("/record/").content.decode()


def test_the_heads_of_the_page_are_signed_and_can_be_compared_later(client: Client, tmp_path: Path) -> None:
    CaseEventFactory.create()
    seal()
    head = sign_head(now=SEALED + timedelta(days=1))
    assert head is not None
    assert bytes(head.hash).hex() in client.get("/record/").content.decode()
    told = client.get("/record.json").json()
    (line,) = told["heads"]
    text = chain.head_text(head.day, line["seq"], bytes.fromhex(line["hash"]))
    key = bytes.fromhex(told["public_key"])
    assert signing.is_signed(text, signature=bytes.fromhex(line["signature"]), by=key)
    kept = tmp_path / "heads.jsonl"
    kept.write_text(json.dumps(line))
    call_command("verify_audit", kept=kept)


@pytest.mark.parametrize("path", ["/record/", "/record.json"])
def test_it_is_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
