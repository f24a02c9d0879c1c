"""Damaged and hostile mails: they never crash the reader, and what could not be read is said."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.evidence.mail import Address, Mail, TroubleKind, looks_like_mail, normalised, read_mail, read_text
from tests.evidence.mail import letters


def kinds(mail: Mail) -> set[TroubleKind]:
    return {trouble.kind for trouble in mail.troubles}


def declared(charset: str, body: bytes) -> bytes:
    head = f"From: a@b.example\nDate: Wed, 14 Feb 2018 18:30:00 +0800\nContent-Type: text/plain; charset={charset}\n\n"
    return head.encode() + body


@pytest.mark.parametrize(
    ("charset", "body", "text", "told"),
    [
        ("gb2312", letters.NOTICE_ZH.encode("gb18030"), letters.NOTICE_ZH, ""),
        ("gb2312", letters.NOTICE_TW.encode("big5"), letters.NOTICE_TW, "gb2312 → cp950"),
        ("gb2312", letters.NOTICE_ZH.encode(), letters.NOTICE_ZH, "gb2312 → utf-8"),
        ("big5", letters.NOTICE_ZH.encode("gb18030"), letters.NOTICE_ZH, "big5 → gb18030"),
        ("us-ascii", letters.NOTICE_ZH.encode("gbk"), letters.NOTICE_ZH, "us-ascii → gb18030"),
        ("iso-8859-1", letters.NOTICE_ZH.encode(), letters.NOTICE_ZH, "iso-8859-1 → utf-8"),
        ("iso-8859-1", "Kündigung".encode("latin-1"), "Kündigung", ""),
        ("no-such-charset", letters.NOTICE_ZH.encode(), letters.NOTICE_ZH, "no-such-charset → utf-8"),
        ("utf-8", letters.NOTICE_ZH.encode("gb18030"), letters.NOTICE_ZH, "utf-8 → gb18030"),
    ],
)
def test_a_wrong_charset_is_seen_through_and_told(charset: str, body: bytes, text: str, told: str) -> None:
    mail = read_mail(declared(charset, body))
    assert mail.text == text
    assert [trouble.detail for trouble in mail.troubles] == ([told] if told else [])


def test_bytes_of_no_charset_lose_characters_and_say_so() -> None:
    mail = read_mail(declared("utf-8", b"Hello \x81\x20\xff\xff world"))
    assert (mail.text.startswith("Hello"), TroubleKind.LOST_CHARACTERS in kinds(mail)) == (True, True)


def test_two_senders_are_both_told() -> None:
    mail = read_mail(b'From: amazon@amazon.com\nFrom: "x" <evil@evil.example>\n\nPay here.')
    assert [sender.address for sender in mail.senders] == ["amazon@amazon.com", "evil@evil.example"]
    assert {TroubleKind.MANY_SENDERS, TroubleKind.NO_DATE} <= kinds(mail)


def test_a_name_that_is_another_address_is_told() -> None:
    mail = read_mail(b'From: "seller-performance@amazon.com" <evil@evil.example>\n\nPay here.')
    assert TroubleKind.ADDRESS_IN_NAME in kinds(mail)


def test_a_name_cannot_smuggle_in_an_address() -> None:
    name = b64encode(b'Amazon <seller-performance@amazon.com>, "').decode()
    mail = read_mail(f"From: =?utf-8?B?{name}?= <evil@evil.example>\n\nPay here.".encode())
    assert [sender.address for sender in mail.senders] == ["evil@evil.example"]


def test_marks_that_turn_the_writing_around_are_taken_out() -> None:
    mail = read_mail("From: \u202emoc.nozama\u202c <evil@evil.example>\nSubject: a\u0000b\u0007c\n\nx".encode())
    assert (mail.senders[0].name, mail.subject) == ("moc.nozama", "abc")


def nested(depth: int) -> bytes:
    text = "From: a@b.example\nDate: Wed, 14 Feb 2018 18:30:00 +0800\n"
    for level in range(depth):
        text += f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"
    return f"{text}Content-Type: text/plain\n\nThe core.".encode()


HOSTILE = {
    "nothing": b"",
    "zeros": b"\0" * 100_000,
    "one endless line": b"x" * 2_000_000,
    "one endless header": b"From: " + b"a" * 2_000_000 + b"\n\nHello",
    "a million headers": b"A: b\n" * 400_000 + b"\nHello",
    "headers without end": b"From: a@b.example\n" * 100_000,
    "nested parts": nested(50),
    "parts nested past recursion": nested(1_900),
    "parts nested past all": nested(20_000),
    "many empty parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n\n" * 200_000,
    "boundary that never comes": b"From: a@b.example\nContent-Type: multipart/mixed; boundary=none\n\nHello",
    "boundary missing": b"From: a@b.example\nContent-Type: multipart/mixed\n\nHello",
    "broken base64": b"From: a@b.example\nContent-Transfer-Encoding: base64\n\n!!!!===\n\xff",
    "broken uuencode": b"From: a@b.example\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n\xff\xff",
    "brackets in From": b"From: " + b"(" * 100_000 + b"\n\nHello",
    "angles in From": b"From: " + b"<" * 100_000 + b"\n\nHello",
    "quotes in From": b"From: " + b'"\\' * 50_000 + b"\n\nHello",
    "encoded words": b"Subject: " + b"=?utf-8?B?//8=?= " * 5_000 + b"\n\nHello",
    "broken encoded word": b"Subject: =?utf-8?B?a?= =?nope?Q?=FF?= =?=?=\n\nHello",
    "brackets in results": b"Authentication-Results: x; " + b"(;" * 50_000 + b"\n\nHello",
    "deep HTML": b"Content-Type: text/html\nFrom: a@b.example\n\n" + b"<div>" * 100_000 + b"Hello",
    "open tags": b"Content-Type: text/html\nFrom: a@b.example\n\n" + b"<br " * 100_000 + b"Hello",
    "continued parameters": b"Content-Type: text/plain; " + b"; ".join(b"a*%d=b" % n for n in range(5_000)) + b"\n\nHi",
    "name with a strange charset": b"Content-Type: a/b; name*=no-such''%FF%FE\nFrom: a@b.example\n\nHi",
    "charset with a line break": b"Content-Type: text/plain; charset=\"a\nb\"\nFrom: a@b.example\n\nHi",
    "mail in mail in mail": b"Content-Type: message/rfc822\n\n" * 500 + b"From: a@b.example\n\nHi",
    "old Mac lines": b"From: a@b.example\rDate: Wed, 14 Feb 2018 18:30:00 +0800\r\rHello",
    "long run of Chinese": b"From: a@b.example\n\n" + "停".encode() * 100_000,
    "dashes": b"From: a@b.example\n\n" + b"a-" * 200_000,
    "labels": ("From: a@b.example\n\n" + "发件人：a\n" * 60_000).encode(),
    "receivers": ("From: a@b.example\n\n发件人：a\n收件人：" + "x@y.example\n" * 60_000).encode(),
    "stars": b"From: a@b.example\n\n" + b">*_ " * 100_000,
    "binary": bytes(range(256)) * 4_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_give_an_answer(name: str) -> None:
    mail = read_mail(HOSTILE[name])
    normalised(mail.text)
    assert Mail.from_json(mail.as_json()) == mail


def test_parts_past_recursion_leave_the_headers_readable() -> None:
    mail = read_mail(nested(20_000))
    assert mail.senders == (Address("", "a@b.example"),)
    assert TroubleKind.BODY_UNREADABLE in kinds(mail)


def test_the_core_of_moderate_nesting_is_found() -> None:
    assert read_mail(nested(20)).text == "The core."


def test_a_mail_larger_than_what_is_read_says_so() -> None:
    mail = read_mail(declared("utf-8", b"Hello\n" + b"x" * (6 * 1024 * 1024)))
    assert (mail.text[:5], TroubleKind.CUT in kinds(mail)) == ("Hello", True)


def test_what_is_no_mail_says_so() -> None:
    assert TroubleKind.NOT_A_MAIL in kinds(read_mail(b"\x89PNG\r\n\x1a\n"))
    assert not looks_like_mail(b"To: do\nFrom: me\n")


@given(st.binary(max_size=3_000))
def test_any_bytes_are_read(raw: bytes) -> None:
    assert isinstance(read_mail(raw), Mail)


@given(st.binary(max_size=400), st.integers(0, len(letters.AMAZON)))
def test_a_damaged_mail_is_read(junk: bytes, place: int) -> None:
    damaged = letters.AMAZON[:place] + junk + letters.AMAZON[place + len(junk) :]
    mail = read_mail(damaged)
    assert Mail.from_json(mail.as_json()) == mail


@given(st.text(max_size=2_000))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(read_text(text), Mail)


# -- wording
def test_one_template_sent_to_two_sellers_is_one_wording() -> None:
    first = (
        "Hello,\n Case ID 11223344556, ASIN B07ABCDEF1. Write to a@amazon.com, https://sellercentral.amazon.com/x?y=1"
    )
    second = "Hello, case id 998877,  ＡＳＩＮ B01ZZZZZZ9. Write to bb@amazon.de, https://sellercentral.amazon.de/z"
    assert normalised(first) == normalised(second) == "hello, case id <code>, asin <code>. write to <address>, <link>"


def test_chinese_wording_keeps_its_words_and_loses_its_numbers() -> None:
    assert normalised("订单111-2223334-5556667的款项￥1,200.50将被保留９０天。") == "订单<code>的款项¥#将被保留#天。"
