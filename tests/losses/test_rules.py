from decimal import Decimal

import pytest

from apps.losses.rules import LARGEST, complaints_about
from tests.factories.losses import AmountFactory


def test_a_plain_amount_is_fine() -> None:
    assert complaints_about(AmountFactory.build()) == []


def test_nothing_and_the_largest_are_fine() -> None:
    nothing, much = Decimal(0), LARGEST
    assert complaints_about(AmountFactory.build(low=nothing, likely=nothing, high=much)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"component": ""},
        {"component": "luck"},
        {"currency": ""},
        {"currency": "usd"},
        {"low": Decimal(-1)},
        {"likely": Decimal(9_999)},
        {"high": Decimal(12_499)},
        {"high": LARGEST + 1},
        {"low": Decimal("NaN")},
        {"high": Decimal("Infinity")},
    ],
)
def test_one_thing_wrong_is_one_complaint(changes: dict[str, object]) -> None:
    assert len(complaints_about(AmountFactory.build(**changes))) == 1
