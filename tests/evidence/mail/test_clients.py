"""Mails of several clients, as they are found on sellers' machines."""

from datetime import datetime, timedelta, timezone

import pytest

from apps.evidence.mail import Address, Mail, Stated, TroubleKind, looks_like_mail, read_mail, read_pasted, read_text
from tests.evidence.mail import letters

EVENING = datetime(2018, 2, 14, 18, 30)  # noqa: DTZ001  the mails name no zone


def offset(hours: int) -> timezone:
    return timezone(timedelta(hours=hours))


def test_a_notice_with_everything() -> None:
    mail = read_mail(letters.AMAZON)
    assert mail.senders == (Address("Amazon.com", "seller-performance@amazon.com"),)
    assert [str(address) for address in (*mail.reply_to, *mail.to)] == [
        "no-reply@amazon.com",
        "seller@harbourlamp.example",
    ]
    assert (mail.return_path, mail.message_id) == ("bounce@amazonses.com", "<0100@email.amazonses.com>")
    assert mail.subject == "Your Amazon.com selling privileges have been removed"
    assert mail.date.at == datetime(2018, 2, 15, 2, 30, 5, tzinfo=offset(0))
    assert (mail.date.zone, mail.date.written) == ("+0000", "Thu, 15 Feb 2018 02:30:05 +0000")
    assert mail.text == letters.NOTICE_EN
    assert mail.troubles == ()
    assert (mail.attachments, mail.quoted) == ((), ())  # the HTML says the same and is no file


def test_every_server_on_the_way_with_its_own_zone() -> None:
    hops = read_mail(letters.AMAZON).hops
    assert [(hop.by, hop.source) for hop in hops] == [
        ("2002:a05:6a10:d18c", ""),
        ("mx.google.com", "a13-1.smtp-out.amazonses.com"),
    ]
    assert [hop.moment.at for hop in hops] == [datetime(2018, 2, 14, 18, 30, s, tzinfo=offset(-8)) for s in (7, 6)]


def test_what_servers_state_about_the_sender_is_told_with_who_states_it() -> None:
    stated = read_mail(letters.AMAZON).stated
    told = [(each.header, each.said_by, each.method, each.result) for each in stated]
    assert told == [
        ("ARC-Authentication-Results", "mx.google.com", "dkim", "pass"),
        ("ARC-Authentication-Results", "mx.google.com", "spf", "pass"),
        ("ARC-Seal", "google.com", "arc", "none"),
        ("Received-SPF", "google.com", "spf", "pass"),
        ("Authentication-Results", "mx.google.com", "dkim", "pass"),
        ("Authentication-Results", "mx.google.com", "spf", "pass"),
        ("Authentication-Results", "mx.google.com", "dmarc", "pass"),
        ("DKIM-Signature", "", "dkim", "signed"),
    ]
    assert stated[-1].detail == "d=amazon.com s=abc"
    assert "header.i=@amazon.com" in stated[4].detail


def test_qq_with_html_only_in_gb18030() -> None:
    mail = read_mail(letters.QQ)
    assert mail.senders == (Address("亚马逊卖家支持", "donotreply@amazon.com"),)
    assert (mail.subject, mail.to[0].name) == ("你的账户已被停用", "海港灯具")
    assert mail.text == f"{letters.NOTICE_ZH}\n第二行"
    assert [trouble.kind for trouble in mail.troubles] == [TroubleKind.FROM_HTML]
    assert [(s.said_by, s.method, s.result) for s in mail.stated] == [
        ("mx.qq.com", "spf", "none"),
        ("mx.qq.com", "dkim", "none"),
        ("mx.qq.com", "dmarc", "none"),
    ]


def test_netease_with_raw_bytes_in_headers_and_characters_gb2312_does_not_have() -> None:
    mail = read_mail(letters.NETEASE)
    assert mail.senders == (Address("朱镕海", "lamp@163.com"),)
    assert mail.subject == "转发：账户停用通知"
    assert mail.text.startswith("请看朱镕海的店铺。")
    assert (mail.date.at, mail.date.zone) == (datetime(2018, 2, 15, 10, 31, tzinfo=offset(8)), "+0800")
    assert mail.troubles == ()
    quoted = mail.quoted[0]
    assert quoted.sender == Address("Amazon", "seller-performance@amazon.com")
    assert (quoted.sent.at, quoted.sent.is_exact) == (datetime(2018, 2, 15, 10, 30, 5), False)  # noqa: DTZ001
    assert (quoted.to, quoted.subject, quoted.text) == ("lamp@163.com", "账户停用", letters.NOTICE_ZH)


def test_a_forward_of_gmail_holds_the_notice_and_its_attachment() -> None:
    mail = read_mail(letters.GMAIL_FORWARD)
    assert mail.senders == (Address("Lamp Seller", "lamp@gmail.com"),)
    quoted = mail.quoted[0]
    assert str(quoted.sender) == "Amazon <seller-performance@amazon.com>"
    assert (quoted.sent.at, quoted.sent.zone) == (EVENING, "")
    assert quoted.text == letters.NOTICE_EN
    attached = mail.attachments[0]
    assert (attached.name, attached.media_type, attached.size) == ("封号通知.pdf", "application/pdf", 9)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (letters.OUTLOOK_PASTED, "Your selling privileges"),
        (letters.QQ_PASTED, "账户停用"),
        (letters.OUTLOOK_ZH_PASTED, "账户停用"),
    ],
    ids=["outlook", "qq", "outlook-zh"],
)
def test_a_pasted_mail_is_recognised(text: str, subject: str) -> None:
    (quoted,) = read_pasted(text)
    assert quoted.sender.address == "seller-performance@amazon.com"
    assert (quoted.sent.at, quoted.sent.is_exact) == (EVENING, False)
    assert quoted.subject == subject
    assert quoted.text in (letters.NOTICE_EN, letters.NOTICE_ZH)


def test_a_pasted_mail_with_all_its_headers_is_read_as_a_mail() -> None:
    pasted = letters.AMAZON.decode()
    assert looks_like_mail(pasted.encode())
    assert read_text(pasted).stated == read_mail(letters.AMAZON).stated


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Note: we were blocked.\nReason: none.\n",
        "From: the beginning\nit went wrong.",
        letters.NOTICE_EN,
        "发件人：我",
    ],
)
def test_a_plain_text_is_no_mail(text: str) -> None:
    mail = read_text(text)
    assert (mail.is_mail, mail.quoted) == (False, ())


def test_a_chain_of_answers_is_told_one_by_one() -> None:
    chain = f"{letters.OUTLOOK_PASTED}\n{letters.QQ_PASTED}"
    assert [quoted.subject for quoted in read_pasted(chain)] == ["Your selling privileges", "账户停用"]


@pytest.mark.parametrize("letter", [letters.AMAZON, letters.QQ, letters.NETEASE, letters.GMAIL_FORWARD, b"nothing"])
def test_what_was_read_survives_json(letter: bytes) -> None:
    mail = read_mail(letter)
    assert Mail.from_json(mail.as_json()) == mail


def test_what_was_read_earlier_can_still_be_opened() -> None:
    assert Mail.from_json({"subject": "Hello", "no_longer_kept": 1}) == Mail(subject="Hello")


def test_a_server_that_states_nothing_is_told_too() -> None:
    mail = read_mail(b"From: a@b.example\nAuthentication-Results: mx.b.example; none\n\nHello")
    assert mail.stated == (Stated("Authentication-Results", "mx.b.example", "", "none"),)
