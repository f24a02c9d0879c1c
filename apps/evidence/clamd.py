"""A client of clamd, the daemon of ClamAV: sends bytes, hears whether they are known malware.

Two words of its protocol, each on a connection of its own: `zVERSION`, and `zINSTREAM` with chunks of four bytes of
length before each and a zero at the end. The daemon answers one line that ends with a zero byte.
"""

import contextlib
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit

SECONDS = 60  # for a whole scan
PATIENCE = 20  # seconds without a sign
LONGEST_ANSWER = 4096  # bytes


class ScannerAway(Exception):
    """No daemon there, or it stopped answering: worth another try."""


class ScannerRefused(Exception):
    """The daemon does not scan this; `args[0]` are its words."""


@dataclass(frozen=True)
class Verdict:
    """`found` names the malware, empty when nothing was found; `engine` is the program with its signatures' version."""

    found: str
    engine: str


def scan(chunks: Iterable[bytes], url: str) -> Verdict:
    """Have bytes scanned by the daemon at unix:///path or tcp://host:port. Raises ScannerAway, ScannerRefused."""
    stop_at = monotonic() + SECONDS
    try:
        engine = _ask(url, b"zVERSION\0", (), stop_at)
        answer = _ask(url, b"zINSTREAM\0", chunks, stop_at)
    except OSError as error:
        raise ScannerAway(type(error).__name__) from error
    if answer == "stream: OK":
        return Verdict("", engine)
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Verdict(answer.removeprefix("stream: ").removesuffix(" FOUND") or "?", engine)
    if answer.endswith("ERROR"):
        raise ScannerRefused(answer[:200])
    raise ScannerAway("no answer")


def _ask(url: str, word: bytes, chunks: Iterable[bytes], stop_at: float) -> str:
    with _connected(url) as connection:
        connection.sendall(word)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it may say why before it hangs up
            _send(connection, word, chunks, stop_at)
        return _answer(connection, stop_at)


def _send(connection: socket.socket, word: bytes, chunks: Iterable[bytes], stop_at: float) -> None:
    if word != b"zINSTREAM\0":
        return
    for chunk in chunks:
        _limit(connection, stop_at)
        connection.sendall(len(chunk).to_bytes(4) + chunk)
    connection.sendall(bytes(4))


def _answer(connection: socket.socket, stop_at: float) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        _limit(connection, stop_at)
        more = connection.recv(LONGEST_ANSWER)
        if not more:
            break
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _limit(connection: socket.socket, stop_at: float) -> None:
    left = stop_at - monotonic()
    if left <= 0:
        raise TimeoutError
    connection.settimeout(min(PATIENCE, left))


def _connected(url: str) -> socket.socket:
    place = urlsplit(url)
    if place.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(PATIENCE)
        try:
            connection.connect(place.path)
        except OSError:
            connection.close()
            raise
        return connection
    if place.scheme == "tcp":
        return socket.create_connection((place.hostname, place.port or 3310), timeout=PATIENCE)
    raise ScannerRefused("CLAMD_URL begins with unix:// or tcp://")
