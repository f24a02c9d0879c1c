"""The ladder of encodings, and what separates cells."""

import io

import pytest

from apps.losses.reports.delimiter import ranked, stated
from apps.losses.reports.encoding import LONGEST_LINE, Scan, scan

WORDS = ["日付/時間", "合計", "Umsätze", "numéro de versement", "金额", "损失类型"]


def scanned(data: bytes, chosen: str = "") -> Scan:
    return scan(io.BytesIO(data), WORDS, chosen)


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        ("a,b\n1,2\n", "ascii", "utf-8"),
        ("Umsätze\n", "utf-8", "utf-8"),
        ("Umsätze\n", "utf-8-sig", "utf-8-sig"),
        ("Umsätze\n", "utf-16", "utf-16"),
        ("total,Umsätze\n", "utf-16-le", "utf-16-le"),
        ("total,Umsätze\n", "utf-16-be", "utf-16-be"),
        ("Umsätze,x\n", "cp1252", "cp1252"),
        ("numéro de versement\n", "cp1252", "cp1252"),
        ("日付/時間,合計\n", "cp932", "cp932"),
        ("损失类型,金额\n", "gb18030", "gb18030"),
        ("sku\tname\n1\tSet de bandas elásticas y más cosas\n", "cp1252", "cp1252"),
        ("sku\tname\n1\tヘッドホン ブラック\n", "cp932", "cp932"),
        ("sku\tname\n1\t蓝牙耳机黑色降噪\n", "gb18030", "gb18030"),
    ],
)
def test_the_ladder(text: str, written: str, read: str) -> None:
    assert scanned(text.encode(written)).encoding == read


def test_a_letter_cut_off_at_the_end_is_still_utf8() -> None:
    assert scanned("Umsätze ä".encode()[:-1]).encoding == "utf-8"


def test_a_few_wrong_bytes_do_not_change_the_encoding_but_are_told() -> None:
    found = scanned("Umsätze äöü äöü ".encode() * 9 + b"\xe4\n")
    assert (found.encoding, found.damaged) == ("utf-8", True)


def test_a_choice_is_followed() -> None:
    assert scanned(b"abc\n", "cp932").encoding == "cp932"


@pytest.mark.parametrize("size", [1, 3, 1 << 18, (1 << 18) + 1])
def test_letters_across_chunks_stay_whole(size: int) -> None:
    assert scanned(b"x" * size + "äöü€😀\ufffd\n".encode() * 3).encoding == "utf-8"


def test_a_line_without_end_is_noticed_without_keeping_it() -> None:
    assert scanned(b"a" * (LONGEST_LINE + (1 << 19))).long_line
    assert not scanned(b"a" * 1000 + b"\n" * 3).long_line


def test_a_missing_line_end_is_noticed() -> None:
    assert [scanned(data).ends_with_line for data in (b"a\n", b"a\r", b"a", "a\n".encode("utf-16-le"))] == [
        True,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("lines", "sign"),
    [
        (["a\tb\tc\n", "1,5\tx, y\t2,5\n", "3,5\tz\t4,5\n"], "\t"),
        (["a;b;c\n", "1,5;2,5;3,5\n", "1,5;2,5;3,5\n"], ";"),
        (['"Includes, among others"\n', "\n", '"a","b","c"\n', '"1","x;y","3"\n'], ","),
        (["a|b\n", "1|2\n"], "|"),
    ],
)
def test_the_delimiter_is_the_constant_one(lines: list[str], sign: str) -> None:
    assert ranked(lines)[0] == sign


def test_excel_may_state_the_delimiter() -> None:
    assert [stated(lines) for lines in (["sep=;\n"], ['"sep=,"\r\n'], ["a,b\n"], [])] == [";", ",", None, None]
