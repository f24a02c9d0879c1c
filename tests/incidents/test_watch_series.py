"""manage.py watch_series: what it reads, what it answers, what it refuses."""

import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import given
from hypothesis import strategies as st

from apps.core.inputs import BadInput
from apps.incidents.rules.surge.reading import read_series
from tests.incidents.test_surge import COUNTS, PUBLISHED

ONE_LINE = ",".join(map(str, COUNTS))
QUIET_THEN_WAVE = [0] * 70 + [40]


def run(tmp_path: Path, content: str, *options: str) -> tuple[int, str]:
    file = tmp_path / "series.csv"
    file.write_text(content, encoding="utf-8")
    out = io.StringIO()
    try:
        call_command("watch_series", str(file), *options, stdout=out)
    except CommandError as error:
        return error.returncode, str(error)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue()
    return 0, out.getvalue()


def dated(counts: list[int], start: int = 1) -> str:
    days = [f"2022-{10 + (start + n - 1) // 31:02d}-{(start + n - 1) % 31 + 1:02d}" for n in range(len(counts))]
    return "date,count\n" + "\n".join(f"{day},{count}" for day, count in zip(days, counts, strict=True))


@pytest.mark.parametrize("content", [ONE_LINE, ONE_LINE.replace(",", "\n"), "observed\n" + ONE_LINE.replace(",", "\n")])
def test_counts_alone_are_judged_as_in_r(tmp_path: Path, content: str) -> None:
    code, said = run(tmp_path, content, "--method", "c1", "--alpha", "0.05", "--from", "366", "--to", "417", "--json")
    (series,) = json.loads(said)["series"]
    assert (code, series["judged"]) == (0, 52)
    assert [alarm["index"] for alarm in series["alarms"]] == PUBLISHED["alarms"]["c1 0.05"]
    assert [alarm["position"] - 365 for alarm in series["alarms"]] == PUBLISHED["alarms"]["c1 0.05"]
    assert [round(found["bound"], 6) for found in series["all"][:4]] == PUBLISHED["c1_bounds_005"]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_dates_and_counts_are_watched(tmp_path: Path, mark: str) -> None:
    lines = ["date,count"] + [f"2022-{9 + n // 30:02d}-{n % 30 + 1:02d},{1 if n % 5 == 0 else 0}" for n in range(70)]
    code, said = run(tmp_path, "\ufeff" + "\n".join([*lines, "2022-12-08,50"]).replace(",", mark), "--json")
    (series,) = json.loads(said)["series"]
    assert (code, [(alarm["date"], alarm["sellers"]) for alarm in series["alarms"]]) == (0, [("2022-12-08", 50)])
    assert series["all"][-1]["position"] == 99  # from 1 September; days left out are 0


def test_a_seller_counts_once_however_many_lines_they_have(tmp_path: Path) -> None:
    lines = ["date,seller", "2022-09-01,s0", *["2022-12-08,s1"] * 30, "2022-12-08,s2"]
    code, said = run(tmp_path, "\n".join(lines), "--json")
    assert (code, json.loads(said)["series"][0]["alarms"]) == (0, [])
    code, said = run(tmp_path, "\n".join([*lines, "2022-12-08,s3"]), "--json")
    assert [alarm["sellers"] for alarm in json.loads(said)["series"][0]["alarms"]] == [3]


def test_columns_are_parts_of_one_parent(tmp_path: Path) -> None:
    lines = ["date,us,de", *[f"2022-{9 + n // 30:02d}-{n % 30 + 1:02d},2,0" for n in range(80)], "2022-11-30,2,6"]
    code, said = run(tmp_path, "\n".join(lines), "--json")
    found = {series["name"]: [alarm["date"] for alarm in series["alarms"]] for series in json.loads(said)["series"]}
    assert (code, found) == (0, {"us": [], "de": ["2022-11-30"]})


def test_weeks_are_judged_by_the_charts_and_refused_by_the_scan(tmp_path: Path) -> None:
    content = "week,count\n" + "\n".join(f"2022-W{week:02d},{week % 3}" for week in range(1, 30))
    code, said = run(tmp_path, content, "--method", "bayes")
    assert (code, said.splitlines()[0]) == (0, "count: 23 weeks judged, 0 alarms")
    code, said = run(tmp_path, content)
    assert (code, "needs daily counts" in said) == (2, True)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_published_weeks_with_their_year_are_judged_as_in_r(tmp_path: Path, mark: str, end: str) -> None:
    """As tables of surveillance are exported; 2004 to 2013, two of these years of 53 weeks."""
    monday = date(2004, 1, 5)
    weeks = [(monday + timedelta(weeks=number)).isocalendar()[:2] for number in range(len(COUNTS))]
    lines = ["year,week,observed", *(f"{year},{week},{n}" for (year, week), n in zip(weeks, COUNTS, strict=True))]
    content = "\ufeff" + end.join(lines).replace(",", mark)
    code, said = run(tmp_path, content, "--method", "c2", "--alpha", "0.001", "--from", "366", "--to", "417", "--json")
    (series,) = json.loads(said)["series"]
    assert (code, series["name"]) == (0, "observed")
    assert [alarm["index"] for alarm in series["alarms"]] == PUBLISHED["alarms"]["c2 0.001"]
    assert series["all"][0]["date"] == (monday + timedelta(weeks=365)).isoformat()


