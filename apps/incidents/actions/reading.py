"""From a data file to records: checked completely before anything is written, with sentences that name the place.

A record mirrors the tables: `fields` are columns of Incident, `facts` rows of the tables that hang on it. Texts come as
`{en: …, zh: …}` and both must be there; codes must be in the vocabulary; cited sources must exist. A fact that names no
sources stands in the first; `sources: []` says that its source is not known.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import models

from apps.deadlines.rules import rule_book
from apps.incidents.models import (
    Advice,
    ClaimedFigure,
    ComputedDate,
    ContestedPoint,
    Incident,
    IncidentDate,
    PlatformPromise,
    PolicyVersion,
    Source,
    Statement,
    TimelineEntry,
)
from apps.incidents.models.bilingual import Bilingual
from apps.incidents.models.facts import Fact
from apps.marketplaces.enums import ALLEGATIONS, CASE_TYPES, OUTCOMES, PLATFORMS, Terms

DATA = Path(__file__).resolve().parent.parent / "data"
FACTS: dict[str, type[models.Model]] = {
    "sources": Source,
    "dates": IncidentDate,
    "computed_dates": ComputedDate,
    "promises": PlatformPromise,
    "timeline": TimelineEntry,
    "figures": ClaimedFigure,
    "statements": Statement,
    "contested_points": ContestedPoint,
    "policies": PolicyVersion,
    "advice": Advice,
}
VOCABULARY: dict[str, Terms] = {
    "platform": PLATFORMS,
    "case_types": CASE_TYPES,
    "allegations": ALLEGATIONS,
    "outcome": OUTCOMES,
}
# How a data file groups what the tables keep in single columns: key -> part -> column.
GROUPS = {
    "started": {"day": "started_on", "precision": "started_precision", "status": "started_status"},
    "ended": {"day": "ended_on", "precision": "ended_precision"},
    "archived": {"url": "archived_url", "day": "archived_on", "sha256": "archived_sha256"},
    "published": {"day": "published_on", "inferred": "published_inferred"},
}


HAN = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
BREAK = re.compile(f"(?<={HAN}) (?={HAN})")


class DataProblems(Exception):
    """The data files cannot be loaded; `args` are sentences that name file, incident and place."""


@dataclass(frozen=True)
class Record:
    """One incident of a data file, checked."""

    fields: dict[str, Any]
    facts: dict[str, list[dict[str, Any]]]

    @property
    def slug(self) -> str:
        return str(self.fields["slug"])

    @property
    def digest(self) -> str:
        """SHA-256 of everything in the record: the same content gives the same digest."""
        text = json.dumps([self.fields, self.facts], ensure_ascii=False, sort_keys=True, default=str)
        return sha256(text.encode()).hexdigest()


def read_data_files(folder: Path = DATA) -> list[Record]:
    """The incidents of every .yaml file of a folder. Raises DataProblems with all complaints at once."""
    records: list[Record] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        for place, entry in _entries(path, problems):
            record = _record(entry, place, problems)
            if any(record.slug == other.slug for other in records):
                problems.append(f"{place}: there is another incident with this slug")
            records.append(record)
    if problems:
        raise DataProblems(*problems)
    return records


def _entries(path: Path, problems: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(f"{path.name}: not readable as YAML: {error}")
        return
    entries = content.get("incidents") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        problems.append(f"{path.name}: needs a list called “incidents” at the top")
        return
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, dict) and isinstance(entry.get("slug"), str):
            yield f"{path.name}, {entry['slug']}", entry
        else:
            problems.append(f"{path.name}, incident {number}: needs a slug")


def _record(entry: dict[str, Any], place: str, problems: list[str]) -> Record:
    own = {key: value for key, value in entry.items() if key not in FACTS}
    fields = _columns(Incident, own, place, problems)
    facts = {name: _rows(name, entry.get(name) or [], place, problems) for name in FACTS}
    _check_codes(fields, place, problems)
    _check_rules(facts["promises"], place, problems)
    _check_citations(facts, place, problems)
    return Record(fields, facts)


def _rows(name: str, entries: Any, place: str, problems: list[str]) -> list[dict[str, Any]]:
    if not isinstance(entries, list):
        problems.append(f"{place}: “{name}” is not a list")
        return []
    model = FACTS[name]
    rows = []
    for number, entry in enumerate(entries, start=1):
        here = f"{place}, {name} {number}"
        if not isinstance(entry, dict):
            problems.append(f"{here}: is not a mapping")
            continue
        columns = _columns(model, {"text": entry} if model is Advice else entry, here, problems)
        rows.append(columns if model is Source else {**columns, "order": number})
    return rows


def _columns(model: type[models.Model], entry: dict[str, Any], place: str, problems: list[str]) -> dict[str, Any]:
    """The columns of one row, judged as Django's own fields judge them."""
    columns: dict[str, Any] = {"source_numbers": [1]} if issubclass(model, Fact) else {}
    for key, value in entry.items():
        if value is None:
            continue
        if isinstance(vars(model).get(key), Bilingual):
            columns |= _both_languages(key, value, place, problems)
        elif key in GROUPS and isinstance(value, dict):
            columns |= {GROUPS[key].get(part, f"{key}.{part}"): inner for part, inner in value.items()}
        elif key == "sources" and issubclass(model, Fact):
            columns["source_numbers"] = value
        else:
            columns[key] = Decimal(str(value)) if isinstance(value, float) else value
    known = {field.name for field in model._meta.concrete_fields}
    problems += [f"{place}: “{key}” is not known here" for key in columns if key not in known]
    columns = {key: value for key, value in columns.items() if key in known}
    problems += _complaints(model, columns, place)
    return columns


