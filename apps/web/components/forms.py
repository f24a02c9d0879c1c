"""Forms: fields, their errors, the steps."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django import forms
from django.forms import BaseForm, BoundField

from apps.web.components.base import Component


@dataclass(frozen=True, kw_only=True)
class Field(Component):
    """A form's field with label, help and errors, told to screen readers as they stand.

    `field` is the bound field. `optional` says so in words; a required field says nothing unless `mark_required`.
    Radio buttons and checkboxes become rows to tap; `descriptions` (value → sentence) explains each choice.
    `optional=False` says nothing where a choice is made already.
    `short` keeps the control narrow; `two` sets choices in two columns where there is room.
    """

    field: BoundField
    label: str = ""
    help: str = ""
    descriptions: Mapping[str, str] = dataclasses.field(default_factory=dict)
    short: bool = False
    two: bool = False
    mark_required: bool = False
    optional: bool = True
    after: str = ""

    @property
    def kind(self) -> Literal["hidden", "check", "choices", "control"]:
        widget = self.field.field.widget
        if widget.is_hidden:
            return "hidden"
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "choices"
        return "control"

    @property
    def title(self) -> str:
        return self.label or str(self.field.label or "")

    @property
    def advice(self) -> str:
        return self.help or str(self.field.help_text or "")

    @property
    def described_by(self) -> str:
        """Ids of help and error, for groups; single controls get theirs in `control`."""
        ids = []
        if self.advice:
            ids.append(f"{self.field.auto_id}_helptext")
        if self.field.errors:
            ids.append(f"{self.field.auto_id}_error")
        return " ".join(ids)

    @property
    def control(self) -> str:
        attrs: dict[str, str | bool] = {"aria-describedby": self.described_by} if self.described_by else {}
        return self.field.as_widget(attrs=attrs)

    @property
    def choices(self) -> list[tuple[Any, str]]:
        """Each choice's subwidget with the sentence that explains it."""
        return [(choice, self.descriptions.get(str(choice.data["value"]), "")) for choice in self.field.subwidgets]

    @property
    def is_optional(self) -> bool:
        return self.optional and not self.field.field.required


@dataclass(frozen=True, kw_only=True)
class Fieldset(Component):
    """Fields that belong together under one question."""

    legend: str
    content: str
    help: str = ""
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class ErrorSummary(Component):
    """What is wrong with a form, at its top: focused when the page opens, each line leads to its field."""

    form: BaseForm | None = None
    forms: Sequence[BaseForm] = ()
    focus: bool = True

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """(id of the control or "", label or "", sentence) in the order of the fields."""
        lines: list[tuple[str, str, str]] = []
        for form in [*([self.form] if self.form else []), *self.forms]:
            lines += [("", "", str(error)) for error in form.non_field_errors()]
            for bound in form:
                lines += [(bound.id_for_label or bound.auto_id, str(bound.label), str(e)) for e in bound.errors]
        return lines


@dataclass(frozen=True)
class Step:
    """One step of a form in several pages; `href` once it may be opened."""

    label: str
    href: str = ""
    state: Literal["todo", "done", "current", "invalid"] = "todo"


@dataclass(frozen=True, kw_only=True)
class Stepper(Component):
    """Where one stands in a form of several pages."""

    steps: Sequence[Step]
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Saved(Component):
    """When the draft was last saved; app.js writes `saving`, `saved` and `failed` into it as the form is typed."""

    text: str = ""
    id: str = "saved"
