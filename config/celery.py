"""The Celery application: `celery -A config worker` and `celery -A config beat`. Settings are in config/settings.py."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init, worker_ready

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


@worker_process_init.connect
@worker_ready.connect
def leave_alone_what_stays(**_: Any) -> None:
    """What was imported is there until the end: the collector need not go through it for every thousand messages."""
    gc.collect()
    gc.freeze()
