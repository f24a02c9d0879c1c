"""Bytes of mails as text. What a mail declares is a hint: Chinese mailers declare gb2312 for GBK, Big5 and UTF-8."""

import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header

# Python's gb2312 lacks thousands of characters that mails declared so contain; cp950 holds what Windows writes as Big5.
WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "euc-cn": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "cp950",
    "x-x-big5": "cp950",
    "big5-hkscs": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "ascii",
    "ansi_x3.4-1968": "ascii",
    "utf8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "shift_jis": "cp932",
}
CHINESE = ("gb18030", "cp950")
# Characters of every other Chinese sentence, and of every notice: they tell a right decoding from a lucky one.
COMMON = frozenset(
    "的一是不了在有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年过過发發后後"
    "作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心本前开開但因只"
    "从從想实實您帐账帳户戶号號卖賣销銷售邮郵件商品平台台申诉訴款项項店铺鋪封停用限制通知请請已被月日收到，。、：！（）"
)
BIDI = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"))


def decode(raw: bytes, declared: str = "") -> tuple[str, str]:
    """The text and the charset it was read in: `?` in front of the name where characters were lost."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace"), "utf-16"
    name = WIDER.get(declared.strip().strip("\"'").lower(), declared.strip().lower())
    if raw.isascii() and name not in ("utf-7", "hz", "iso-2022-jp", "utf-16", "utf-16le", "utf-16be", "iso-2022-cn"):
        return raw.decode("ascii"), name or "ascii"
    if name and name not in (*CHINESE, "ascii", "cp1252") and (text := _strictly(raw, name)) is not None:
        return text, name
    found = [(text, each) for each in dict.fromkeys((name, "utf-8", *CHINESE)) if (text := _strictly(raw, each))]
    if utf8 := next((pair for pair in found if pair[1] == "utf-8"), None):
        return utf8  # other encodings do not read as UTF-8 by accident
    if found:
        return max(found, key=lambda pair: _commonness(pair[0]))
    fallback = name if _is_codec(name) else "utf-8"
    return raw.decode(fallback, "replace"), f"?{fallback}"


def is_as_declared(declared: str, used: str) -> bool:
    plain = declared.strip().strip("\"'").lower()
    return not plain or used.lstrip("?") in (WIDER.get(plain, plain), plain, "ascii")


def _strictly(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return None


def _is_codec(name: str) -> bool:
    return _strictly(b"a", name) is not None  # empty bytes decode in a charset that does not exist


def _commonness(text: str) -> float:
    """How much of what is not ASCII consists of everyday Chinese characters."""
    sample = [char for char in text[:20_000] if ord(char) > 127]
    return sum(char in COMMON for char in sample) / len(sample) if sample else 0.0


def header_text(value: str, at_most: int = 8_000) -> str:
    """A header's value as a reader should see it: unfolded, 8-bit bytes and encoded words decoded."""
    return clean(decode_words(unescape(unfold(value[:at_most]))))


def unfold(value: str) -> str:
    return re.sub(r"[\r\n]+[ \t]*", " ", value).strip()


def unescape(value: str) -> str:
    """Undo the parser's surrogates for raw bytes that stand in a header."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return decode(value.encode("utf-8", "surrogateescape"))[0]
    return value


def decode_words(value: str) -> str:
    """`=?gb2312?B?…?=` as text; what is broken stays as it stands."""
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError, LookupError):
        return value
    return "".join(piece if isinstance(piece, str) else _piece(piece, charset) for piece, charset in pieces)


def _piece(raw: bytes, charset: str | None) -> str:
    if charset is None:  # what stands between encoded words; Python escapes what is beyond Latin-1
        return raw.decode("raw-unicode-escape", "replace")
    return decode(raw, charset)[0]


def clean(text: str, *, lines: bool = False) -> str:
    """Without control characters and without marks that turn the direction of what follows."""
    kept = "\n\t" if lines else ""
    text = text.replace("\r\n", "\n").replace("\r", "\n") if lines else text
    text = text.translate(BIDI)
    return "".join(c for c in text if c in kept or unicodedata.category(c) not in ("Cc", "Cs")).strip()
