from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.core import logs


class CoreConfig(AppConfig):
    name = "apps.core"
    label = "core"

    def ready(self) -> None:
        logs.configure()

    verbose_name = _("This installation")