def _both_languages(key: str, value: Any, place: str, problems: list[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != {"en", "zh"} or not all(value.values()):
        problems.append(f"{place}: “{key}” needs a text in English (en) and in Chinese (zh)")
        return {}
    if isinstance(value["en"], list) and len(value["en"]) != len(value["zh"]):
        problems.append(f"{place}: “{key}” has not as many items in English as in Chinese")
    return {f"{key}_en": value["en"], f"{key}_zh": _without_breaks(value["zh"])}


def _without_breaks(chinese: Any) -> Any:
    """Chinese written over several lines of the file: where a line ended there is no space."""
    return BREAK.sub("", chinese) if isinstance(chinese, str) else chinese


def _complaints(model: type[models.Model], columns: dict[str, Any], place: str) -> list[str]:
    try:
        model(**columns).clean_fields(exclude={"incident", "created_at", "changed_at"})
    except ValidationError as error:
        return [
            f"{place}: “{name}”: {message}" for name, messages in error.message_dict.items() for message in messages
        ]
    return []


def _check_codes(fields: dict[str, Any], place: str, problems: list[str]) -> None:
    for name, terms in VOCABULARY.items():
        codes = fields.get(name) or []
        for code in [codes] if isinstance(codes, str) else codes:
            if code not in terms:
                problems.append(f"{place}: “{name}”: {code} is not in the vocabulary")


def _check_rules(promises: list[dict[str, Any]], place: str, problems: list[str]) -> None:
    for promise in promises:
        rule = promise.get("rule", "")
        if rule and rule not in rule_book():
            problems.append(f"{place}, promise {promise.get('key')}: no pack has the rule {rule}")


def _check_citations(facts: dict[str, list[dict[str, Any]]], place: str, problems: list[str]) -> None:
    numbers = [source.get("number") for source in facts["sources"]]
    if numbers != list(range(1, len(numbers) + 1)) or not numbers:
        problems.append(f"{place}: sources must be numbered 1, 2, 3 …, and there must be at least one")
    for name, rows in facts.items():
        for number, row in enumerate(rows, start=1):
            if strange := [cited for cited in row.get("source_numbers", []) if cited not in numbers]:
                problems.append(f"{place}, {name} {number}: cites source {strange[0]}, which is not listed")
