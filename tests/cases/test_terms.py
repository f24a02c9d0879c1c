"""What texts are found by: both scripts folded, words and pairs, numbers, one slip of the finger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.rules.terms import MOST_WORDS, Word, beginnings_of, fold, near_terms_of, places_in, terms_of, words_of


def meets(word: Word, text: str, *, near: bool = False) -> bool:
    terms = terms_of(text)
    if near and not near_terms_of(terms).isdisjoint(word.near):
        return True
    return any(way and terms.issuperset(way) for way in word.ways)


def finds(typed: str, text: str, *, near: bool = False) -> bool:
    words = words_of(typed)
    return bool(words) and all(meets(word, text, near=near) for word in words)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("货款", "平台扣了我们的货款。"),
        ("貨款", "平台扣了我们的货款。"),
        ("货款", "平臺扣了我們的貨款。"),
        ("扣留货款", "被扣留货款三个月"),
        ("ＡＭＡＺＯＮ", "Amazon said no"),
        ("amazon", "ＡＭＡＺＯＮ"),
        ("cafe", "Café Lampen"),
        ("113-1234567-1234567", "Order 113-1234567-1234567 was refunded"),
        ("11312345671234567", "Order 113-1234567-1234567 was refunded"),
        ("113-1234567-1234567", "order 11312345671234567"),
        ("113 1234567", "Order 113-1234567-1234567"),
        ("b0abcdefg1", "ASIN B0ABCDEFG1，被下架"),
        ("B0ABCDEFG1", "亚马逊B0ABCDEFG1被下架"),
        ("email", "the e-mail of the team"),
        ("货款 amazon", "Amazon 扣了货款"),
        ("don't", "they don’t answer"),
    ],
)
def test_what_is_typed_finds_what_is_written(typed: str, text: str) -> None:
    assert finds(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("货款", "货物和款项"),
        ("封", "账号被封"),
        ("lamp", "lamps and lampshades"),
        ("113-1234567-7654321", "Order 113-1234567-1234567"),
        ("amazon 货款", "Amazon"),
        ("  ", "anything"),
        ("%", "100 %"),
    ],
)
def test_what_is_not_there_is_not_found(typed: str, text: str) -> None:
    assert not finds(typed, text)


@pytest.mark.parametrize("typed", ["harbour", "harbor", "harbouur", "hrabour", "habrour", "garbour", "Harbours"])
def test_one_slip_of_the_finger_is_forgiven(typed: str) -> None:
    assert finds(typed, "Harbour Lamp Co.", near=True)


@pytest.mark.parametrize("typed", ["harm", "labour", "arbor", "lemp", "A2TOKEM"])
def test_other_words_and_short_ones_and_tokens_are_not_near(typed: str) -> None:
    assert not finds(typed, "Harbour Lamp A2TOKEN", near=True)


@given(st.text("abcdefg", min_size=5, max_size=12), st.integers(0, 11), st.sampled_from("xyz"))
def test_every_word_is_near_with_one_letter_changed_added_or_lost(word: str, place: int, letter: str) -> None:
    place %= len(word)
    changed = word[:place] + letter + word[place + 1 :]
    added = word[:place] + letter + word[place:]
    lost = word[:place] + word[place + 1 :]
    assert finds(changed, word, near=True)
    assert finds(added, word, near=True)
    assert len(lost) < 5 or finds(lost, word, near=True)


def test_chinese_without_spaces_is_cut_at_known_words() -> None:
    assert [word.text for word in words_of("亚马逊封号两年", ["亚马逊", "封号", "亚马"])] == ["亚马逊", "封号", "两年"]
    assert [word.text for word in words_of("亞馬遜的封號", ["亚马逊", "封号"])] == ["亚马逊", "封号"]
    assert [word.text for word in words_of("两年以后", ["亚马逊"])] == ["两年以后"]


def test_a_search_of_very_many_words_is_cut() -> None:
    assert len(words_of(" ".join(f"word{n}" for n in range(100)))) == MOST_WORDS


def test_names_are_found_by_their_beginning() -> None:
    assert beginnings_of({"harbour", "灯具"}) == {"^har", "^harb", "^harbo", "^harbou"}
    assert words_of("harb")[0].beginning == "^harb"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_any_text_can_be_read_and_asked_for(text: str) -> None:
    assert all(word.ways for word in words_of(text))
    assert "" not in terms_of(text)


@pytest.mark.parametrize(
    ("text", "typed", "near", "found"),
    [
        ("平臺扣了貨款，貨款！", "货款", False, ["貨款", "貨款"]),
        ("㎏ Ｈarbour", "harbour", False, ["Ｈarbour"]),
        ("The Harbor Lamp", "harbour", True, ["Harbor"]),
        ("The Harbor Lamp", "harbour", False, []),
        ("Order 113-1234567-1234567.", "113-1234567-1234567", False, ["113-1234567-1234567"]),
    ],
)
def test_places_are_those_of_the_text_as_written(text: str, typed: str, near: bool, found: list[str]) -> None:
    assert [text[start:end] for start, end in places_in(text, words_of(typed), near=near)] == found
