"""Tasks are named after their app, and each is started by somebody."""

import re

from celery import current_app
from django.apps import apps
from django.conf import settings

from tests.architecture.source import modules

ENQUEUED = re.compile(r"enqueue\(\s*\"([a-z_.]+)\"")


def registered() -> dict[str, str]:
    """Task name → module of every task of ours."""
    current_app.loader.import_default_modules()
    return {name: task.__module__ for name, task in current_app.tasks.items() if task.__module__.startswith("apps.")}


def started() -> set[str]:
    by_beat = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    by_actions = {
        name for path in modules("apps") for name in ENQUEUED.findall(path.read_text(encoding="utf-8")) if "." in name
    }
    return by_beat | by_actions


def test_a_task_is_named_after_its_app_and_lives_in_its_tasks() -> None:
    labels = {config.name: config.label for config in apps.get_app_configs()}
    wrong = [
        name
        for name, module in registered().items()
        if not (module.endswith(".tasks") and name.partition(".")[0] == labels[module.removesuffix(".tasks")])
    ]
    assert (wrong, "core.beat" in registered()) == ([], True)


def test_what_is_started_exists_and_what_exists_is_started() -> None:
    assert set(registered()) == started()


def test_beat_speaks_in_intervals_and_its_ticks_expire() -> None:
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert isinstance(entry["schedule"], float)
        assert 0 < entry["options"]["expires"] <= entry["schedule"]
