"""Drafts as JSON. A draft keeps texts as typed: what a program sends becomes those texts, and back."""

from typing import Any

from apps.cases.rules import AMOUNT_FIELDS, Answers, rows_of

TEXTS = ("event", "account")  # steps whose fields are single texts


def to_answers(given: dict[str, Any], before: Answers) -> Answers:
    """The steps a program sends, as texts. Of event and account, fields it leaves out stay as they were."""
    found: Answers = {}
    for step in TEXTS:
        if step in given:
            typed = {name: [plain(text)] for name, text in given[step].items()}
            found[step] = {**before.get(step, {}), **typed}
    if "amounts" in given:
        rows = given["amounts"]
        found["amounts"] = {name: [plain(row.get(name, "")) for row in rows] for name in AMOUNT_FIELDS} if rows else {}
    if "visibility" in given:
        found["visibility"] = {"visibility": [given["visibility"]]}
    return found


def from_answers(answers: Answers) -> dict[str, Any]:
    """The draft's texts as a program reads them."""
    said: dict[str, Any] = {
        step: {name: texts[-1] for name, texts in answers.get(step, {}).items() if texts} for step in TEXTS
    }
    said["amounts"] = rows_of(answers.get("amounts", {}))
    said["visibility"] = (answers.get("visibility", {}).get("visibility") or [""])[-1]
    return said


def plain(text: str) -> str:
    """Lines ended as the pages end them."""
    return text.replace("\r\n", "\n")
