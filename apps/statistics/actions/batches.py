"""Making a batch, publishing it, correcting it.

rows -> facts (folded to this moment) -> contributions -> gate -> document, all in one snapshot.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.incidents.models import Incident
from apps.incidents.selectors import public_incidents
from apps.statistics.actions.folding import caught_up, held
from apps.statistics.actions.methods import remember, rows_of_methods, rows_of_spreads, telling_after
from apps.statistics.enums import BatchState
from apps.statistics.models import Batch, Check, Correction, SeriesMemory
from apps.statistics.rules import series as rules
from apps.statistics.rules.disclosure.flooring import floor_count, secret_number
from apps.statistics.rules.disclosure.gate import Batch as Judged
from apps.statistics.rules.disclosure.gate import Form, Line, Memory, State, pass_gate
from apps.statistics.rules.disclosure.remembering import memory_as_json, memory_from_json
from apps.statistics.rules.disclosure.tables import Table
from apps.statistics.rules.documents import FORMAT, canonical, digest
from apps.statistics.selectors import contributions_to, installation_secret, provenance

LOCK = "figures_batch"  # one is made at a time


class BatchRefused(Exception):
    """The batch cannot be made or published; `args[0]` says why to the moderator."""


@dataclass(frozen=True)
class _Passed:
    """One series past the gate: what is printed, for moderators the true numbers, and what the next batch must know.

    Table and contents are gone by then: those of one series at a time stand in memory."""

    name: str
    printed: list[dict[str, Any]]
    working: dict[str, Any]
    memory: dict[str, Any]
    withheld: int
    folded: int


def prepare_batch(*, demonstration: bool = False, by: User | None, now: datetime) -> Batch:
    """Make the next batch, for a second moderator to publish; one that was prepared and not published is discarded.

    `by` is None for the weekly run. Raises BatchRefused while the newest check of the cells found differences, and
    FoldedMeanwhile.
    """
    newest = Check.objects.first()
    if newest and newest.differences:
        raise BatchRefused(
            _("The last check found figures that differ from the cases. Nothing is published until then.")
        )
    with held(LOCK), caught_up():
        head = _head(demonstration)
        passed, spreads, telling = [], [], telling_after(head)
        for series in rules.SERIES:
            table, judged = _judge(series, demonstration, head)
            passed.append(_told(series, table, judged))
            if series.name == "documented":
                spreads = rows_of_spreads(telling, table, judged, demonstration=demonstration)
            del table, judged  # before the next is read: together they are most of what a batch takes
        document = _document(passed, demonstration, head, now)
        document["methods"] = rows_of_methods(telling, document, spreads, demonstration=demonstration)
        Batch.objects.filter(demonstration=demonstration, state=BatchState.PREPARED).update(state=BatchState.DISCARDED)
        batch = Batch.objects.create(
            demonstration=demonstration,
            number=document["number"],
            as_of=now,
            document=canonical(document).decode(),
            working=[*(one.working for one in passed), {"methods": telling.working}],
            sha256=digest(document),
            previous=document["previous"],
            prepared_by=by,
        )
        for one in passed:
            SeriesMemory.objects.create(batch=batch, series=one.name, memory=one.memory)
        remember(telling, batch)
    return batch


@transaction.atomic
def publish_batch(*, batch: Batch, by: User | None, now: datetime) -> Batch:
    """Everybody sees it from now on. Raises BatchRefused where the same person prepared it, or another came first.

    Without `by` it is the weekly run, which publishes only what it prepared itself.
    """
    if by is not None and batch.prepared_by_id == by.pk:
        raise BatchRefused(_("You prepared this batch. Somebody else publishes it."))
    if by is None and batch.prepared_by_id is not None:
        raise BatchRefused(_("A moderator prepared this batch. Another one publishes it."))
    head = _head(batch.demonstration)
    if batch.previous != (head.sha256 if head else ""):
        raise BatchRefused(_("Another batch was published in the meantime. Prepare it again."))
    waiting = Batch.objects.filter(pk=batch.pk, state=BatchState.PREPARED)
    if not waiting.update(state=BatchState.PUBLISHED, published_at=now, published_by=by):
        raise BatchRefused(_("This batch was published or replaced a moment ago."))
    SeriesMemory.objects.filter(batch__demonstration=batch.demonstration).exclude(batch=batch).delete()
    batch.refresh_from_db()
    return batch


@transaction.atomic
def correct_batch(*, batch: Batch, text_en: str, text_zh: str, by: User, now: datetime) -> Correction:
    """Say what was wrong in a published batch, in both languages. Raises BatchRefused."""
    if batch.state != BatchState.PUBLISHED or not text_en.strip() or not text_zh.strip():
        raise BatchRefused(_("Say what was wrong, in both languages."))
    return Correction.objects.create(batch=batch, text_en=text_en.strip(), text_zh=text_zh.strip(), at=now, by=by)


def publish_due(*, now: datetime) -> list[Batch]:
    """The weekly run: a batch of its own where none was published since Monday, of each kind of cases there is."""
    made = []
    week = now.isocalendar()[:2]
    for demonstration in (False, True):
        head = _head(demonstration)
        if head and head.published_at and head.published_at.isocalendar()[:2] == week:
            continue
        if not provenance(demonstration=demonstration)["cases"] and not head:
            continue
        made.append(publish_batch(batch=prepare_batch(demonstration=demonstration, by=None, now=now), by=None, now=now))
    return made


def _head(demonstration: bool) -> Batch | None:
    published = Batch.objects.filter(demonstration=demonstration, state=BatchState.PUBLISHED)
    return published.order_by("-number").first()


def _judge(series: rules.Series, demonstration: bool, head: Batch | None) -> tuple[Table, Judged]:
    known = SeriesMemory.objects.filter(batch=head, series=series.name).first() if head else None
    memory = memory_from_json(known.memory) if known else Memory()
    rows = contributions_to(series, demonstration=demonstration)
    table = rules.joined_table(series.name, rows, rules.HOUSE_RULES.threshold)
    return table, pass_gate(table, rules.HOUSE_RULES, installation_secret(), memory)


def _told(series: rules.Series, table: Table, judged: Judged) -> _Passed:
    forms = [form for line in judged.lines for form in (line.count, line.money) if form]
    return _Passed(
        series.name,
        [_cell(line, has_money=series.has_money) for line in judged.lines],
        _working(series, table, judged),
        memory_as_json(judged.memory),
        sum(form.state is State.WITHHELD for form in forms),
        len(table.folded),
    )


def _document(passed: list[_Passed], demonstration: bool, head: Batch | None, now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "number": head.number + 1 if head else 1,
        "previous": head.sha256 if head else "",
        "as_of": now.isoformat(timespec="seconds"),
        "method": rules.METHOD,
        "code": settings.CODE_VERSION,
        "currency": settings.FIGURES_CURRENCY,
        "demonstration": demonstration,
        "provenance": {
            **_printed_provenance(demonstration),
            "numbers_withheld": sum(one.withheld for one in passed),
            "categories_folded": sum(one.folded for one in passed),
        },
        "series": [{"name": one.name, "cells": one.printed} for one in passed],
        "incidents": [_incident(incident) for incident in public_incidents().prefetch_related("figures")],
    }


def _printed_provenance(demonstration: bool) -> dict[str, int]:
    secret = installation_secret()
    return {
        name: floor_count(number, secret_number(secret, "provenance", (name,))) or 0
        for name, number in provenance(demonstration=demonstration).items()
    }


def _cell(line: Line, *, has_money: bool) -> dict[str, Any]:
    by, category = line.key
    cell: dict[str, Any] = {
        "by": by or "all",
        "category": rules.category_shown(category),
        "sellers": _form(line.count),
    }
    if has_money and line.money is not None:
        cell["amount"] = _form(line.money)
    return cell


def _form(form: Form) -> dict[str, Any]:
    return {"state": form.state.value, "at_least": None if form.value is None else int(form.value)}


def _incident(incident: Incident) -> dict[str, Any]:
    """What an incident is called, and what others claim of it: quoted, each with who and when."""
    return {
        "id": str(incident.pk),
        "slug": incident.slug,
        "title_en": incident.title_en,
        "title_zh": incident.title_zh,
        "claims": [
            {
                "label_en": figure.label_en,
                "label_zh": figure.label_zh,
                "value": None if figure.value is None else f"{figure.value.normalize():f}",
                "up_to": None if figure.value_high is None else f"{figure.value_high.normalize():f}",
                "bound": figure.bound,
                "currency": figure.currency,
                "unit_en": figure.unit_en,
                "unit_zh": figure.unit_zh,
                "text_en": figure.text_en,
                "text_zh": figure.text_zh,
                "claimant_en": figure.claimant_en,
                "claimant_zh": figure.claimant_zh,
                "as_of": figure.as_of.isoformat() if figure.as_of else None,
                "doubtful": figure.is_doubtful,
            }
            for figure in incident.figures.all()
        ],
    }


def _working(series: rules.Series, table: Table, judged: Judged) -> dict[str, Any]:
    """For moderators: the true numbers of every cell, and why what is not printed is not."""
    return {
        "series": series.name,
        "cells": [
            {
                "by": line.key[0] or "all",
                "category": rules.category_shown(line.key[1]),
                "sellers": table.cells[line.key].sellers,
                "amount": f"{table.cells[line.key].total:f}" if series.has_money else "",
                "reasons": [
                    {"code": reason.why.value, "text": reason.sentence}
                    for form in (line.count, line.money)
                    if form
                    for reason in form.reasons
                ],
            }
            for line in judged.lines
        ],
        "folded": [list(key) for key in table.cells if key in table.folded],
    }
