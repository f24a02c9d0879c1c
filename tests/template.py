"""Migrations are run once per state of the code, into a template; each test database is a copy of it.

Only on servers of our own: there the template stays between runs.
"""

from hashlib import sha256
from importlib import import_module
from inspect import getsource
from typing import Any

import django
import pgtrigger
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

PREFIX = "migrated_"
DRAFT = "unfinished"


def name_of_template() -> str:
    """It changes with every migration on the disk, ours or a library's."""
    state = sha256(f"{django.__version__} {pgtrigger.__file__}".encode())
    for key, migration in sorted(MigrationLoader(None).disk_migrations.items()):
        state.update(f"{key} {getsource(import_module(type(migration).__module__))}".encode())
    return PREFIX + state.hexdigest()[:16]


def make_template(name: str) -> None:
    """Make the template unless an earlier run did. One whose making was interrupted is not taken for finished."""
    connection = connections["default"]
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) OR datname = %s", [PREFIX, DRAFT]
        )
        found = [row[0] for row in cursor.fetchall()]
        if name in found:
            return
        for old in found:
            cursor.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DRAFT)))
        migrate(connection, DRAFT)
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        cursor.execute(rename.format(sql.Identifier(DRAFT), sql.Identifier(name)))


def migrate(connection: Any, name: str) -> None:
    configured = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = configured


def copy_of_template(template: str, name: str) -> str:
    """The address of a new database of that name, migrated already; for processes of their own."""
    connection = connections["default"]
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        cursor.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
    server = connection.settings_dict
    return f"postgres://{server['USER']}@/{server['HOST']}/{name}"


def use_template(name: str) -> None:
    """Let pytest-django copy the template when it makes the test database."""
    connections["default"].settings_dict["TEST"]["TEMPLATE"] = name
