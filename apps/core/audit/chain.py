"""How the chain is made: pure functions of values. A program of somebody else's can do the same from this page.

    hash(n) = SHA-256 of these, joined by the byte 0x1F, in UTF-8:
              "recourse-audit-1", n, table, digest, noted_at, sealed_at, hash(n-1)

Bytes are lower-case hexadecimal; moments are UTC as `2026-11-22T08:00:00.123456Z`; `hash(0)` is 32 zero bytes. A head
is signed (Ed25519) as the text `recourse-audit-head-1 DAY SEQ HASH`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

BEGINNING = bytes(32)


@dataclass(frozen=True)
class Link:
    """An entry of the chain as values."""

    seq: int
    table: str
    digest: bytes
    noted_at: datetime
    sealed_at: datetime
    previous: bytes
    hash: bytes


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written. `what` is one of the words of `checking.FINDINGS`."""

    what: str
    seq: int | None = None
    table: str = ""
    row: str = ""
    day: date | None = None


def link(*, seq: int, table: str, digest: bytes, noted_at: datetime, sealed_at: datetime, previous: bytes) -> bytes:
    """The hash of an entry. Moments are aware."""
    parts = ("recourse-audit-1", str(seq), table, digest.hex(), stamp(noted_at), stamp(sealed_at), previous.hex())
    return sha256("\x1f".join(parts).encode()).digest()


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def head_text(day: date, seq: int, hash_: bytes) -> bytes:
    """What is signed."""
    return f"recourse-audit-head-1 {day.isoformat()} {seq} {hash_.hex()}".encode()


def broken_links(links: Iterable[Link], *, after: int = 0, hash_before: bytes = BEGINNING) -> Iterator[Finding]:
    """Walk the chain in order of `seq`, from the entry behind `after`, and tell what does not follow.

    `entry_missing` for every gap; `entry_changed` where an entry is not what its hash covers; `entry_moved` where it is
    whole but does not follow the one before it (exchanged, or put in between).
    """
    expected, before = after + 1, hash_before
    for entry in links:
        while expected < entry.seq:
            yield Finding("entry_missing", seq=expected)
            expected += 1
            before = entry.previous  # go on from here: one gap is one finding
        own = link(
            seq=entry.seq,
            table=entry.table,
            digest=entry.digest,
            noted_at=entry.noted_at,
            sealed_at=entry.sealed_at,
            previous=entry.previous,
        )
        if own != entry.hash:
            yield Finding("entry_changed", seq=entry.seq, table=entry.table)
        elif entry.previous != before:
            yield Finding("entry_moved", seq=entry.seq, table=entry.table)
        before = entry.hash
        expected = entry.seq + 1
