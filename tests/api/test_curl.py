"""The commands of the help page, run as they stand there."""

import json
import re
import shutil
import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.actions import revoke_token
from apps.accounts.models import User
from apps.api.answers import to_answers
from apps.cases.models import Case, CaseFile
from apps.core import clock
from apps.web.help_pages import FOLDER
from tests.api.test_drafts import COMPLETE
from tests.factories.accounts import ApiTokenFactory, UserFactory
from tests.factories.cases import CaseFactory, DraftFactory
from tests.factories.evidence import NOTICE

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed"),
]


def commands(language: str) -> list[str]:
    text = (FOLDER / language / "programs.md").read_text(encoding="utf-8")
    return re.findall(r"^    (curl .*)$", text, re.MULTILINE)


def run(command: str, site: str, folder: Path, **words: str) -> tuple[int, Any]:
    """Status and JSON of a command with `$TOKEN` and `$ID` filled in."""
    command = command.replace("https://SITE", site).replace("$(uuidgen)", str(uuid.uuid4()))
    script = command + " --silent --show-error --max-time 60 --write-out '\\n%{http_code}'"
    env = {"PATH": "/usr/bin:/bin", **words}
    done = subprocess.run(["sh", "-c", script], env=env, cwd=folder, capture_output=True, check=False)
    body, _newline, status = done.stdout.decode().rpartition("\n")
    return int(status), json.loads(body)


def test_both_languages_show_the_same_commands() -> None:
    assert commands("en") == commands("zh-hans")
    assert len(commands("en")) == 11


def test_every_command_of_the_help_works(live_server: Any, tmp_path: Path, settings: Any) -> None:
    settings.EVIDENCE_ROOT = tmp_path / "vault"
    (tmp_path / "notice.pdf").write_bytes(NOTICE)
    person: User = UserFactory.create()
    case = CaseFactory.create(owner=person)
    draft = DraftFactory.create(owner=person, answers=typed())
    token = ApiTokenFactory.create(person=person, now=clock.now())
    for command in commands("en"):
        thing = draft.case_id if "/submit/" in command else case.pk
        status, said = run(command, live_server.url, tmp_path, TOKEN=token.secret, ID=str(thing))
        assert status in (200, 201), (command, said)
    assert Case.objects.filter(owner=person).count() == 3
    assert Case.objects.get(pk=draft.case_id).state == "submitted"
    assert CaseFile.objects.filter(case=case).count() == 1
    revoke_token(token=token, by=person, now=clock.now())
    status, said = run(commands("en")[0], live_server.url, tmp_path, TOKEN=token.secret)
    assert (status, said["type"].split("/")[-2]) == (401, "not-signed-in")


def typed() -> dict[str, dict[str, list[str]]]:
    """A complete draft as the pages keep it."""
    return to_answers(COMPLETE, {})
