"""What a watch found, as data and as a page of text."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.incidents.rules.surge.series import Judged, Series


def series_data(series: Series, judged: Sequence[Judged]) -> dict[str, Any]:
    """For JSON. `position` counts from 1 in the file, `index` from 1 in what was judged."""
    results = [_judged_data(series, found, number) for number, found in enumerate(judged, 1)]
    return {
        "name": series.name,
        "judged": len(results),
        "alarms": [result for result in results if result["alarm"]],
        "all": results,
    }


def _judged_data(series: Series, found: Judged, number: int) -> dict[str, Any]:
    day = series.day(found.place)
    data: dict[str, Any] = {
        "position": found.place + 1,
        "index": number,
        "date": day.isoformat() if day else None,
        "count": series.counts[found.place],
        "alarm": found.alarm,
    }
    if found.bound is not None:
        data["bound"] = found.bound if isfinite(found.bound) else None
    else:
        data |= {"window": found.window, "sellers": found.seen, "expected": found.expected, "p": found.p}
    return data


def series_text(series: Series, judged: Sequence[Judged]) -> str:
    """For people: how much was looked at, and each alarm with what was expected."""
    alarms = [found for found in judged if found.alarm]
    what = (
        ngettext("%(count)s week judged", "%(count)s weeks judged", len(judged))
        if series.days == 7
        else ngettext("%(count)s day judged", "%(count)s days judged", len(judged))
    ) % {"count": f"{len(judged):,}"}
    how_many = ngettext("%(count)s alarm", "%(count)s alarms", len(alarms)) % {"count": len(alarms)}
    return "\n".join([f"{series.name}: {what}, {how_many}", *(f"  {_alarm_text(series, found)}" for found in alarms)])


def _alarm_text(series: Series, found: Judged) -> str:
    day = series.day(found.place)
    where = day.isoformat() if day else _("position %(number)s") % {"number": found.place + 1}
    if found.bound is not None:
        return _("%(where)s: %(seen)s, above %(bound)s") % {
            "where": where,
            "seen": found.seen,
            "bound": f"{found.bound:.2f}",
        }
    words = ngettext(
        "%(where)s: %(seen)s in %(days)s day, expected %(mean)s; so many or more have a chance of %(p)s",
        "%(where)s: %(seen)s in %(days)s days, expected %(mean)s; so many or more have a chance of %(p)s",
        found.window,
    )
    return words % {
        "where": where,
        "seen": found.seen,
        "days": found.window,
        "mean": f"{found.expected:.2f}",
        "p": f"{found.p:.1g}",
    }
