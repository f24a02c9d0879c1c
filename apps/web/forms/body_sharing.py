"""What an owner chooses to share a case with an association."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.associations.models import Association
from apps.cases.enums import CircleScope
from apps.web.forms import choices
from apps.web.forms.sharing import SCOPE_MEANS, ScopeForm
from apps.web.forms.steps import Choice

BODY_SCOPE_MEANS = {
    CircleScope.COUNT.value: _("It is one more in the association's number. Nobody there opens or reads it."),
    CircleScope.SUMMARY.value: SCOPE_MEANS[CircleScope.SUMMARY.value],
    CircleScope.EVIDENCE.value: _(
        "The notice, your own words, the amounts, the dates, each appeal once you have sent it, and copies of your "
        "files. Your store name and company are not shown."
    ),
}


class BodyShareForm(ScopeForm):
    """Which association, how much, until when, and whether it is told of dates left unanswered."""

    association = Choice(label=_("Association"), error_messages={"required": _("Choose an association.")})
    tells = forms.BooleanField(
        label=_("Tell its coordinator when I leave a date unanswered"),
        required=False,
        help_text=_("A day before a date, if you have not answered our reminders. Only with the whole case."),
    )

    descriptions = BODY_SCOPE_MEANS
    field_order = ("association", "scope", "until", "tells")

    def __init__(self, *args: Any, bodies: list[Association], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(body.slug, f"{body.name} · {body.place}") for body in bodies]
        self.fields["association"].choices = [choices.CHOOSE, *named]  # type: ignore[attr-defined]
        self.fields["scope"].choices = CircleScope.choices  # type: ignore[attr-defined]
