"""What moderators type about a campaign: its next stage, what is noted in its timeline."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.campaigns.enums import EntryKind, Stage


class StageForm(forms.Form):
    """The next stage, and the one that was on the page when it was chosen."""

    source = forms.ChoiceField(choices=Stage.choices, widget=forms.HiddenInput)
    target = forms.ChoiceField(label=_("Next stage"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("What is missing"),
        required=False,
        help_text=_("When it goes back to the association that wrote it. Its people read this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, stages: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = stages if not self.is_bound else Stage.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("target") == Stage.DRAFT and not cleaned.get("reason"):
            self.add_error("reason", _("Say what is missing."))
        return cleaned


class EntryForm(forms.Form):
    """Everybody reads it on the campaign's page."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(kind.value, kind.label) for kind in (EntryKind.ANSWER, EntryKind.NEWS)],
        widget=forms.RadioSelect,
    )
    happened_on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    text_en = forms.CharField(label=_("Text, English"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    text_zh = forms.CharField(label=_("Text, Chinese"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    source = forms.CharField(label=_("Source"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("text_en") and not cleaned.get("text_zh"):
            self.add_error("text_en", _("Say it in one of the languages."))
        return cleaned


class BodyForm(forms.Form):
    """An association that takes part."""

    body = forms.ChoiceField(label=_("Association"))

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
