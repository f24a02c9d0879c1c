"""The Celery application: `celery -A config worker` and `celery -A config beat`. Settings are in config/settings.py."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

from apps.core import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("recourse")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add("apps.core.worker:WorkerHeartbeat")


@setup_logging.connect
def keep_our_logs(**_: Any) -> None:
    """Celery would put its own handlers in place of ours."""
    logs.configure()
