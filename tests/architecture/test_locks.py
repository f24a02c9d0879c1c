"""What is asked for is locked: a fresh machine installs the lock and nothing else."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LOCKS = {
    "requirements.txt": ("requirements.in", "deploy/requirements.in"),
    "deploy/requirements.txt": ("deploy/requirements.in",),
}


def names(text: str) -> set[str]:
    """Names of packages at the beginning of a line, in their normal form."""
    found = re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_that_is_asked_for_is_locked(lock: str) -> None:
    asked = set().union(*(names((ROOT / source).read_text()) for source in LOCKS[lock]))
    assert asked - names((ROOT / lock).read_text()) == set()
