"""Campaigns at the moderators' desk: drafts are written here; what has begun is only looked at. Who joined is not here.

Stages and what is noted are moved on a page of their own (apps.moderation.views.campaigns).
"""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.campaigns.actions import save_campaign
from apps.campaigns.enums import Stage
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.admin import EditedAdmin
from apps.marketplaces.enums import PLATFORMS


class CampaignForm(forms.ModelForm):  # type: ignore[type-arg]
    platform = forms.ChoiceField(choices=PLATFORMS.choices, label=_("Platform"))

    class Meta:
        model = Campaign
        fields = "__all__"


@admin.register(Campaign)
class CampaignAdmin(EditedAdmin):
    """What people joined is not changed under them: with the first stage the form closes."""

    form = CampaignForm
    change_form_template = "admin/desk/campaign.html"
    list_display = ("title", "platform_name", "forum", "stage", "threshold", "until")
    list_filter = ("stage", "forum")
    search_fields = ("slug", "title_en", "title_zh")
    fieldsets = (
        (None, {"fields": ("slug", "incident", "platform", "forum")}),
        (
            _("What is asked for"),
            {"fields": ("title_en", "title_zh", "goal_en", "goal_zh", "demands_en", "demands_zh")},
        ),
        (_("Joining"), {"fields": ("threshold", "until", "takes_escrow", "conduct_en", "conduct_zh")}),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or obj.stage == Stage.DRAFT

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Campaign, form: Any, change: bool) -> None:
        save_campaign(campaign=obj, by=cast(User, request.user), now=clock.now())

    @admin.display(description=_("platform"), ordering="platform")
    def platform_name(self, row: Campaign) -> str:
        return row.platform_name
