"""Column names, whole and damaged."""

import pytest

from apps.losses.reports.headers import Column, Vocabulary, fold

COLUMNS = (
    Column("sales", {"en": "product sales", "de": "Umsätze", "ja": "商品売上"}, required=True),
    Column("city", {"fr": "crédits d'expédition"}),
    Column("number", ("order-id",), usual=True),
    Column("fee", {"de": "Verkaufsgebühren"}),
    Column("other fee", {"de": "Verkaufsgebohren"}),
)
KNOWN = Vocabulary(COLUMNS)


@pytest.mark.parametrize("name", ["Order-ID", "order id", "order_id", " ORDER ID ", "\uff4frder-id"])
def test_spelling_does_not_matter(name: str) -> None:
    found = KNOWN.find([name, "product sales"])
    assert found is not None
    assert found.at == {"number": 0, "sales": 1}


@pytest.mark.parametrize(
    "name",
    ["crédits d’expédition", "crédits d'expédition", "CRÉDITS  D'EXPÉDITION", "cre\u0301dits d'expe\u0301dition"],
)
def test_apostrophes_accents_and_case_do_not_matter(name: str) -> None:
    found = KNOWN.find(["Umsätze", name])
    assert found is not None
    assert (found.at["city"], found.mended, found.language) == (1, [], "de")


@pytest.mark.parametrize("name", ["Ums?tze", "Ums\ufffdtze", "Ums\ufffd\ufffdtze", "UmsÃ¤tze"])
def test_a_damaged_name_is_recognised_and_told(name: str) -> None:
    found = KNOWN.find([name])
    assert found is not None
    assert (found.at, found.mended) == ({"sales": 0}, [name])


def test_a_damaged_name_that_could_be_two_is_not_recognised() -> None:
    found = KNOWN.find(["Umsätze", "Verkaufsgeb?hren"])
    assert found is not None
    assert found.at == {"sales": 0}


def test_a_name_of_which_nothing_is_left_is_not_recognised() -> None:
    assert KNOWN.find(["????", "??"]) is None


def test_a_column_that_occurs_twice_is_told() -> None:
    found = KNOWN.find(["Umsätze", "product sales"])
    assert found is not None
    assert (found.at["sales"], found.twice) == (0, ["product sales"])


def test_empty_names_at_the_end_are_no_columns() -> None:
    found = KNOWN.find(["Umsätze", "x", "", ""])
    assert found is not None
    assert (found.width, found.unread()) == (2, [1])


def test_columns_that_should_be_there_are_missed() -> None:
    found = KNOWN.find(["Umsätze"])
    assert found is not None
    assert KNOWN.missing(found) == ["order-id"]


def test_fold_keeps_letters_and_digits_of_every_script() -> None:
    assert [fold(name) for name in ("Data/Ora:", "FBA 手数料", "Ａ１")] == ["dataora", "fba手数料", "a1"]
