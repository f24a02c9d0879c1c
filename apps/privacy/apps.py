from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """What people take along or have erased, and how long anything is kept."""

    name = "apps.privacy"
    label = "privacy"
    verbose_name = _("Privacy")
