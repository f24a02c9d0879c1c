"""The manifest: which files belong to a dossier, each with its SHA-256, and whether given files are those.

A manifest is one JSON text written in one way only (`written`), so that a changed byte of it shows as well: it carries
its own hash, taken without that line. That finds accidents and careless changes; somebody who writes a whole new
manifest is found by comparing the hash of the PDF with the one on the page of the case.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

FORMAT, VERSION = "recourse-dossier", 1
OWN_HASH = "manifest_sha256"


class NoManifest(ValueError):
    """This is no manifest of a dossier, or one of a later version."""


class Finding(StrEnum):
    """What came of one file."""

    SAME = "same"  # it is in the manifest, to the last bit
    DIFFERS = "differs"  # it goes by the name of one, or is as long, and is not the same
    UNKNOWN = "unknown"  # nothing like it is in the manifest
    ABSENT = "absent"  # it is in the manifest and was not given: nothing is said about it


@dataclass(frozen=True)
class Given:
    """A file as somebody has it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Listed:
    """A file as the manifest has it; `what` is `dossier` or `exhibit 7`."""

    what: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Line:
    """One finding: about the file called `name`, which is `what` of the manifest, as far as that is known."""

    finding: Finding
    name: str
    what: str
    expected: str = ""
    found: str = ""


def sealed(facts: dict[str, Any]) -> bytes:
    """The manifest with these facts, as it is handed out."""
    body = {"format": FORMAT, "version": VERSION, **facts}
    return _written({**body, OWN_HASH: sha256(_written(body)).hexdigest()})


def _written(body: dict[str, Any]) -> bytes:
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


def looks_like_one(text: bytes) -> bool:
    """Whether somebody means this file to be the manifest, damaged or not."""
    return text.lstrip()[:1] == b"{" or FORMAT.encode() in text[:2000]


def read(text: bytes) -> dict[str, Any]:
    """The facts of a manifest. Raises NoManifest."""
    try:
        body = json.loads(text.decode())
    except ValueError as error:
        raise NoManifest("it is not JSON in UTF-8") from error
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise NoManifest("it is not the manifest of a dossier")
    if body.get("version") != VERSION:
        raise NoManifest(f"version {body.get('version')} of the manifest is not known here")
    return body


def is_intact(text: bytes) -> bool:
    """Whether every byte of a manifest is as it was written."""
    try:
        body = read(text)
    except NoManifest:
        return False
    said = body.pop(OWN_HASH, "")
    return sha256(_written(body)).hexdigest() == said and _written({**body, OWN_HASH: said}) == text


def files_of(facts: dict[str, Any]) -> list[Listed]:
    """The files that a manifest names, the dossier first. Raises NoManifest where it names them in no way known."""
    try:
        dossier = facts["dossier"]
        found = [Listed("dossier", dossier["file"], dossier["bytes"], dossier["sha256"])]
        for exhibit in facts["exhibits"]:
            number = exhibit["number"]
            for what, entry in (
                (f"exhibit {number}", exhibit["file"]),
                (f"share copy of exhibit {number}", exhibit["copy"]),
            ):
                if entry:
                    found.append(Listed(what, entry["name"], entry["bytes"], entry["sha256"]))
    except (KeyError, TypeError) as error:
        raise NoManifest("it does not name its files as a manifest does") from error
    return found


def compare(listed: Iterable[Listed], given: Iterable[Given]) -> list[Line]:
    """Every given file with its finding, then what was not given. A file is known by its hash, whatever its name."""
    names = list(listed)
    by_hash = {entry.sha256: entry for entry in reversed(names)}
    seen: set[str] = set()
    lines = []
    for file in given:
        if entry := by_hash.get(file.sha256):
            seen.update(same.what for same in names if same.sha256 == file.sha256)
            lines.append(Line(Finding.SAME, file.name, entry.what, entry.sha256, file.sha256))
        elif entry := _meant(names, file, seen):
            seen.add(entry.what)
            lines.append(Line(Finding.DIFFERS, file.name, entry.what, entry.sha256, file.sha256))
        else:
            lines.append(Line(Finding.UNKNOWN, file.name, "", "", file.sha256))
    absent = [entry for entry in names if entry.what not in seen]
    return lines + [Line(Finding.ABSENT, entry.name, entry.what, entry.sha256) for entry in absent]


def _meant(names: list[Listed], file: Given, seen: set[str]) -> Listed | None:
    """Which file of the manifest this one was, by its name, else by its length where only one is as long."""
    open_ones = [entry for entry in names if entry.what not in seen]
    for entry in open_ones:
        if entry.name and entry.name == file.name:
            return entry
    as_long = [entry for entry in open_ones if entry.size == file.size]
    return as_long[0] if len(as_long) == 1 else None
