"""Bringing a report, and choosing how it is written where we found out wrong or nothing."""

import io
from typing import IO, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.cases.actions.reports import KINDS
from apps.core.money import CURRENCIES, currency_choices
from apps.losses.reports.formats import FORMATS
from apps.marketplaces.enums import EVIDENCE_KINDS
from apps.web.report_words import DELIMITERS, title_of_report

FOUND_OUT = ("", _("find out"))
ENCODINGS = (
    FOUND_OUT,
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("gb18030", _("GB18030 (Chinese)")),
    ("cp932", _("Shift JIS (Japanese)")),
    ("cp1252", _("Windows-1252 (Western)")),
)
BETWEEN = (FOUND_OUT, *DELIMITERS.items())
LOCALES = (
    FOUND_OUT,
    ("en", "1,234.56"),
    ("de", "1.234,56"),
    ("fr", "1 234,56"),
    ("en-IN", "12,34,567.89"),
)


class ReportForm(forms.Form):
    """One file, as the platform gave it."""

    report = forms.FileField(
        label=_("Report"),
        help_text=_("As downloaded: text, CSV or XLSX, up to 50 MB. Do not open and save it in Excel first."),
        max_length=255,
        error_messages={"empty": _("This file is empty."), "required": _("Choose a file first.")},
    )

    kind = forms.ChoiceField(
        label=_("As evidence it is a"),
        choices=lambda: [(kind, EVIDENCE_KINDS.label(kind)) for kind in KINDS],
        initial=KINDS[0],
        required=False,
    )

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or KINDS[0]


class CostsForm(forms.Form):
    """What a piece of each product cost: a file, or the cells of a table copied into a field."""

    costs = forms.FileField(
        label=_("Cost list"),
        help_text=_("Our template, or any CSV or XLSX with SKU, FNSKU or ASIN, the unit cost and its currency."),
        max_length=255,
        required=False,
        error_messages={"empty": _("This file is empty.")},
    )
    pasted = forms.CharField(
        label=_("Or paste the table here"),
        help_text=_("Copy the cells in Excel with their headings, for example: SKU, Unit cost, Currency."),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        max_length=200_000,
        required=False,
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        has_text = bool(asked.get("pasted", "").strip())
        if bool(asked.get("costs")) == has_text and not self.errors:
            raise forms.ValidationError(
                _("Bring a file or paste a table, not both.") if has_text else _("Choose a file, or paste the table.")
            )
        return asked

    def given(self) -> tuple[IO[bytes], str]:
        """The bytes, and the name under which they are kept."""
        if file := self.cleaned_data.get("costs"):
            return file, file.name
        text = "\n".join(self.cleaned_data["pasted"].strip("\r\n").splitlines()) + "\n"
        return io.BytesIO(text.encode()), gettext("pasted costs") + ".txt"


class ReportChoicesForm(forms.Form):
    """What a person knows better than we do."""

    format = forms.ChoiceField(label=_("Kind of report"), required=False)
    encoding = forms.ChoiceField(label=_("Encoding"), required=False, choices=ENCODINGS)
    delimiter = forms.ChoiceField(label=_("Between columns"), required=False, choices=BETWEEN)
    locale = forms.ChoiceField(label=_("Amounts are written"), required=False, choices=LOCALES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, title_of_report(kind.title)) for kind in FORMATS]
        self.fields["format"].choices = [FOUND_OUT, *kinds]  # type: ignore[attr-defined]


class CurrencyForm(forms.Form):
    """In which currency to compare, from the address."""

    currency = forms.ChoiceField(label=_("Compare in"), required=False, choices=currency_choices)

    @property
    def chosen(self) -> str:
        """The currency asked for; of nonsense, and of nothing, the US dollar."""
        asked = self.data.get("currency", "") if self.data else ""
        return asked if asked in CURRENCIES else "USD"
