"""Arrays that we write ourselves arrive as they were."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.core.prepared import as_array, prepared_cursor

TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
AWKWARD = ["", "NULL", "null", "a,b", '"', "\\", "{}", " x ", "\n", "é", "货款", "plain", "a.b"]


def arrived(kind: str, values: list[Any]) -> object:
    with prepared_cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [as_array(values)])
        return cursor.fetchall()[0][0]


class TestTexts(TestCase):
    @given(st.lists(TEXTS | st.sampled_from(AWKWARD)))
    def test_any_text_arrives(self, texts: list[str]) -> None:
        assert arrived("text", texts) == texts


@pytest.mark.django_db
def test_other_values_arrive() -> None:
    numbers = [Decimal("0"), Decimal("-12.3400"), Decimal("1E+3"), Decimal("99999999999999999999.9999")]
    keys = [UUID(int=0), UUID(int=2**128 - 1)]
    assert arrived("text", AWKWARD) == AWKWARD
    assert arrived("numeric", numbers) == numbers
    assert arrived("uuid", keys) == keys
    assert arrived("uuid", [str(key) for key in keys]) == keys
    assert arrived("bool", [True, False]) == [True, False]
    assert arrived("bigint", []) == []
    assert connection.is_usable()
