import random

import pytest

from apps.core.references import ALPHABET, BODY, check_character, format_reference, new_reference, parse_reference

SAMPLES = [new_reference() for _ in range(20)]


def bare(reference: str) -> str:
    return reference.replace("-", "")[2:]


def test_a_new_reference_reads_back() -> None:
    assert [parse_reference(reference) for reference in SAMPLES] == SAMPLES


def test_the_alphabet_has_nothing_that_looks_alike() -> None:
    assert (len(ALPHABET), set(ALPHABET) & set("01OILUZ")) == (29, set())


def test_every_single_wrong_character_is_found() -> None:
    for characters in map(bare, SAMPLES):
        wrong = [
            characters[:place] + other + characters[place + 1 :]
            for place in range(BODY + 1)
            for other in ALPHABET
            if other != characters[place]
        ]
        assert [format_reference(w) for w in wrong if parse_reference(w)] == []


def test_every_swap_of_neighbours_is_found() -> None:
    for characters in map(bare, SAMPLES):
        swapped = [
            characters[:place] + characters[place + 1] + characters[place] + characters[place + 2 :]
            for place in range(BODY)
            if characters[place] != characters[place + 1]
        ]
        assert [s for s in swapped if parse_reference(s)] == []


@pytest.mark.parametrize("separator", ["", " ", "-", "–", ". "])
def test_a_reference_is_read_however_it_is_typed(separator: str) -> None:
    characters = "7KFM39XQ"
    reference = format_reference(characters + check_character(characters))
    typed = separator.join(bare(reference)).lower()
    assert parse_reference(f"rc{separator}{typed}") == reference
    assert parse_reference(typed) == reference


def test_full_width_letters_are_read() -> None:
    reference = SAMPLES[0]
    assert parse_reference("".join(chr(ord(c) + 0xFEE0) for c in reference)) == reference


@pytest.mark.parametrize(
    "typed", ["", "RC", "RC-7KFM-39XQ", "RC-7KFM-39XQ-O", "RC-7KFM-39XQ-22", "七KFM39XQT", "\0" * 9]
)
def test_what_cannot_be_a_reference_is_none(typed: str) -> None:
    assert parse_reference(typed) is None


def test_a_random_nine_characters_pass_once_in_twenty_nine() -> None:
    source = random.Random(2018)
    tries = ["".join(source.choices(ALPHABET, k=BODY + 1)) for _ in range(2900)]
    assert 60 < sum(parse_reference(typed) is not None for typed in tries) < 140
