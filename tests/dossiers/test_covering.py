"""What the dossier for sharing covers in words. No database."""

import pytest

from apps.dossiers.rules.covering import COVERED, cover_for, nothing

NAMES = ["Harbour Lamp", "深圳港灯有限公司", "A2TOKEN000001", "li@example.com", ""]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("We at HARBOUR  lamp were blocked", f"We at {COVERED} were blocked"),
        ("深圳港灯有限公司被封号", f"{COVERED}被封号"),
        ("write to me.too@shop.example.cn.", f"write to {COVERED}."),
        ("order 114-1234567-7654321 of B07ABCDEF1", f"order {COVERED} of {COVERED}"),
        ("订单114-1234567-7654321，电话13800138000。", f"订单{COVERED}，电话{COVERED}。"),
        ("token A1B2C3D4E5F6G7", f"token {COVERED}"),
        ("see https://sellercentral.example/x?y=1, please", f"see {COVERED}, please"),
        ("call +86 138 0013 8000 now", f"call {COVERED} now"),
        ("code 91110000600037341L", f"code {COVERED}"),
        ("lost 12,500 USD on 2018-02-14 at 18:30", "lost 12,500 USD on 2018-02-14 at 18:30"),
        ("lost 1,234,567.89 in 17 days", "lost 1,234,567.89 in 17 days"),
        ("", ""),
    ],
)
def test_names_and_numbers_are_covered(text: str, left: str) -> None:
    assert cover_for(NAMES)(text) == left


def test_without_names_shapes_are_covered_still() -> None:
    assert cover_for([])("mail a@b.example") == f"mail {COVERED}"


def test_the_complete_one_covers_nothing() -> None:
    assert nothing("Harbour Lamp, li@example.com") == "Harbour Lamp, li@example.com"
