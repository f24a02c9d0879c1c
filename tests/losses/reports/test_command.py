"""`manage.py read_report`, as a person runs it: no database, an exit code, a sentence."""

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.losses.reports.lookalikes import date_range, paypal, settlement_v2

VALUES = [Decimal("129.99"), Decimal("-19.50")]


@pytest.fixture
def settlement(tmp_path: Path) -> Path:
    path = tmp_path / "settlement.txt"
    path.write_text(settlement_v2(VALUES, held=Decimal("42.00")), encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = 0
    try:
        call_command("read_report", *map(str, words))
    except SystemExit as stopped:
        code = int(str(stopped.code))
    out, err = capsys.readouterr()
    return code, out, err


def test_a_report_that_adds_up_exits_0(settlement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, settlement)
    assert code == 0
    for words in (
        "Amazon Settlement Report",
        "utf-8, tab",
        "USD",
        "total_amount 68.49 USD, difference 0.00",
        "US$42",
        "rows 5",
    ):
        assert words in out


def test_a_report_that_does_not_exits_2_and_says_by_how_much(
    settlement: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settlement.write_text(settlement.read_text(encoding="utf-8").replace("129.99", "120.00"), encoding="utf-8")
    code, out, _ = run(capsys, settlement)
    assert (code, "difference 9.99" in out, "! The rows do not add up" in out) == (2, True, True)


def test_no_report_exits_3_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    code, out, err = run(capsys, tmp_path / "x.csv")
    assert (code, out, err.startswith("This is not a report that we know.")) == (3, "", True)


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_what_cannot_be_opened_exits_4(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, tmp_path / name)
    assert (code, "cannot be opened" in err) == (4, True)


def as_json(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    _, out, _ = run(capsys, *words, "--json")
    answer: dict[str, Any] = json.loads(out)
    return answer


def test_json_has_amounts_as_text(settlement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = as_json(capsys, settlement)
    told = ("format", "encoding", "currency", "rows", "total_amount", "difference", "reconciled")
    assert [answer[key] for key in told] == ["amazon_settlement_v2", "utf-8", "USD", 3, "68.49", "0.00", True]
    assert answer["withheld"] == [{"basis": "reserve", "currency": "USD", "amount": "42.00", "on": None, "rows": [5]}]
    assert answer["period"]["from"] == "2026-06-01T00:00:00+00:00"


def test_json_of_a_refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").write_bytes(b"%PDF-1.7")
    assert as_json(capsys, tmp_path / "x")["error"]["code"] == "other_file"


def test_at_asks_for_a_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "paypal.csv").write_text(paypal("en"), encoding="utf-8")
    answers = [as_json(capsys, tmp_path / "paypal.csv", "--at", f"2026-09-{day}")["withheld"] for day in (26, 28)]
    assert [[entry["amount"] for entry in answer] for answer in answers] == [["700.25"], []]


def test_overrides_are_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "report.csv"
    path.write_text(date_range("de", VALUES), encoding="cp1252")
    chosen = ("--encoding", "cp1252", "--delimiter", "comma", "--locale", "de", "--format", "amazon_date_range")
    assert as_json(capsys, path, *chosen)["sum"] == {"EUR": "110.49"}


@pytest.mark.parametrize(
    "words", [("--encoding", "klingon"), ("--delimiter", "x"), ("--locale", "qq"), ("--format", "z"), ("--at", "soon")]
)
def test_a_wrong_option_is_told(words: tuple[str, str], settlement: Path) -> None:
    with pytest.raises(CommandError):
        call_command("read_report", str(settlement), *words)


def test_nothing_of_a_buyer_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.csv").write_text(paypal("en"), encoding="utf-8")
    (tmp_path / "b.csv").write_text(date_range("en", VALUES), encoding="utf-8")
    printed = "".join(
        "".join(map(str, run(capsys, tmp_path / name, *more)))
        for name in ("a.csv", "b.csv")
        for more in ((), ("--json",))
    )
    assert [word for word in ("Jane", "Testville", "00042", "buyers.example") if word in printed] == []


def test_control_characters_do_not_reach_the_terminal(settlement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = settlement.read_text(encoding="utf-8").replace("Principal", "Prin\x1b[2Jcipal\u202e")
    settlement.write_text(text, encoding="utf-8")
    _, out, _ = run(capsys, settlement)
    assert ("\x1b" in out, "\u202e" in out) == (False, False)


def test_no_database_and_no_broker_are_needed(settlement: Path) -> None:
    nowhere = {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "DEBUG": "true",
    }
    found = subprocess.run(
        [sys.executable, "manage.py", "read_report", str(settlement), "--json"],
        cwd=settings.BASE_DIR, env={**os.environ, **nowhere}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (found.returncode, json.loads(found.stdout)["reconciled"], found.stderr) == (0, True, "")


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("read_report", "--help")
    assert "manage.py read_report settlement.txt" in capsys.readouterr().out
