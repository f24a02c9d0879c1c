"""What the gallery page shows: every declared component, its attributes, and examples of it."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from apps.core.money import Money
from apps.web import components as ui

NOON = datetime(2018, 3, 2, 0, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Exhibit:
    """One component: its declaration as written, and examples."""

    declared: type[ui.Component]
    examples: Sequence[ui.Component]

    @property
    def name(self) -> str:
        return self.declared.tag

    @property
    def about(self) -> SafeString:
        return _html(MarkdownIt("commonmark").render(inspect.cleandoc(self.declared.__doc__ or "")))

    @property
    def attributes(self) -> list[tuple[str, str, str]]:
        """Name, type and default as the class declares them."""
        rows = []
        for field in fields(self.declared):  # type: ignore[arg-type]
            default = "" if field.default is MISSING else repr(field.default)
            if field.default is MISSING and field.default_factory is not MISSING:
                default = repr(field.default_factory())
            rows.append((field.name, _type_name(field.type), default or "—"))
        return rows


def _type_name(declared: Any) -> str:
    text = declared.__name__ if isinstance(declared, type) else str(declared)
    return text.replace("typing.", "").replace("collections.abc.", "")


class ExampleForm(forms.Form):
    """Every kind of field there is."""

    reference = forms.CharField(label="Short text", help_text="Help stands above the control.")
    notice = forms.CharField(label="Long text", widget=forms.Textarea, required=False)
    platform = forms.ChoiceField(label="One of many", choices=[("a", "Amazon"), ("e", "eBay"), ("w", "Walmart")])
    day = forms.DateField(label="Date", widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(label="Time", widget=forms.TimeInput(attrs={"type": "time"}), required=False)
    seen = forms.ChoiceField(
        label="One of few", widget=forms.RadioSelect, choices=[("me", "Only me"), ("all", "Counted")]
    )
    held = forms.MultipleChoiceField(
        label="Several",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("m", "Money"), ("s", "Stock")],
    )
    agree = forms.BooleanField(label="A single tick")
    proof = forms.FileField(label="File", required=False)


def example_form(data: Mapping[str, Any] | None = None) -> ExampleForm:
    return ExampleForm(data, prefix="bad" if data is not None else "good")


def exhibits() -> list[Exhibit]:
    """In the order of the registry; a component without an example fails the gallery's test."""
    shown = {**_actions(), **_frames(), **_facts(), **_forms()}
    return [Exhibit(declared, shown.get(name, [])) for name, declared in ui.registry.items()]


def _html(text: str) -> SafeString:
    return SafeString(text)


def _actions() -> dict[str, Sequence[ui.Component]]:
    return {
        "button": [
            ui.Button(label="File a case", kind="primary", href="#button", icon="plus"),
            ui.Button(label="Save", type="button"),
            ui.Button(label="Not now", kind="quiet", type="button"),
            ui.Button(label="Withdraw", kind="danger", dialog="example-dialog", href="#dialog", hint="this case"),
            ui.Button(label="Wait", disabled=True, wide=True),
        ],
        "copy": [
            ui.Copy(value="RC-7K4M-2X9"),
            ui.Copy(value="help@recourse.example", label="Copy address", mono=False),
        ],
        "switch": [
            ui.Switch(
                action="/theme/",
                name="theme",
                options=[("system", "As my device"), ("dark", "Dark")],
                current="system",
                label="Example",
                next="/gallery/",
            )
        ],
        "toast": [ui.Toast(text="Line removed.", undo="/gallery/", undo_label="Undo")],
        "dialog": [
            ui.Dialog(
                id="example-dialog",
                title="Withdraw this case?",
                content=_html("<p>It can be reopened later.</p>"),
                foot=_html('<button class="btn btn-danger">Withdraw</button>'),
            )
        ],
    }


_HEAD = '<th scope="col">Queue</th><th scope="col" class="num">Waiting</th>'
_ROW = '<tr data-row><th scope="row">To verify</th><td class="num" data-label="Waiting">3</td></tr>'


