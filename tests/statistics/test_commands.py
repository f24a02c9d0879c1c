"""The commands as a stranger meets them: answers, refusals, bad input; no database, no traceback."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.core.inputs import BadInput, read_object
from apps.statistics.rules.disclosure import reading as disclosure_reading
from apps.statistics.rules.population import reading as population_reading

TWO_LISTS: dict[str, Any] = {"n1": 421, "n2": 332, "m": 88}
GOOD: dict[str, dict[str, Any]] = {
    "estimate_population": TWO_LISTS,
    "disclose": {"cells": {"amazon": [90, 80, 80, 70, 70, 60, 60, 50, 50, 40]}},
}


def run(tmp_path: Path, command: str, content: Any, *options: str) -> tuple[int, str]:
    """Exit code and what was said."""
    file = tmp_path / "input.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    out = io.StringIO()
    try:
        call_command(command, str(file), *options, stdout=out)
    except CommandError as error:
        return error.returncode, str(error)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue()
    return 0, out.getvalue()


# -- population
def test_two_lists_are_estimated(tmp_path: Path) -> None:
    code, said = run(tmp_path, "estimate_population", TWO_LISTS, "--json")
    found = json.loads(said)
    assert (code, found["refused"], found["counted"], found["reasons"]) == (0, False, 665, [])
    assert found["estimate"] == {"value": 1600, "low": 1300, "high": 1900, "level": 0.95}
    assert round(found["working"]["chapman"]["value"], 4) == 1577.9438
    assert [line["odds_ratio"] for line in found["working"]["sensitivity"]] == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    "content",
    [
        {"counts": {"11": 88, "10": 333, "01": 244}},
        {"11": 88, "10": 333, "01": 244, "00": None},
        {"lists": ["a", "b"], "counts": {"11": 88.0, "10": 333, "01": 244}},
        {"linkage": {"default": TWO_LISTS, "strict": {"n1": 421, "n2": 332, "m": 70}}},
    ],
)
def test_the_same_lists_may_be_written_in_several_ways(tmp_path: Path, content: dict[str, Any]) -> None:
    code, said = run(tmp_path, "estimate_population", content, "--json")
    assert (code, json.loads(said)["working"]["chapman"]["value"]) == (0, pytest.approx(1577.94382))


def test_people_read_counted_first_and_two_digits(tmp_path: Path) -> None:
    content = TWO_LISTS | {"lists": ["Shenzhen", "Hangzhou"], "as_of": "2026-11", "nmis": 3}
    code, said = run(tmp_path, "estimate_population", content)
    lines = said.splitlines()
    assert code == 0
    assert lines[:4] == [
        "as_of: 2026-11",
        'Not used: "nmis"',
        "Counted: 665 distinct sellers (Shenzhen: 421, Hangzhou: 332; on more than one list: 88).",
        "Estimated: about 1,600 (95% interval 1,300 to 1,900).",
    ]


def test_models_and_linkage_are_reported_beside(tmp_path: Path) -> None:
    counts = {"111": 12, "110": 4, "101": 112, "100": 60, "011": 142, "010": 49, "001": 247}
    content = {"counts": counts, "models": ["all pairs", "AC"], "linkage": {"loose": counts | {"111": 14}}}
    code, said = run(tmp_path, "estimate_population", content, "--json")
    found = json.loads(said)
    assert code == 0
    assert {model["model"] for model in found["working"]["models"]} >= {"12", "independence", "12,13,23", "13"}
    assert found["linkage"]["loose"]["counted"] == 628


def test_a_refusal_has_its_own_exit_code_and_no_estimate(tmp_path: Path) -> None:
    code, said = run(tmp_path, "estimate_population", {"n1": 421, "n2": 332, "m": 4}, "--json")
    found = json.loads(said)
    assert (code, found["estimate"], found["counted"], "working" in found) == (2, None, 749, False)
    assert [reason["code"] for reason in found["reasons"]] == ["small_overlap", "wide"]
    code, said = run(tmp_path, "estimate_population", {"n1": 421, "n2": 332, "m": 4})
    assert (code, "Counted: 749" in said, "Estimated" in said) == (2, True, False)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "This is not JSON"),
        ("[1, 2]", "must hold one JSON object"),
        ("{}", "must hold either counts"),
        ('{"n1": NaN, "n2": 1, "m": 1}', "NaN is not a number"),
        ('{"n1": 1, "n1": 2}', '"n1" stands twice'),
        ({"n1": 10, "n2": 20}, "lacks m"),
        ({"n1": 10, "n2": 20, "m": 11}, "cannot be larger"),
        ({"n1": -1, "n2": 20, "m": 0}, "n1 must lie between 0 and"),
        ({"n1": 10**12, "n2": 20, "m": 0}, "n1 must lie between 0 and"),
        ({"n1": "421", "n2": 332, "m": 88}, 'n1 must be a whole number, not "421"'),
        ({"n1": True, "n2": 332, "m": 88}, "n1 must be a whole number, not true"),
        ({"n1": 4.5, "n2": 332, "m": 88}, "n1 must be a whole number, not 4.5"),
        ({"n1": 0, "n2": 0, "m": 0}, "counts nobody"),
        ({"counts": {}}, "counts must be an object"),
        ({"counts": [1, 2]}, "counts must be an object"),
        ({"counts": {"12": 3}}, '"12" is not a history'),
        ({"counts": {"AB": 3}}, '"AB" is not a history'),
        ({"counts": {"11": 3, "101": 3}}, "equally long"),
        ({"counts": {"11": 0, "10": 0}}, "counts nobody"),
        ({"counts": {"11": None, "10": 40, "01": 30}}, "The count of 11 is null. Write 0"),
        ({"counts": {"00": 5, "10": 20}}, "whom nobody saw"),
        ({"counts": {"1" * 13: 5}}, "at most 12"),
        ({"counts": {"11": 5}, "n1": 5}, "must hold either counts"),
        ({**TWO_LISTS, "lists": ["a"]}, "There are 1 names in lists, but 2 lists"),
        ({**TWO_LISTS, "lists": ["a", "a"]}, "same name"),
        ({**TWO_LISTS, "lists": ["Shenzhen", "shenzhen"]}, 'Lists "Shenzhen" and "shenzhen" differ only in case'),
        ({**TWO_LISTS, "linkage": {"loose": TWO_LISTS, "loose ": TWO_LISTS}}, 'Linkage "loose" stands twice'),
        ({**TWO_LISTS, "linkage": {"loose": TWO_LISTS, "Loose": TWO_LISTS}}, "differ only in case"),
        ({**TWO_LISTS, "lists": "ab"}, "lists must be the names"),
        ({**TWO_LISTS, "delta": 0}, "delta must lie"),
        ({**TWO_LISTS, "delta": "x"}, "delta must be a number"),
        ({**TWO_LISTS, "nmiss": [5, 5]}, "nmiss must rise"),
        ({**TWO_LISTS, "nmiss": 5}, "nmiss must be"),
        ({**TWO_LISTS, "linkage": {"strict": 5}}, "must be an object"),
        ({**TWO_LISTS, "linkage": {"strict": {"111": 50}}}, "3 lists, the file 2"),
        ({"counts": {"111": 50, "100": 30}, "models": ["14"]}, "is not a model of 3 lists"),
        ({"counts": {"111": 50}, "models": "12"}, "models must be a list"),
        ("[" * 100_000, "nested too deeply"),
        ('{"n1": ' + "9" * 5000 + "}", "too long"),
        ('{"n1": 1e9999999999999999999}', "too long"),
    ],
)
def test_bad_lists_are_refused_in_one_sentence(tmp_path: Path, content: Any, sentence: str) -> None:
    code, said = run(tmp_path, "estimate_population", content)
    assert (code, said.count("\n")) == (3, 0)
    assert sentence in said


# -- disclosure
def test_cells_are_judged_with_reasons(tmp_path: Path) -> None:
    content = {
        "table": "held",
        "currency": "USD",
        "key": "k",
        "cells": {"amazon": [1000 + n for n in range(40)], "temu": [500_000, *[10] * 20], "walmart": [200] * 30},
    }
    code, said = run(tmp_path, "disclose", content, "--json")
    found = {cell["name"]: cell for cell in json.loads(said)["cells"]}
    assert code == 0
    assert list(found) == ["all", "amazon", "temu", "walmart"]
    assert [reason["code"] for reason in found["temu"]["amount"]["reasons"]] == ["p% rule", "dominance", "dominance"]
    assert (found["amazon"]["amount"]["value"], found["amazon"]["amount"]["printed"]) == (40000, "at least US$40,000")
    assert found["all"]["amount"]["printed"] is None


def test_contributions_of_two_columns_are_judged(tmp_path: Path) -> None:
    rows = [
        {"platform": p, "market": m, "seller": f"{p}{m}{n}", "amount": str(100 + n)}
        for p in ("amazon", "temu")
        for m in ("us", "de")
        for n in range(15)
    ]
    code, said = run(tmp_path, "disclose", {"by": ["platform", "market"], "contributions": rows}, "--json")
    found = json.loads(said)
    assert (code, len(found["cells"]), found["numbers"]["withheld"]) == (0, 9, 0)
    assert found["cells"][0]["amount"]["value"] == 6400


def test_people_read_which_column_a_word_stands_in(tmp_path: Path) -> None:
    rows = [{"from": a, "to": b, "seller": f"{a}{b}{n}", "amount": 7} for a in "xy" for b in "xy" for n in range(12)]
    _code, said = run(tmp_path, "disclose", {"by": ["from", "to"], "contributions": rows})
    names = {line.split("  ")[0] for line in said.splitlines()}
    ends = {"from x", "from y", "to x", "to y"}
    assert names == {"all", *ends, "from x, to x", "from y, to x", "from x, to y", "from y, to y"}


def test_an_earlier_table_holds_small_changes_back(tmp_path: Path) -> None:
    earlier = {"cells": {"amazon": [100] * 30}}
    content = {"cells": {"amazon": [100] * 33}, "previous": [earlier], "key": "k"}
    code, said = run(tmp_path, "disclose", content, "--json")
    amount = json.loads(said)["cells"][0]["amount"]
    assert (code, amount["state"], amount["value"]) == (0, "kept from before", 3000)
    assert amount["reasons"][0]["code"] == "increment"


def test_a_table_that_shows_nothing_is_a_refusal(tmp_path: Path) -> None:
    code, said = run(tmp_path, "disclose", {"cells": {"a": [5, 6], "b": 3}})
    assert (code, "Nothing of this table can be printed." in said) == (2, True)


def test_the_same_key_gives_the_same_offsets(tmp_path: Path) -> None:
    content = {"cells": {f"c{n}": 40 + n for n in range(10)}, "key": "k"}
    first, second = (run(tmp_path, "disclose", content, "--json") for _ in range(2))
    other = run(tmp_path, "disclose", content | {"key": "another"}, "--json")
    assert first == second != other


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({}, "must hold either contributions or cells"),
        ({"cells": {}, "contributions": []}, "must hold either contributions or cells"),
        ({"cells": {}}, "cells must be an object"),
        ({"cells": {"a": -3}}, "must lie between 0"),
        ({"cells": {"a": "x"}}, "must be a whole number"),
        ({"cells": {"a": [1, "x"]}}, "must be a number"),
        ({"cells": {"a": [1, -5]}}, "must lie between 0"),
        ({"cells": {"a": [1, True]}}, "must be a number"),
        ({"cells": {"a": [1, [2]]}}, "must be a number"),
        ({"cells": {"a": [0.00001]}}, "four decimal places"),
        ({"cells": {"a": 10**9}}, "must lie between 0"),
        ({"cells": {"a": 99_990, "b": 50}}, "more than 100,000 contributions"),
        ({"cells": {"a": ["50,000"]}}, 'Cell "a": an amount must be a number, not "50,000"'),
        ({"contributions": [{"platform": None, "seller": "s"}]}, "platform must be a text, not null"),
        ({"cells": {"(other)": 4}}, "name of folded categories"),
        ({"cells": {"（Other）": 4}}, "name of folded categories"),
        ({"cells": {"all": 4}}, '"all" is the name of the total, which is counted anyway; leave it out.'),
        ({"cells": {"ＡＬＬ": 4}}, "is the name of the total"),
        ({"contributions": [{"platform": "All", "seller": "s"}]}, '"All" is the name of the total'),
        ({"cells": {"amazon": 4, "Amazon": 5}}, 'Categories of cell: "amazon" and "Amazon" differ only in case'),
        ({"cells": {"caf\u00e9": 4, "cafe\u0301": 5}}, "forms of characters"),
        ({"cells": {"TikTok Shop": 4, "TikTok  Shop": 5}}, "differ only in case, spaces"),
        ({"cells": {"ａmazon": 4}, "previous": {"cells": {"amazon": 9}}}, "Write the same name everywhere."),
        ({"cells": {"a": 4, " a": 5}}, 'Cell "a" stands twice: once with spaces at its ends.'),
        ({"cells": {"a" * 201: 4}}, "1 to 200 printable characters"),
        ({"cells": {"a\u200b": 4}}, "printable characters"),
        ({"by": ["Market", "market"], "contributions": []}, 'Columns "Market" and "market" differ only in case'),
        ({"cells": {"": 4}}, "printable characters"),
        ('{"cells": {"a": [NaN]}}', "NaN is not a number"),
        ('{"cells": {"a": [Infinity]}}', "Infinity is not a number"),
        ({"contributions": []}, "holds no contribution"),
        ({"contributions": 5}, "contributions must be a list"),
        ({"contributions": [{"platform": "a"}]}, "lacks seller"),
        ({"contributions": [{"platform": "a", "seller": "s"}, {"seller": "t"}]}, "lacks platform"),
        ({"by": ["platform"], "contributions": [{"platform": "a", "seller": "s", "amont": 4}]}, 'no "amont"'),
        ({"by": ["seller"], "contributions": [{"seller": "s"}]}, "none of seller"),
        ({"by": ["a", "b", "c", "d"], "contributions": []}, "at most 3"),
        ({"contributions": [{"seller": "s", "amount": 1, "currency": "USD"}], "currency": "CNY"}, "one currency"),
        ({"cells": {"a": 5}, "currency": "dollars"}, "three letters"),
        ({"cells": {"a": 5}, "rules": {"treshold": 3}}, 'no "treshold"'),
        ({"cells": {"a": 5}, "rules": {"threshold": 0}}, "threshold must lie"),
        ({"cells": {"a": 5}, "rules": {"dominance": [1, 50]}}, "dominance must be pairs"),
        ({"cells": {"a": 5}, "rules": {"p": 200}}, "p must lie"),
        ({"cells": {"a": 5}, "previous": 5}, "previous must be"),
        ({"cells": {"a": 5}, "previous": [{"cells": {"a": [-1]}}]}, "must lie between 0"),
        ({"cells": {str(n): 12 for n in range(700)}}, "at most 600"),
    ],
)
def test_bad_tables_are_refused_in_one_sentence(tmp_path: Path, content: Any, sentence: str) -> None:
    code, said = run(tmp_path, "disclose", content)
    assert (code, said.count("\n")) == (3, 0)
    assert sentence in said


def test_one_seller_in_two_forms_of_characters_counts_once(tmp_path: Path) -> None:
    rows = [{"seller": f"{name}{n}", "amount": 5} for n in range(30) for name in ("caf\u00e9", "cafe\u0301")]
    code, said = run(tmp_path, "disclose", {"by": [], "contributions": rows, "key": "k"}, "--json")
    (cell,) = json.loads(said)["cells"]
    assert (code, cell["sellers"]["value"], cell["amount"]["value"]) == (0, 30, 300)


def test_a_category_called_as_folded_ones_are_stands_in_quotation_marks(tmp_path: Path) -> None:
    cells = {"amazon": 40, "other": 30, "Other ": 0, "small": 6, "smaller": 5}
    _code, said = run(tmp_path, "disclose", {"cells": {name: n for name, n in cells.items() if n}, "key": "k"})
    names = [line.split("  ")[0] for line in said.splitlines()]
    assert names == ["all", "amazon", "“other”", "other", "Not shown by themselves: small; smaller."]


# -- both
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@hypothesis_settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(population_reading.KEYS) | st.sampled_from(["11", "10", "x"]), JUNK, max_size=4))
def test_any_object_of_lists_is_read_or_refused(data: dict[str, Any]) -> None:
    try:
        population_reading.read_task(read_object(json.dumps(data)))
    except BadInput as error:
        assert str(error)
        assert str(error).isprintable()


@hypothesis_settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(disclosure_reading.KEYS), JUNK, max_size=4))
def test_any_object_of_cells_is_read_or_refused(data: dict[str, Any]) -> None:
    try:
        disclosure_reading.read_task(read_object(json.dumps(data)))
    except BadInput as error:
        assert str(error)
        assert str(error).isprintable()


@pytest.mark.parametrize("command", GOOD)
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, command: str) -> None:
    (tmp_path / "latin").write_bytes(b'{"n1": "\xe9"}')
    for name, sentence in (("missing", "No such file"), ("", "Is a directory"), ("latin", "not UTF-8 text")):
        with pytest.raises(CommandError, match=sentence) as refused:
            call_command(command, str(tmp_path / name))
        assert refused.value.returncode == 3


@pytest.mark.parametrize("command", GOOD)
def test_bad_input_is_json_when_json_was_asked_for(tmp_path: Path, command: str) -> None:
    file = tmp_path / "input.json"
    file.write_text("{}", encoding="utf-8")
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command(command, str(file), "--json", stdout=out)
    assert list(json.loads(out.getvalue())) == ["error"]


@pytest.mark.parametrize("command", GOOD)
def test_help_shows_the_format_and_an_example_that_works(command: str, tmp_path: Path) -> None:
    out = io.StringIO()
    with redirect_stdout(out), pytest.raises(SystemExit):
        call_command(command, "--help")
    example = next(line for line in out.getvalue().splitlines() if line.startswith("  echo "))
    code, _said = run(tmp_path, command, example.split("'")[1])
    assert (code, "Exit codes:" in out.getvalue()) == (0, True)


@pytest.fixture
def without_database() -> Iterator[dict[str, str]]:
    """An environment in which any attempt to reach a database fails."""
    yield os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none", "DEBUG": "true"}


def test_the_process_needs_no_database_and_ends_with_the_right_code(without_database: dict[str, str]) -> None:
    for content, code in ((TWO_LISTS, 0), ({"n1": 30, "n2": 30, "m": 2}, 2), ({"n1": 30}, 3)):
        done = subprocess.run(
            [sys.executable, "manage.py", "estimate_population", "-", "--json"],
            cwd=settings.BASE_DIR,
            input=json.dumps(content),
            env=without_database,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, "Traceback" in done.stderr, "Warning" in done.stderr) == (code, False, False)
        assert json.loads(done.stdout)
