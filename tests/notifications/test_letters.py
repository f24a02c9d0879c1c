import re
import uuid
from email import message_from_bytes
from email.policy import SMTP, default
from html import unescape
from typing import Any
from unittest.mock import patch

import pytest
from django.core.mail.message import sanitize_address
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.notifications import letters
from apps.notifications.enums import MessageKind
from apps.notifications.letters import (
    EXAMPLES,
    PLAIN_ADDRESS,
    Letter,
    as_bytes,
    as_mail,
    bare_address,
    subject_of,
    write_letter,
)

KINDS = list(MessageKind)
LANGUAGES = ["en", "zh-hans"]
WORDS = st.text(max_size=20).map(lambda words: "".join(filter(str.isprintable, words)))  # facts are words of ours


def letter(kind: MessageKind, language: str = "en", **options: Any) -> Letter:
    return write_letter(kind=kind, language=language, facts=EXAMPLES[kind], **options)


def words_of(html: str) -> str:
    body = html.split("</head>")[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_say_the_same(kind: MessageKind, language: str) -> None:
    one = letter(kind, language, may_be_second=True, is_late=True)
    in_html = words_of(one.html)
    lines = [line.strip().removesuffix(":") for line in one.text.splitlines() if line.strip() not in {"", "--"}]
    assert [line for line in lines if line not in in_html] == []
    assert one.subject
    assert "\n" not in one.subject


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_an_example_and_leads_only_to_our_own_site(kind: MessageKind) -> None:
    one = letter(kind)
    assert set(re.findall(r"https?://[\w.:-]*\w", one.text + one.html)) == {"https://recourse.test"}


@pytest.mark.parametrize("kind", KINDS)
def test_html_fetches_nothing_and_counts_nobody(kind: MessageKind) -> None:
    assert re.findall(r"<(?:img|script|link|iframe)|url\(|@import", letter(kind).html) == []


@pytest.mark.parametrize("kind", KINDS)
def test_styles_are_inline_and_dark_mode_is_kept(kind: MessageKind) -> None:
    html = letter(kind).html
    assert 'class="sheet" style="' in html
    assert "prefers-color-scheme: dark" in html


def test_a_case_is_linked_by_its_id_and_told_by_its_reference() -> None:
    facts = {"reference": "RC-7KFM-39XQ-T", "case_id": "6f1d1a34-8c7e-4b57-9d4e-0a5a3c0b8e11"}
    one = write_letter(kind=MessageKind.CASE_VERIFIED, language="en", facts=facts)
    assert one.subject == "RC-7KFM-39XQ-T: verified"
    assert "https://recourse.test/cases/6f1d1a34-8c7e-4b57-9d4e-0a5a3c0b8e11/" in one.text


def test_facts_are_escaped_in_html_only() -> None:
    facts = EXAMPLES[MessageKind.CASE_RECEIVED] | {"reference": "R&D <b>"}
    one = write_letter(kind=MessageKind.CASE_RECEIVED, language="en", facts=facts)
    assert "R&D <b>" in one.text
    assert "R&amp;D &lt;b&gt;" in one.html


def test_subject_of_is_one_line_in_the_language_of_the_reader() -> None:
    assert subject_of(MessageKind.CASE_RETURNED, EXAMPLES[MessageKind.CASE_RETURNED]) == (
        "RC-7KFM-39XQ-T: something is missing"
    )


def test_mail_has_one_stable_id_and_says_it_is_a_machine() -> None:
    number = uuid.UUID("6f1d1a34-8c7e-4b57-9d4e-0a5a3c0b8e11")
    mails = [
        as_mail(letter(MessageKind.CASE_RECEIVED), message_id=number, to="a@sellers.example", language="zh-hans")
        for _ in range(2)
    ]
    parsed = [message_from_bytes(mail.message().as_bytes(), policy=default) for mail in mails]
    assert {str(mail["Message-ID"]) for mail in parsed} == {"<6f1d1a34-8c7e-4b57-9d4e-0a5a3c0b8e11@recourse.test>"}
    assert parsed[0]["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in parsed[0].iter_parts()] == ["text/plain", "text/html"]
    assert max(mails[0].message().as_bytes()) < 128  # seven bits: nothing depends on what the server can do


# -- letters that go out by the thousand
@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(
    given_facts=st.fixed_dictionaries(
        {
            "reference": WORDS,
            "mine": WORDS,
            "there": st.sampled_from(["", "19 Mar, 00:00 <R&D> \ue000mine\ue001", "3月19日"]),
            "what": st.sampled_from(["act", "over", "owed", "opens"]),
            "late": st.sampled_from(["", "yes"]),
        }
    ),
    language=st.sampled_from(LANGUAGES),
    flags=st.tuples(st.booleans(), st.booleans()),
)
def test_a_form_filled_in_is_the_letter_rendered(
    given_facts: dict[str, str], language: str, flags: tuple[bool, bool]
) -> None:
    facts = EXAMPLES[MessageKind.DEADLINE_REMINDER] | given_facts
    options: dict[str, Any] = {"language": language, "facts": facts, "may_be_second": flags[0], "is_late": flags[1]}
    filled = write_letter(kind=MessageKind.DEADLINE_REMINDER, **options)
    with patch.dict(letters.PRINTED, clear=True):
        rendered = write_letter(kind=MessageKind.DEADLINE_REMINDER, **options)
    assert (filled.subject, filled.text) == (rendered.subject, rendered.text)
    assert words_of(filled.html) == words_of(rendered.html)
    assert re.findall(r'href="[^"]*"', filled.html) == re.findall(r'href="[^"]*"', rendered.html)


def test_every_printed_fact_is_one_of_its_kind_and_none_stays_a_mark() -> None:
    for kind, marks in letters.PRINTED.items():
        assert set(marks) <= set(EXAMPLES[kind])
        one = letter(kind)
        assert [mark for mark in marks.values() if mark in one.subject + one.text + one.html] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_our_own_bytes_are_the_mail_the_library_makes(kind: MessageKind, language: str) -> None:
    options: dict[str, Any] = {"message_id": uuid.uuid4(), "to": "林 <lin@bücher.example>", "language": language}
    one = letter(kind, language, may_be_second=True)
    ours = message_from_bytes(as_bytes(one, **options), policy=default)
    library = message_from_bytes(as_mail(one, **options).message().as_bytes(linesep="\r\n"), policy=default)
    for name in ("Subject", "From", "To", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"):
        assert str(ours[name]) == str(library[name]).strip()  # the library may fold before the first word
    assert (ours["Content-Language"], ours.defects) == (library["Content-Language"], [])
    assert not ours["Date"].datetime.utcoffset()
    assert [part.get_content_type() for part in ours.iter_parts()] == ["text/plain", "text/html"]
    for mine, theirs in zip(ours.iter_parts(), library.iter_parts(), strict=True):
        assert mine.get_content().split() == theirs.get_content().split()


def test_our_own_bytes_are_seven_bits_in_short_lines() -> None:
    one = letter(MessageKind.DEADLINE_REMINDER, "zh-hans")
    made = as_bytes(one, message_id=uuid.uuid4(), to="a@b.example", language="zh-hans")
    assert max(made) < 128
    assert max(len(line) for line in made.split(b"\r\n")) <= 100
    assert b"\n" not in made.replace(b"\r\n", b"")


@pytest.mark.parametrize("subject", ["one\r\nBcc: everybody@sellers.example", "one\nBcc: everybody@sellers.example"])
def test_a_header_cannot_become_two(subject: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        as_bytes(Letter(subject, "text\n", "html"), message_id=uuid.uuid4(), to="a@b.example", language="en")


@given(subject=st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=150).map(str.strip))
def test_a_subject_of_any_length_and_script_arrives_in_short_lines(subject: str) -> None:
    letter = Letter(" ".join(subject.split()), "text\n", "html")
    made = as_bytes(letter, message_id=uuid.uuid4(), to="a@b.example", language="en")
    assert str(message_from_bytes(made, policy=default)["Subject"] or "") == letter.subject
    assert (max(made), max(len(line) for line in made.split(b"\r\n")) <= 998) < (128, 2)


@given(words=st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n.= \t"), max_size=2000))
def test_words_of_any_kind_arrive_as_they_were(words: str) -> None:
    """Long lines, lines of a dot, spaces at the end, every script."""
    letter = Letter("subject", f"{words}\n", f"<p>{words}</p>")
    made = as_bytes(letter, message_id=uuid.uuid4(), to="a@b.example", language="en")
    text, html = message_from_bytes(made, policy=SMTP).iter_parts()
    assert text.get_payload(decode=True).decode().replace("\r\n", "\n") == f"{words}\n"
    assert html.get_payload(decode=True).decode().replace("\r\n", "\n") == f"<p>{words}</p>"
    assert max(len(line) for line in made.split(b"\r\n")) <= 100


@given(st.from_regex(PLAIN_ADDRESS, fullmatch=True))
def test_a_plain_address_is_what_the_library_makes_of_it(address: str) -> None:
    assert sanitize_address(address, "utf-8") == bare_address(address) == address


def test_addresses_of_the_envelope_are_bare_and_ascii() -> None:
    assert bare_address("Recourse <noreply@bücher.example>") == "noreply@xn--bcher-kva.example"
