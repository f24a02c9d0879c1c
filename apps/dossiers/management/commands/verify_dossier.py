"""`manage.py verify_dossier`: are these files the ones of the dossier? No database, no network."""

import json
from argparse import ArgumentParser
from hashlib import file_digest
from pathlib import Path
from typing import Any

from apps.core.file_command import OfflineCommand
from apps.dossiers.rules.manifest import Finding, Given, Line, NoManifest, compare, files_of, is_intact, looks_like_one
from apps.dossiers.rules.manifest import read as read_manifest

DIFFERS = 2
LARGEST_MANIFEST = 8 * 1024 * 1024  # bytes; one with 10,000 exhibits has five megabytes
SAID = {
    Finding.SAME: "as it was made",
    Finding.DIFFERS: "DIFFERS",
    Finding.UNKNOWN: "NOT IN THE MANIFEST",
    Finding.ABSENT: "not given, not checked",
}


class Command(OfflineCommand):
    help = """Checks the files of a dossier against its manifest: the PDF, and any exhibit you have.

  manage.py verify_dossier RC-7KFM-39XQ-T.manifest.json RC-7KFM-39XQ-T.pdf
  manage.py verify_dossier --json *.json *.pdf photos/*

Name the manifest and at least one more file, in any order. A file is known by its SHA-256, so renaming one does no
harm; one that was changed is named. sha256sum shows the same numbers without this program.

Exit codes: 0 every file given is as it was made; 2 at least one is not, or the manifest itself was changed; 3 the call
is wrong or there is no manifest. No database is needed, and nothing is sent anywhere."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="the manifest and the files to check")
        parser.add_argument("--json", action="store_true", help="answer as one JSON object")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        try:
            manifest, intact, facts = self._manifest_among(files)
            others = [path for path in files if path != manifest]
            if not others:
                raise NoManifest("name a file to check beside the manifest")
            lines = compare(files_of(facts), [_given(path) for path in others])
        except (NoManifest, OSError) as error:
            said = f"{error.strerror}: {error.filename}" if isinstance(error, OSError) else str(error)
            raise self.refuse_input(said, options["json"]) from error
        good = intact and not any(line.finding in (Finding.DIFFERS, Finding.UNKNOWN) for line in lines)
        answer = {
            "ok": good,
            "case": facts.get("case", ""),
            "manifest": {"file": manifest.name, "intact": intact},
            "files": [vars(line) for line in lines],
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False) if options["json"] else _told(manifest, intact, lines))
        if not good:
            raise SystemExit(DIFFERS)

    def _manifest_among(self, files: list[Path]) -> tuple[Path, bool, dict[str, Any]]:
        """The manifest, whether it is as it was written, what it says. Raises NoManifest."""
        troubles = ["no manifest was given"]
        for path in files:
            if path.stat().st_size > LARGEST_MANIFEST or not looks_like_one(text := path.read_bytes()):
                continue
            try:
                return path, is_intact(text), read_manifest(text)
            except NoManifest as error:
                troubles.append(f"{path.name}: {error}")
        raise NoManifest("; ".join(troubles[1:] or troubles))


def _given(path: Path) -> Given:
    with path.open("rb") as file:
        return Given(path.name, path.stat().st_size, file_digest(file, "sha256").hexdigest())


def _told(manifest: Path, intact: bool, lines: list[Line]) -> str:
    told = [f"{manifest.name}: the manifest, {'as it was written' if intact else 'CHANGED since it was written'}"]
    for line in lines:
        what = f" ({line.what})" if line.what else ""
        told.append(f"{line.name or line.what}{what if line.name else ''}: {SAID[line.finding]}")
        if line.finding == Finding.DIFFERS:
            told += [f"    expected {line.expected}", f"    found    {line.found}"]
    return "\n".join(told)
