"""What a process started by a fault test is given: the tests' database, and where it is to die."""

import os

from django.db import connection


def on_tests_database(failpoint: str = "", **more: str) -> dict[str, str]:
    """The environment of a process that works on this test's database and kills itself at `failpoint`."""
    database = connection.settings_dict
    host = database["HOST"] or database["OPTIONS"]["host"]
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
        "DATABASE_URL": f"postgres://{database['USER']}@/{database['NAME']}?host={host}",
        "FAILPOINT": failpoint,
        **more,
    }
