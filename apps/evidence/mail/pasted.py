"""Mails inside a text: pasted with their headers, quoted, or forwarded, as mailers of both languages write them."""

import re

from apps.evidence.mail.charsets import clean
from apps.evidence.mail.found import Address, Moment, Quoted
from apps.evidence.mail.moments import read_moment
from apps.evidence.mail.senders import read_addresses

MOST_QUOTED = 20
LONGEST_TEXT = 100_000  # characters of one quoted mail
LONGEST_LINE = 1_000

# Labels without spaces and in small letters; Outlook writes 主题 as "主 题".
LABELS = {
    "from": ("from", "发件人", "發件人", "寄件者", "寄件人", "发送人", "de", "von", "da"),
    "sent": (
        "sent", "date", "发送时间", "發送時間", "发送日期", "寄件日期", "日期", "时间", "時間", "发件时间", "sentat",
        "envoyé", "gesendet", "data", "inviato",
    ),
    "to": ("to", "收件人", "收件者", "à", "an", "a"),
    "cc": ("cc", "抄送", "抄送人", "副本", "密送"),
    "subject": ("subject", "主题", "主題", "主旨", "标题", "標題", "objet", "betreff", "oggetto"),
    "other": ("reply-to", "回复", "回复至", "附件", "attachments", "importance", "重要性", "优先级"),
}  # fmt: skip
NAMES = {label: name for name, labels in LABELS.items() for label in labels}
LINE = re.compile(r"^[>\s*_|]{0,40}(?P<label>[^\s:：*_][^:：]{0,19}?)[\s*_]{0,5}[:：][\s*_]{0,5}(?P<value>.*)$")


def read_pasted(text: str) -> tuple[Quoted, ...]:
    """The mails quoted in a text, in their order. A block counts with a sender and a date or a subject."""
    lines = text.splitlines()
    blocks: list[tuple[int, int, dict[str, str]]] = []
    number = 0
    while number < len(lines) and len(blocks) < MOST_QUOTED:
        end, found = _block(lines, number)
        if "from" in found and ("sent" in found or "subject" in found):
            blocks.append((number, end, found))
            number = end
        else:
            number += 1
    if not blocks:
        return ()
    ends = [start for start, _end, _found in blocks[1:]] + [len(lines)]
    return tuple(_quoted(block, lines[block[1] : end]) for block, end in zip(blocks, ends, strict=True))


def _block(lines: list[str], start: int) -> tuple[int, dict[str, str]]:
    """Header lines from `start` on, by name, and where they end. Single empty lines between them are let pass."""
    found: dict[str, str] = {}
    number, last = start, ""
    while number < len(lines):
        name, value = _header(lines[number])
        if name and name not in found:
            found[name] = value
            last = name
        elif last in ("to", "cc") and "@" in lines[number] and not name:
            pass  # a long list of receivers goes on
        elif not (
            found and not lines[number].strip(" >*") and number + 1 < len(lines) and _header(lines[number + 1])[0]
        ):
            break
        number += 1
    return number, found


def _header(line: str) -> tuple[str, str]:
    match = LINE.match(line[:LONGEST_LINE])
    if not match:
        return "", ""
    name = NAMES.get(re.sub(r"[\s\u3000]", "", match["label"]).lower(), "")
    return name, clean(match["value"]).strip("*_ ;；")


def _quoted(block: tuple[int, int, dict[str, str]], rest: list[str]) -> Quoted:
    found = block[2]
    senders = read_addresses(found["from"].replace("[mailto:", "<").replace("]", ">"))
    text = "\n".join(line.lstrip("> ") for line in rest)
    return Quoted(
        sender=senders[0] if senders else Address(),
        sent=read_moment(found["sent"]) if "sent" in found else Moment(),
        to=found.get("to", "")[:500],
        subject=found.get("subject", "")[:500],
        text=clean(text, lines=True)[:LONGEST_TEXT],
    )
