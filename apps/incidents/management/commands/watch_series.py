"""manage.py watch_series"""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from math import isfinite
from typing import Any

from apps.core.file_command import EXIT_CODES, Answer, FileCommand
from apps.core.inputs import BadInput
from apps.incidents.rules.surge.control import BASELINE, Method, earliest, judge
from apps.incidents.rules.surge.reading import read_series
from apps.incidents.rules.surge.scan import Watch, scan
from apps.incidents.rules.surge.series import Judged, Series
from apps.incidents.rules.surge.words import series_data, series_text

SCAN = "scan"
HELP = """On which days does a series of counts rise above what the weeks before let expect?

FILE is CSV (comma, semicolon or tab), in one of these forms:
  dates and counts        date,count / 2022-12-01,3 / …      days left out count 0; several columns are several series
  dates and sellers       date,seller / 2022-12-01,s1 / …    one line per event; a seller counts once in a window
  counts alone            one per line, or all in one line with commas; positions count from 1
Dates are 2022-12-01, or 2022-W48 for weeks; or two columns year,week at the beginning. Text is UTF-8. A count that is
missing (empty, NA) is refused with its line.

With --json: {"method", "refused": false, "counts", "series": [{"name", "judged", "alarms": [...], "all": [...]}]}. Each
count judged has "position" (in the file, from 1), "index" (among the judged, from 1), "date" (or null), "count",
"alarm"; beside these "bound", above which is an alarm (charts), or "window", "sellers", "expected", "p" (scan).
Otherwise {"method", "refused": true, "reasons"}, or {"error"}.

Methods
  scan   the watch of Recourse: distinct sellers in windows of 1, 3 and 7 days against 56 days ending 7 days before,
         with weekdays, negative binomial (dispersion at least 1.5); an alarm needs 3 sellers and rests for 14 days.
         Daily counts. Several columns are taken as parts of one parent and share the allowed false alarms.
  c1 c2 c3   EARS as in R's surveillance::earsC (baseline 7; alpha 0.001, C3 0.025)
  bayes      as in R's surveillance::algo.bayes without earlier years (baseline 6; alpha 0.05)

Examples:
  manage.py watch_series daily.csv
  manage.py watch_series weekly.csv --method c1 --alpha 0.05 --from 366 --to 417 --json

"""


def _place(text: str) -> int | date:
    try:
        return int(text) if text.isdigit() and len(text) < 8 else date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is neither a position nor a date like 2022-12-08") from error


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a number") from error
    if not isfinite(value) or value < 0:
        raise ArgumentTypeError(f"{text!r} must be 0 or more")
    return value


class Command(FileCommand):
    help = HELP + EXIT_CODES

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--method", choices=[SCAN, *Method], default=SCAN, help="(scan)")
        parser.add_argument(
            "--from", dest="first", type=_place, metavar="PLACE", help="first position or date to judge"
        )
        parser.add_argument("--to", dest="last", type=_place, metavar="PLACE", help="last position or date to judge")
        parser.add_argument(
            "--alpha", type=_positive, help="c1, c2, c3, bayes: allowed chance of a false alarm per count"
        )
        parser.add_argument("--baseline", type=int, help="c1, c2, c3, bayes: how many counts to compare with")
        parser.add_argument("--min-sigma", type=_positive, default=0.0, help="c1, c2, c3: least standard deviation (0)")
        parser.add_argument(
            "--false-alarms", type=_positive, default=Watch.false_alarms, help="scan: allowed per year, all series (12)"
        )

    def answer(self, text: str, options: dict[str, Any]) -> Answer:
        group = read_series(text)
        method = options["method"]
        watch = Watch(false_alarms=options["false_alarms"])
        baseline = _baseline(method, options["baseline"])
        first = watch.earliest if method == SCAN else earliest(Method(method), baseline)
        refusal = _refusal(group[0], method, first)
        if refusal:
            return Answer(
                {"method": method, "refused": True, "reasons": [refusal]}, f"Refused: {refusal}", refused=True
            )
        places = _places(group[0], first, options["first"], options["last"])
        if method == SCAN:
            found = scan(group, places, watch)
        else:
            found = [_judge(series, places, Method(method), baseline, options) for series in group]
        data = {
            "method": method,
            "refused": False,
            "counts": len(group[0].counts),
            "series": [series_data(series, judged) for series, judged in zip(group, found, strict=True)],
        }
        lines = [series_text(series, judged) for series, judged in zip(group, found, strict=True)]
        return Answer(data, "\n".join(lines))


def _judge(series: Series, places: range, method: Method, baseline: int, options: dict[str, Any]) -> list[Judged]:
    alpha = options["alpha"]
    if alpha is not None and not 0 < alpha < 1:
        raise BadInput(f"--alpha must lie between 0 and 1, not be {alpha:g}.")
    return judge(series.counts, places, method, alpha=alpha, baseline=baseline, least_sigma=options["min_sigma"])


def _baseline(method: str, given: int | None) -> int:
    if given is not None and not 3 <= given <= 1000:
        raise BadInput("--baseline must lie between 3 and 1000.")
    return given or (0 if method == SCAN else BASELINE[Method(method)])


def _refusal(series: Series, method: str, first: int) -> str:
    if method == SCAN and series.days != 1:
        return "the scan needs daily counts, and these are weekly. EARS and Bayes take weekly ones: --method c1."
    if len(series.counts) <= first:
        return f"{method} compares with the past and needs {first + 1} counts or more; here are {len(series.counts)}."
    return ""


def _places(series: Series, first: int, start: int | date | None, end: int | date | None) -> range:
    """Which places to judge, from 0. `first` is the earliest that has a baseline."""
    last = len(series.counts) - 1
    begin = first if start is None else _place_of(series, start)
    stop = last if end is None else _place_of(series, end)
    if not first <= begin <= stop <= last:
        raise BadInput(f"--from and --to must rise and lie between {_name(series, first)} and {_name(series, last)}.")
    return range(begin, stop + 1)


def _place_of(series: Series, wanted: int | date) -> int:
    if isinstance(wanted, int):
        return wanted - 1
    if series.start is None:
        raise BadInput("The file has no dates: give positions to --from and --to.")
    return (wanted - series.start).days // series.days


def _name(series: Series, place: int) -> str:
    day = series.day(place)
    return f"position {place + 1}" + (f" ({day})" if day else "")