def _frames() -> dict[str, Sequence[ui.Component]]:
    numbers = Paginator(range(200), 10)
    row = (
        '<tr><th scope="row">RC-7K4M-2X9</th><td data-label="State">Verified</td>'
        '<td class="num" data-label="Held">US$1,250</td></tr>'
    )
    return {
        "icon": [ui.Icon(icon=name, title=name) for name in ui.ICONS],
        "alert": [
            ui.Alert(title="Heading", text="A sentence that says what happened.", tone=tone, live=False)
            for tone in ("neutral", "accent", "info", "success", "warning", "error")
        ],
        "card": [
            ui.Card(
                title="A card that is a link", href="#card", eyebrow="Amazon", content=_html("<p>Text</p>"), level=3
            ),
            ui.Card(title="A card with a foot", foot=_html('<a class="link" href="#card">More</a>')),
        ],
        "panel": [
            ui.Panel(title="What to do next", content=_html("<p>Text</p>"), tone="accent", icon="clock", id="example"),
            ui.Panel(
                title="Evidence", content=_html("<p>Text</p>"), actions=_html('<a class="link" href="#panel">Add</a>')
            ),
        ],
        "rows": [ui.Rows(title="Queues", head=_html(_HEAD), content=_html(_ROW * 2))],
        "point": [ui.Point(icon="lock", title="Encrypted", text="A sentence."), ui.Point(icon="eye", title="Seen")],
        "empty": [ui.Empty(title="No cases yet", text="Your cases stand here.", label="File a case", href="#empty")],
        "table": [
            ui.Table(
                caption="Cases", columns=["Case", "State", ui.Column("Held", numeric=True)], content=_html(row * 3)
            )
        ],
        "cell": [ui.Cell(content="US$1,250", label="Held", numeric=True)],
        "pagination": [ui.Pagination(page=numbers.page(7), label="Pages")],
        "tabs": [ui.Tabs(label="Views", items=[ui.Tab("Open", "#tabs", True, 3), ui.Tab("Closed", "#tabs")])],
        "crumbs": [ui.Crumbs(items=[ui.Link("Incidents", "#crumbs"), ui.Link("2018")])],
    }


def _facts() -> dict[str, Sequence[ui.Component]]:
    dollars, yuan = Money(Decimal("1250.50"), "USD"), Money(Decimal(80000), "CNY")
    entries = [
        ui.TimelineEntry(at=NOON, title="Moderators read it now", tone="accent", now=True),
        ui.TimelineEntry(at=NOON - timedelta(days=2), title="You submitted the case", text="A text."),
        ui.TimelineEntry(when="Date not known", title="The platform answered", badge="Claimed", tone="warning"),
    ]
    return {
        "badge": [
            ui.Badge(label=tone, tone=tone) for tone in ("neutral", "accent", "info", "success", "warning", "error")
        ]
        + [ui.Badge(label="With an icon", icon="check", tone="success")],
        "state": [ui.State(state=state, label=state) for state in ui.STATE_TONES],
        "definitions": [ui.Definitions(rows=[("Platform", "Amazon"), ("Marketplace", "amazon.com")])],
        "stats": [
            ui.Stats(
                content=_html(
                    '<div class="stat-figure"><p class="small muted">Cases</p><p class="stat-value">12</p></div>' * 3
                )
            )
        ],
        "stat": [
            ui.Stat(label="Sellers", value="≥ 500", note="a sellers' spokesperson", status="Claimed", tone="warning")
        ],
        "progress": [ui.Progress(label="Import", value=40, maximum=100, text="40 / 100"), ui.Progress(label="Working")],
        "timeline": [ui.Timeline(entries=entries, level=3)],
        "when": [
            ui.When(at=NOON, zone="America/Los_Angeles"),
            ui.When(at=NOON, shown="date"),
            ui.When(at=NOON + timedelta(days=3), shown="countdown", now=NOON, zone="Asia/Shanghai"),
        ],
        "money_amount": [ui.MoneyAmount(money=dollars), ui.MoneyAmount(money=[dollars, yuan])],
    }


def _forms() -> dict[str, Sequence[ui.Component]]:
    good, bad = example_form(), example_form({})
    steps = [
        ui.Step("What happened", "#stepper", "done"),
        ui.Step("What is held", "#stepper", "invalid"),
        ui.Step("Your account", "#stepper", "current"),
        ui.Step("Who may see it"),
    ]
    plain = [
        ui.Field(
            field=field, mark_required=True, two=True, descriptions={"me": "Nobody else.", "all": "Without a name."}
        )
        for field in good
    ]
    return {
        "field": [
            *plain,
            ui.Field(field=bad["reference"], short=True),
            ui.Field(field=bad["seen"]),
            ui.Field(field=bad["agree"]),
        ],
        "fieldset": [ui.Fieldset(legend="Where was it?", content=_html("<p>Fields</p>"), help="One sentence.")],
        "error_summary": [ui.ErrorSummary(form=bad, focus=False), ui.ErrorSummary(forms=[bad, good], focus=False)],
        "stepper": [ui.Stepper(steps=steps, label="Steps")],
        "saved": [ui.Saved(text="Saved 12:04", id="example-saved")],
    }
