from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "apps.moderation"
    label = "moderation"
    verbose_name = _("Moderation")


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin with our own site. It stands in INSTALLED_APPS in place of `django.contrib.admin`."""

    default = False
    default_site = "apps.moderation.site.Desk"
