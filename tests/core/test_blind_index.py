"""Numbers that stand for words: the same for one owner, unlike for two."""

from uuid import UUID

from django.test import override_settings

from apps.core.blind_index import blind

ONE, TWO = UUID(int=1), UUID(int=2)


def test_the_same_word_of_the_same_owner_is_the_same_number() -> None:
    assert blind(["货款", "harbour"], owner=ONE) == blind(["harbour", "货款", "harbour"], owner=ONE)


def test_words_of_two_owners_have_nothing_in_common() -> None:
    words = [f"word{n}" for n in range(1000)]
    one, two = blind(words, owner=ONE), blind(words, owner=TWO)
    assert len(one) == len(two) == 1000
    assert set(one).isdisjoint(two)


def test_another_key_gives_other_numbers() -> None:
    here = blind(["货款"], owner=ONE)
    with override_settings(FINGERPRINT_KEYS=["other:" + "Zm9yIGEgdGVzdCBvbmx5LCAzMiBieXRlcyBsb25nISE="]):
        assert blind(["货款"], owner=ONE) != here


def test_numbers_fit_into_the_column() -> None:
    numbers = blind([f"word{n}" for n in range(2000)], owner=ONE)
    assert min(numbers) >= -(2**63)
    assert max(numbers) < 2**63
    assert min(numbers) < 0 < max(numbers)
