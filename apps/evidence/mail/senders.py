"""Who sent a mail, as its headers say, and what servers say about that. We check nothing and decide nothing."""

import re

from apps.evidence.mail.charsets import clean, decode_words, header_text, unescape, unfold
from apps.evidence.mail.found import Address, Hop, Stated
from apps.evidence.mail.moments import read_moment

Headers = list[tuple[str, str]]  # as they stand, in their order

LONGEST_LIST = 2_000  # characters of an address list that are read
MOST_ADDRESSES, MOST_HOPS, MOST_STATED = 20, 50, 60
ADDRESS = re.compile(
    r'(?:"(?P<quoted>(?:[^"\\]|\\.){0,300})"|(?P<bare>[^<>,;"]{0,300}?))\s{0,5}<\s{0,5}(?P<inside>[^<>]{0,320})>'
    r"|(?P<alone>[^\s<>,;\"()]{1,64}@[^\s<>,;\"()]{1,255})"
)
RESULT = re.compile(r"^(?P<method>[A-Za-z0-9-]+)(?:/\d+)?\s*=\s*(?P<result>[A-Za-z]+)(?P<rest>.*)$", re.DOTALL)


def values_of(headers: Headers, name: str) -> list[str]:
    return [value for each, value in headers if each.lower() == name]


def first_text(headers: Headers, name: str) -> str:
    """The first header of that name, decoded; empty where there is none."""
    values = values_of(headers, name)
    return header_text(values[0]) if values else ""


def read_addresses(value: str) -> tuple[Address, ...]:
    """Names and addresses of a list. Taken apart before names are decoded, so that a name cannot become an address."""
    raw = unescape(unfold(value[:LONGEST_LIST]))
    found = []
    for match in ADDRESS.finditer(raw):
        name = re.sub(r"\\(.)", r"\1", match["quoted"]) if match["quoted"] is not None else match["bare"] or ""
        address = match["inside"] if match["inside"] is not None else match["alone"]
        found.append(Address(clean(decode_words(name.strip())), clean(address or "")))
    if not found and raw.strip():
        return (Address(name=clean(decode_words(raw))),)
    return tuple(found[:MOST_ADDRESSES])


def addresses_of(headers: Headers, name: str) -> tuple[Address, ...]:
    """The addresses of every header of that name: two `From` lines are both told."""
    found = [address for value in values_of(headers, name)[:5] for address in read_addresses(value)]
    return tuple(found[:MOST_ADDRESSES])


def hops_of(headers: Headers) -> tuple[Hop, ...]:
    return tuple(_hop(header_text(value, 2_000)) for value in values_of(headers, "received")[:MOST_HOPS])


def _hop(text: str) -> Hop:
    route, _, date = text.rpartition(";")
    by, source = re.search(r"\bby\s+(\S+)", route), re.search(r"\bfrom\s+(\S+)", route)
    return Hop(by.group(1) if by else "", source.group(1) if source else "", read_moment(date))


def stated_of(headers: Headers) -> tuple[Stated, ...]:
    """Results of checks of the sender in the order of the headers, each with the server that says so."""
    found: list[Stated] = []
    for name, value in headers:
        if reader := READERS.get(name.lower()):
            found += reader(name, header_text(value, 4_000))
        if len(found) >= MOST_STATED:
            break
    return tuple(found[:MOST_STATED])


def without_comments(text: str) -> tuple[str, list[str]]:
    """The text without `(comments)`, nested ones too, and what stood in the outermost ones."""
    kept, comments, depth, quoted = [], [""], 0, False
    for char in text:
        quoted = quoted != (char == '"' and depth == 0)
        if char == "(" and not quoted:
            depth += 1
        elif char == ")" and depth and not quoted:
            depth -= 1
            comments += [""] if depth == 0 else []
        elif depth:
            comments[-1] += char
        else:
            kept.append(char)
    return "".join(kept), [comment for comment in comments if comment]


def _results(name: str, text: str) -> list[Stated]:
    """`mx.google.com; dkim=pass header.i=@amazon.com; spf=pass (…) smtp.mailfrom=…`"""
    parts = re.split(r";(?![^(]*\))", text)
    if re.fullmatch(r"\s*i\s*=\s*\d+\s*", parts[0]):  # an instance of ARC stands in front of the server's name
        parts = parts[1:]
    said_by = "" if not parts or "=" in without_comments(parts[0])[0] else parts[0].split("(")[0].split()[:1]
    server = said_by[0] if said_by else ""
    found = []
    for part in parts[1:] if server else parts:
        if match := RESULT.match(part.strip()):
            found.append(Stated(name, server, match["method"].lower(), match["result"].lower(), match["rest"].strip()))
        elif part.strip().lower() == "none":
            found.append(Stated(name, server, "", "none"))
    return found


def _received_spf(name: str, text: str) -> list[Stated]:
    """`pass (google.com: domain of … designates … as permitted sender) client-ip=…; receiver=…`"""
    bare, comments = without_comments(text)
    words = bare.split()
    if not words:
        return []
    receiver = re.search(r"\breceiver=([^\s;]+)", bare)
    named = re.match(r"\s*([\w.-]+\.[a-z]{2,}):", comments[0], re.IGNORECASE) if comments else None
    said_by = receiver.group(1) if receiver else named.group(1) if named else ""
    return [Stated(name, said_by, "spf", words[0].strip(";").lower(), text[len(words[0]) :].strip())]


def _signature(name: str, text: str) -> list[Stated]:
    """A signature is there; whether it holds is not said by it."""
    tags = dict(re.findall(r"(?:^|;)\s*([a-z]+)\s*=\s*([^;]*)", text))
    domain, selector = tags.get("d", "").strip(), tags.get("s", "").strip()
    detail = " ".join(filter(None, (domain and f"d={domain}", selector and f"s={selector}")))
    if name.lower() == "arc-seal":
        return [Stated(name, domain, "arc", tags.get("cv", "").strip().lower() or "sealed", detail)]
    return [Stated(name, "", "dkim", "signed", detail)]


READERS = {
    "authentication-results": _results,
    "x-original-authentication-results": _results,
    "arc-authentication-results": _results,
    "received-spf": _received_spf,
    "dkim-signature": _signature,
    "arc-seal": _signature,
}
