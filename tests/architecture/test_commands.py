"""Every command of ours explains itself."""

import pytest
from django.core.management import get_commands, load_command_class

OURS = sorted(name for name, app in get_commands().items() if str(app).startswith("apps."))
STAY = {"up"}  # speaks to a person until Ctrl-C


def help_of(name: str) -> str:
    return str(load_command_class(get_commands()[name], name).create_parser("manage.py", name).format_help())


def test_there_are_commands() -> None:
    assert {"demo", "load_incidents", "rotate_keys", "translations", "up"} <= set(OURS)


@pytest.mark.parametrize("name", OURS)
def test_the_command_shows_an_example_and_its_exit_codes(name: str) -> None:
    text = help_of(name)
    assert f"\n  manage.py {name}" in text or f". manage.py {name}" in text
    assert "xit code" in text or "Stops on" in text


@pytest.mark.parametrize("name", [name for name in OURS if name not in STAY])
def test_the_command_can_answer_a_program(name: str) -> None:
    assert "--json" in help_of(name)
