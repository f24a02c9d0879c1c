"""Chat robots and webhooks: which addresses are taken, and one message handed to one of them.

Chat goes through apprise, to the four services listed here and nowhere else: what people paste is read into the key of
a robot, and the host is the service's own. A webhook's host is anybody's, so it is looked up once, every address must
be a public one, and the connection goes to exactly the address that was looked at: a name that answers differently the
second time (DNS rebinding) gains nothing. Redirects are never followed.
"""

import http.client
import ipaddress
import json
import logging
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from apprise import Apprise, NotifyBase
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from standardwebhooks import Webhook

from apps.notifications.enums import Channel, Result
from apps.notifications.rules import Answer

SECONDS = 10.0
logging.getLogger("apprise").disabled = True  # its lines repeat the key of the robot

KEY = r"[A-Za-z0-9_-]{8,200}"
# What each service calls the address of its robot, and the same as apprise writes it.
ROBOTS: dict[str, tuple[re.Pattern[str], str]] = {
    Channel.WECOM: (
        re.compile(rf"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=({KEY})"),
        "wecombot://{key}/",
    ),
    Channel.DINGTALK: (
        re.compile(rf"https://oapi\.dingtalk\.com/robot/send\?access_token=({KEY})"),
        "dingtalk://{key}/",
    ),
    Channel.FEISHU: (
        re.compile(rf"https://open\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/v2/hook/({KEY})/?"),
        "feishu://{key}/",
    ),
    Channel.TELEGRAM: (re.compile(r"([0-9]{5,20}:[A-Za-z0-9_-]{30,60})\s+(-?[0-9]{3,20})"), "tgram://{key}/{also}/"),
}
REFUSED = (400, 401, 403, 404, 405, 410)


class AddressRefused(Exception):
    """Nothing is sent to such an address; `args[0]` says why to whoever entered it."""

    def __init__(self, why: str | Promise) -> None:
        super().__init__(why)


@dataclass(frozen=True)
class Note:
    """What goes out: neutral words and a link for chats, the same as facts for programs."""

    id: str
    kind: str
    title: str
    link: str
    facts: Mapping[str, str]


def read_address(kind: str, typed: str) -> str:
    """The address as it is kept: an apprise URL, or an https address for a webhook. Raises AddressRefused."""
    typed = typed.strip()
    if kind == Channel.WEBHOOK:
        _parts_of(typed)
        return typed
    pattern, template = ROBOTS[kind]
    found = pattern.fullmatch(typed)
    if not found:
        raise AddressRefused(_("This is not the address of such a robot. Copy it whole from the robot's settings."))
    return template.format(key=found[1], also=found[2] if len(found.groups()) > 1 else "")


def send(kind: str, address: str, secret: str, note: Note, *, now: datetime) -> Answer:
    """Hand one note over. Never raises for anything the other side or the network does."""
    try:
        if kind == Channel.WEBHOOK:
            return _post(address, secret, note, now)
        return Answer(Result.DELIVERED) if _robot(address).notify(f"{note.title}\n{note.link}") else _later("refused")
    except AddressRefused:
        return Answer(Result.REFUSED, "not a public address")
    except (OSError, http.client.HTTPException) as error:
        return _later(type(error).__name__)


def _later(reason: str) -> Answer:
    return Answer(Result.LATER, reason)


def _robot(address: str) -> NotifyBase:
    """The plugin of a kept address, with time limits and without redirects."""
    bounded = f"{address}?cto={SECONDS}&rto={SECONDS}&redirect=no"
    robot = Apprise.instantiate(bounded, suppress_exceptions=True)
    if not isinstance(robot, NotifyBase):
        raise AddressRefused(_("This is not the address of such a robot. Copy it whole from the robot's settings."))
    return robot


# -- webhooks
def _post(address: str, secret: str, note: Note, now: datetime) -> Answer:
    host, port, path, is_test = _parts_of(address)
    body = json.dumps({"type": note.kind, "timestamp": now.isoformat(), "data": {**note.facts, "link": note.link}})
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Recourse",
        "webhook-id": note.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(note.id, now, body),
    }
    connection = _connection(host, port, public_address(host, port), is_test=is_test)
    try:
        connection.request("POST", path, body.encode(), headers)
        status = connection.getresponse().status
    finally:
        connection.close()
    if 200 <= status < 300:
        return Answer(Result.DELIVERED, str(status))
    return Answer(Result.REFUSED, str(status)) if status in REFUSED else _later(str(status))


def _parts_of(address: str) -> tuple[str, int, str, bool]:
    """Host, port, path, and whether it is a test's own server. Raises AddressRefused for anything but https."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise AddressRefused(_("This is not a web address.")) from None
    host = parts.hostname or ""
    is_test = host in settings.WEBHOOK_TEST_HOSTS
    if not host or (parts.scheme != "https" and not is_test):
        raise AddressRefused(_("A webhook's address begins with https://."))
    if parts.username or parts.password:
        raise AddressRefused(_("Leave the name and password out of the address; the signature proves who sends."))
    path = parts.path or "/"
    return host, port or 443, f"{path}?{parts.query}" if parts.query else path, is_test


def public_address(host: str, port: int) -> str:
    """One address of the host, looked up now. Raises AddressRefused if any of its addresses is not public."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if host not in settings.WEBHOOK_TEST_HOSTS and not all(is_public(address) for address in found):
        raise AddressRefused(_("This address does not lead to a public server."))
    return found[0]


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet; an IPv4 address within an IPv6 one is judged itself."""
    number = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
    return all(one.is_global and not one.is_multicast for one in (number, inner) if one is not None)


def _connection(host: str, port: int, address: str, *, is_test: bool) -> http.client.HTTPConnection:
    if is_test:
        return http.client.HTTPConnection(address, port, timeout=SECONDS)
    connection = http.client.HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context())
    # The name stays for the certificate and the Host header; the socket goes to the address that was judged.
    connect = partial(_connect_to, address, port)
    connection._create_connection = connect  # type: ignore[attr-defined]
    return connection


def _connect_to(address: str, port: int, _named: object, *rest: float) -> socket.socket:
    return socket.create_connection((address, port), *rest)  # type: ignore[arg-type]
