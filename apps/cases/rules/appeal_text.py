"""What an appeal says: its parts, the platform's questions, and how it reads. No database, no clock."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from apps.cases.enums import Track

PARTS: dict[str, tuple[str, ...]] = {
    Track.CURED: ("root_cause", "corrective", "preventive"),
    Track.ERROR: ("mistake", "proof", "request"),
}
MOST_QUESTIONS = 20
MOST_CHARACTERS = 200_000  # of all that is typed into one attempt
PART_LABELS: dict[str, Promise] = {
    "root_cause": _("Root cause"),
    "corrective": _("Corrective action taken"),
    "preventive": _("Preventive measures"),
    "mistake": _("What is wrong in the notice"),
    "proof": _("What proves it"),
    "request": _("What you ask for"),
}


@dataclass(frozen=True)
class Question:
    """A question of the platform, as it put it, and what the seller answers."""

    question: str = ""
    answer: str = ""


@dataclass(frozen=True)
class AppealText:
    """What an attempt says, as typed. `parts` holds those of both tracks, so that changing the track loses nothing.

    `whole` is the text of an appeal that was not written here, as it was sent. `form_limit` is how many characters the
    platform's form takes, where the seller said so.
    """

    track: str = Track.CURED
    parts: Mapping[str, str] = field(default_factory=dict)
    questions: Sequence[Question] = ()
    whole: str = ""
    form_limit: int | None = None

    def as_json(self) -> str:
        questions = [[one.question, one.answer] for one in self.questions]
        fields = {"track": str(self.track), "parts": dict(self.parts), "questions": questions, "whole": self.whole}
        return json.dumps({**fields, "form_limit": self.form_limit}, ensure_ascii=False)

    @classmethod
    def from_json(cls, stored: str) -> "AppealText":
        fields: dict[str, Any] = json.loads(stored or "{}")
        questions = tuple(Question(*pair) for pair in fields.pop("questions", []))
        return cls(questions=questions, **fields)

    @property
    def own_parts(self) -> tuple[str, ...]:
        """The parts of its track, in order."""
        return PARTS[self.track]

    @property
    def everything(self) -> str:
        """All that goes to the platform, for looking through."""
        asked = [text for one in self.questions for text in (one.question, one.answer)]
        return "\n".join([self.whole, *(self.parts.get(name, "") for name in self.own_parts), *asked]).strip()

    @property
    def is_empty(self) -> bool:
        return not self.everything

    @property
    def length(self) -> int:
        """Characters of what goes to the platform, as its forms count them: with spaces, without our headings."""
        return len(as_plain(self, headings={}))

    def tidy(self) -> "AppealText":
        """Without questions in which nothing stands."""
        asked = tuple(one for one in self.questions if one.question.strip() or one.answer.strip())
        return replace(self, questions=asked)


def as_plain(text: AppealText, *, headings: Mapping[str, str]) -> str:
    """The appeal as one text to paste: each part under its heading, then each question with its answer."""
    blocks = [text.whole.strip()]
    for name in text.own_parts:
        if said := text.parts.get(name, "").strip():
            blocks.append(f"{headings[name]}\n{said}" if headings.get(name) else said)
    blocks += ["\n".join(filter(None, (one.question.strip(), one.answer.strip()))) for one in text.questions]
    return "\n\n".join(filter(None, blocks))


def is_chinese_text(text: str) -> bool:
    """Whether there is any Chinese in it."""
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def headings_of(text: AppealText) -> dict[str, str]:
    """Headings in the language the text is written in, whatever the reader's is."""
    with override("zh-hans" if is_chinese_text(text.everything) else "en"):
        return {name: str(PART_LABELS[name]) for name in text.own_parts}


def plain_of(text: AppealText) -> str:
    """The whole appeal as text to paste."""
    return as_plain(text, headings=headings_of(text))


def document_of(text: AppealText) -> list[tuple[str, str]]:
    """Heading and words of each piece that says something, in order."""
    headings = headings_of(text)
    parts = [("", text.whole), *((headings[name], text.parts.get(name, "")) for name in text.own_parts)]
    asked = [(one.question, one.answer) for one in text.questions]
    return [pair for pair in parts if pair[1].strip()] + [
        pair for pair in asked if any(words.strip() for words in pair)
    ]