@pytest.mark.parametrize(("method", "least"), [("c1", 8), ("c2", 10), ("c3", 12), ("bayes", 7), ("scan", 64)])
def test_the_shortest_series_and_one_of_nothing_are_judged(tmp_path: Path, method: str, least: int) -> None:
    code, said = run(tmp_path, "\n".join(["0"] * least), "--method", method, "--json")
    (series,) = json.loads(said)["series"]
    assert (code, series["judged"], series["alarms"]) == (0, 1, [])
    code, said = run(tmp_path, "\n".join(["0"] * (least - 1)), "--method", method, "--json")
    assert (code, json.loads(said)["refused"]) == (2, True)


def test_text_that_is_not_utf_8_is_refused_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "series.csv"
    file.write_bytes("date,count\n2022-12-01,4".encode("utf-16"))
    with pytest.raises(CommandError, match="Save it as UTF-8"):
        call_command("watch_series", str(file))


def test_too_short_a_series_is_refused(tmp_path: Path) -> None:
    code, said = run(tmp_path, "1\n2\n3", "--json")
    assert (code, json.loads(said)["refused"]) == (2, True)
    code, said = run(tmp_path, "1,2,3,4,5,6,7,8", "--method", "c2")
    assert (code, "needs 10 counts or more" in said) == (2, True)


def test_people_read_the_day_and_what_was_expected(tmp_path: Path) -> None:
    code, said = run(tmp_path, "\n".join(map(str, QUIET_THEN_WAVE)))
    assert code == 0
    assert said.splitlines() == [
        "count: 8 days judged, 1 alarm",
        "  position 71: 40 in 1 day, expected 0.01; so many or more have a chance of 1e-22",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty"),
        ("\n \n", "The file is empty"),
        ("date,count", "nothing under it"),
        ("1,2,-3", '"-3" is not a count'),
        ("1,2,NaN", "Line 1: a count is missing"),
        ("week,count\r\n2011-W01,3\r\n2011-W02,NA\r\n", "Line 3: a count is missing. Write 0"),
        ("date;count\r2022-12-01;4\r2022-12-02;", "Line 3: a count is missing"),
        ("year,week,count\n2011,1,3\n2011,53,3", '"2011-W53" is no day of the calendar'),
        ("year,week,count\n2011,1,3\n2011,1,3", "2011-01-03 stands twice"),
        ("1\n2.5\n3", '"2.5" is not a count'),
        ("1\n99999999999", "is not a count"),
        ("1,2\n3,4", "one count per line"),
        ("date,count\n2022-13-01,4", "no day of the calendar"),
        ("date,count\n01.12.2022,4", '"01.12.2022" is not a date'),
        ("date,count\n2022-12-01,4\n1 Dec,4", "is not a date"),
        ("date,count\n2022-12-01,4\n2022-12-01,5", "2022-12-01 stands twice"),
        ("date,count\n2022-12-01,4\n2022-12-02", "has 1 columns"),
        ("date,count\n0001-12-01,4\n2022-12-02,4", "is a date wrong"),
        ("date\n2022-12-01", "dates and no counts"),
        ("date,a,a\n2022-12-01,4,5", "different names"),
        ("day,seller\n2022-12-01,s1", "one column date"),
        ("date,seller\nx,s1", "is not a date"),
        ("date,seller\n2022-12-01,", "printable characters"),
    ],
)
def test_bad_series_are_refused_in_one_sentence(tmp_path: Path, content: str, sentence: str) -> None:
    code, said = run(tmp_path, content)
    assert (code, said.count("\n")) == (3, 0)
    assert sentence in said


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--from", "3"), "must rise and lie between position 64 and position 71"),
        (("--to", "99"), "must rise and lie between"),
        (("--from", "2022-12-01"), "has no dates"),
        (("--from", "tomorrow"), "neither a position nor a date"),
        (("--method", "c1", "--alpha", "2"), "between 0 and 1"),
        (("--method", "c1", "--alpha", "nan"), "must be 0 or more"),
        (("--method", "c1", "--baseline", "2"), "between 3 and 1000"),
        (("--method", "cusum"), "invalid choice"),
    ],
)
def test_a_wrong_call_is_said(tmp_path: Path, options: tuple[str, ...], sentence: str) -> None:
    code, said = run(tmp_path, "\n".join(map(str, QUIET_THEN_WAVE)), *options)
    assert (code, sentence in said) == (3, True)


@given(st.text(alphabet='0123456789,;-.\n\t" dateseller2022WNaN\x00\u4e2d', max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        series: list[Any] = read_series(text)
    except BadInput as error:
        assert str(error)
        assert str(error).isprintable()
    else:
        assert series
        assert len({len(one.counts) for one in series}) == 1
