"""manage.py verify_figures"""

import json
from argparse import ArgumentParser
from typing import Any

from apps.core.file_command import REFUSED, OfflineCommand
from apps.core.inputs import BadInput, read_object, read_text
from apps.statistics.rules.documents import complaints_about, complaints_about_chain


class Command(OfflineCommand):
    help = """Are these figures the ones that were published?

  manage.py verify_figures figures-3.json
  manage.py verify_figures --json figures-1.json figures-2.json figures-3.json

FILE is a batch as the page of figures offers it for download: {"figures": {…}, "sha256": "…"}. Its hash is computed
anew from the figures (JSON in UTF-8, keys in order, no spaces; sha256sum of those bytes shows the same). Each number
is checked to be no more exact than may be printed. Of several files, each batch must name the hash of the one before.

Exit codes: 0 all is as it was published; 2 something is not, and is named; 3 a file is no batch, or the call is wrong.
No database is needed, and nothing is sent anywhere."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+", help="downloaded batches, - for standard input")
        parser.add_argument("--json", action="store_true", help="answer as one JSON object")

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        try:
            batches = [_read(name) for name in files]
        except BadInput as error:
            raise self.refuse_input(str(error), options["json"]) from error
        told = [_checked(name, *batch) for name, batch in zip(files, batches, strict=True)]
        chain = complaints_about_chain(batches) if not any(batch["complaints"] for batch in told) else []
        good = not chain and not any(batch["complaints"] for batch in told)
        answer = {"ok": good, "batches": told, "chain": chain}
        self.stdout.write(json.dumps(answer, ensure_ascii=False) if options["json"] else _in_words(told, chain))
        if not good:
            raise SystemExit(REFUSED)


def _read(name: str) -> tuple[dict[str, Any], str]:
    data = read_object(read_text(name))
    document, stated = data.get("figures"), data.get("sha256")
    if not isinstance(document, dict) or not isinstance(stated, str) or type(document.get("number")) is not int:
        raise BadInput(f"{name} is no batch of figures: it must hold an object “figures” with a number, and “sha256”.")
    return document, stated


def _checked(name: str, document: dict[str, Any], stated: str) -> dict[str, Any]:
    try:
        complaints = complaints_about(document, stated)
    except (KeyError, TypeError, AttributeError, ValueError):
        complaints = ["Its tables are not built as those of a batch are."]
    return {"file": name, "number": document["number"], "sha256": stated, "complaints": complaints}


def _in_words(told: list[dict[str, Any]], chain: list[str]) -> str:
    lines = []
    for batch in told:
        said = "as it was published" if not batch["complaints"] else "NOT AS IT WAS PUBLISHED"
        lines += [f"{batch['file']}: batch {batch['number']}, {said}", *(f"  {text}" for text in batch["complaints"])]
    return "\n".join([*lines, *chain])
