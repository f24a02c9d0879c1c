"""`manage.py explain_deadline`: text, JSON, exit codes, and that it needs no server."""

import json
import os
import subprocess
import sys
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command


def explain(*words: str) -> tuple[int, str, str]:
    """Exit code, output and complaints of one run, without the database (these tests may not use one)."""
    out, err = StringIO(), StringIO()
    try:
        call_command("explain_deadline", *words, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def explain_json(*words: str) -> dict[str, Any]:
    code, out, _ = explain(*words, "--json")
    answer: dict[str, Any] = json.loads(out)
    return answer | {"exit": code}


def test_it_says_when_and_why() -> None:
    when = ("--trigger", "2018-03-02", "--time", "08:00", "--seller-zone", "Asia/Shanghai")
    code, out, err = explain("amz.poa_17d", *when)
    assert (code, err) == (0, "")
    assert "Due                2018-03-19  Monday 19 March 2018" in out
    assert "Act before         2018-03-19T07:00:00Z  15:00 on 19 March 2018 (Beijing)" in out
    assert "  3. Day 17 is Monday 19 March 2018." in out
    assert "https://www.sellerclass.com/p/5101.html" in out
    assert "Stands as          platform notice" in out


def test_it_says_so_in_chinese() -> None:
    code, out, _ = explain("amz.funds_hold_90d", "--trigger", "2018-02-14", "--language", "zh-hans")
    assert code == 0
    assert "2018-05-15  2018年5月15日（星期二）" in out
    assert "第90天是2018年5月15日（星期二）。" in out
    assert "Day" not in out


def test_json_carries_both_languages_and_every_version() -> None:
    answer = explain_json("amz.review_90d", "--trigger", "2018-03-19")
    assert answer["exit"] == 0
    assert answer["due"]["day"] == "2018-06-17"
    assert answer["is_approximate"] is True
    assert {"en", "zh"} == set(answer["working"][0])
    assert answer["pack"]["id"] == "amazon-accounts"


def test_a_date_the_platform_named_needs_no_trigger() -> None:
    answer = explain_json("amz.brand_restore_2022_12_13")
    assert answer["due"]["strict"]["at"] == "2022-12-13T05:00:00Z"
    assert answer["due"]["loose"]["at"] == "2022-12-14T08:00:00Z"


def test_a_rule_without_a_date_exits_2_and_says_why() -> None:
    code, out, _ = explain("amz.brand_appeal_once")
    assert code == 2
    assert "There is one attempt only." in out
    answer = explain_json("amz.funds_hold_90d", "--trigger", "2025-01-01")
    assert (answer["exit"], answer["no_date"], answer["successor"]) == (2, "no_longer_valid", "amz.funds_request_60d")


def test_an_unknown_rule_exits_3_and_names_near_ones() -> None:
    code, out, err = explain("amz.poa17d", "--trigger", "2018-03-02")
    assert (code, out) == (3, "")
    assert "There is no rule “amz.poa17d”. Did you mean: amz.poa_17d" in err
    assert explain("zzzzzzzz")[2] == "There is no rule “zzzzzzzz”. --list shows them.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Name a rule; --list shows them."),
        (("amz.poa_17d",), "Give the day on which it happened."),
        (("amz.poa_17d", "--trigger", "2018-02-30"), "“2018-02-30” is not a day. Write it as 2018-03-02."),
        (("amz.poa_17d", "--trigger", "0018-03-02"), "Give a day from 1990 to 2090."),
        (
            ("amz.poa_17d", "--trigger", "2018-03-02", "--time", "8 am"),
            "“8 am” is not a time of day. Write it as",
        ),
        (("amz.poa_17d", "--time", "08:00"), "A time needs its day: give --trigger too."),
        (("amz.poa_17d", "--trigger", "2018-03-02", "--zone", "Beijing"), "“Beijing” is not a time zone."),
        (("us.answer_21d", "--trigger", "2018-03-02", "--forum", "Mars"), "“Mars” is not a known place."),
    ],
)
def test_bad_input_exits_4_and_says_what(words: tuple[str, ...], sentence: str) -> None:
    code, out, err = explain(*words)
    assert (code, out) == (4, "")
    assert sentence in err


def test_it_lists_the_rules() -> None:
    assert len(explain("--list")[1].splitlines()) == 78
    _, out, _ = explain("--list", "brand_appeal", "--language", "zh-hans")
    assert out.splitlines()[0] == "amz.brand_appeal_once                品牌移除只有一次申诉机会"
    assert len(json.loads(explain("--list", "--json")[1])) == 78


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("amz.poa_17d", "--trigger", "2018-03-02"), 0, "Day 17 is Monday 19 March 2018."),
        (("amz.brand_appeal_once",), 2, "There is one attempt only."),
        (("amz.poa_17d", "--triggr", "2018-03-02"), 4, "unrecognized arguments: --triggr 2018-03-02"),
    ],
)
def test_it_runs_as_a_program_with_no_server_in_reach(words: tuple[str, ...], code: int, said: str) -> None:
    """The real thing, in a process of its own, with addresses at which nobody answers."""
    nobody = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    run = subprocess.run(
        [sys.executable, "manage.py", "explain_deadline", *words],
        cwd=settings.BASE_DIR,
        env=os.environ | nobody | {"DEBUG": "true"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == code
    assert said in (run.stderr if code == 4 else run.stdout)
