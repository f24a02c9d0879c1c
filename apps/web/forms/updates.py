"""An update as a coordinator writes it: in one language or both, for whom, how many mails a day."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from apps.campaigns.actions.updates import Written
from apps.campaigns.enums import Segment
from apps.campaigns.models import Campaign, CampaignUpdate
from apps.campaigns.models.updates import LONGEST_TEXT, LONGEST_TITLE
from apps.campaigns.selectors.updates import marketplaces_in
from apps.marketplaces.enums import MARKETPLACES
from apps.web.forms.steps import Choice, Line, plain

SEGMENT_MEANS = {
    Segment.ALL.value: _("Who joined sealed gets it on the day when enough have joined, and not before."),
    Segment.OPEN.value: _("Nobody later."),
    Segment.MANDATE.value: _("Only for mandates that hold at the moment of mailing."),
    Segment.NO_MANDATE.value: _("For example to ask for one."),
    Segment.MARKETPLACE.value: _(
        "Choose it below. Marketplaces of fewer than ten are not offered: they would be persons."
    ),
}


class UpdateForm(forms.Form):
    """Whole in one language at least: a title without a text is half of one."""

    use_required_attribute = False

    title_zh = Line(label=_("Title, Chinese"), required=False, max_length=LONGEST_TITLE)
    text_zh = forms.CharField(
        label=_("Text, Chinese"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 7})
    )
    title_en = Line(label=_("Title, English"), required=False, max_length=LONGEST_TITLE)
    text_en = forms.CharField(
        label=_("Text, English"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 7})
    )
    segment = Choice(label=_("Who is mailed"), choices=Segment.choices, widget=forms.RadioSelect)
    marketplace = Choice(label=_("Marketplace"), required=False)
    per_day = forms.IntegerField(
        label=_("Mails a day, at most"),
        help_text=_("The rest follows on the days after. Few at first is kind to mail servers, and to you."),
        validators=[MinValueValidator(1)],
    )
    descriptions = SEGMENT_MEANS

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(code, MARKETPLACES.label(code)) for code in marketplaces_in(campaign)]
        self.fields["marketplace"].choices = [("", _("Please choose")), *offered]  # type: ignore[attr-defined]
        self.fields["per_day"].max_value = settings.CAMPAIGN_MAILS_PER_DAY  # type: ignore[attr-defined]
        self.initial = {"segment": Segment.ALL, "per_day": settings.CAMPAIGN_MAILS_PER_DAY, **self.initial}

    @classmethod
    def of(cls, update: CampaignUpdate) -> dict[str, Any]:
        """A draft as the form shows it."""
        return {name: getattr(update, name) for name in cls.base_fields}

    def clean(self) -> None:
        said = self.cleaned_data
        for name in ("text_en", "text_zh"):
            said[name] = plain(said.get(name, "")).strip()
        for title, text in (("title_en", "text_en"), ("title_zh", "text_zh")):
            if bool(said.get(title)) != bool(said[text]) and not self.errors.keys() & {title, text}:
                self.add_error(text if said.get(title) else title, _("A title and a text belong together."))
        if not any(said.get(name) for name in ("title_en", "title_zh", "text_en", "text_zh")):
            self.add_error("title_zh", _("Write it in one language at least."))
        if said.get("segment") != Segment.MARKETPLACE:
            said["marketplace"] = ""
        elif not said.get("marketplace") and "marketplace" not in self.errors:
            self.add_error("marketplace", _("Choose a marketplace."))

    def written(self) -> Written:
        """As the actions take it; only of a valid form."""
        return Written(**{**self.cleaned_data, "segment": Segment(self.cleaned_data["segment"])})
