"""An estimate of a population as data and as a page of text. Published numbers carry two digits and their interval."""

from collections.abc import Mapping
from decimal import Decimal
from math import ceil, floor, isfinite
from typing import Any

from django.utils.translation import gettext as _

from apps.statistics.rules.population.estimates import Population, Working
from apps.statistics.rules.population.loglinear import Fit
from apps.statistics.rules.population.two_lists import Estimate
from apps.statistics.rules.rounding import round_down, round_near, round_up


def printed_range(value: float, low: float, high: float, counted: int) -> tuple[int, int, int]:
    """Estimate and interval as they may be printed: two digits, ends rounded outwards, nothing below what was
    counted."""
    whole = Decimal(round(value))
    estimate = round_near(whole) if round_near(whole) >= counted else round_up(whole)
    return int(estimate), max(int(round_down(Decimal(floor(low)))), counted), int(round_up(Decimal(ceil(high))))


def assumptions(lists: int) -> tuple[str, ...]:
    """What must hold for the number to mean what it says."""
    dependence = (
        _("Being on one list does not change the chance of being on the other; the sensitivity lines show if it does.")
        if lists == 2
        else _("Lists may depend on each other in pairs or groups, but not all on all; the models are averaged.")
    )
    return (
        _("The lists cover the same sellers and the same period; nobody joined or left in between."),
        _("The same seller is recognised on every list, and different sellers are never taken for one."),
        dependence,
        _("Every affected seller could have been on any of the lists: who could not is not in the estimate."),
    )


def population_data(population: Population, *, working: bool) -> dict[str, Any]:
    """For JSON. Unrounded numbers of an estimate stand under `working`; a refusal has them only if `working` asks."""
    histories = population.histories
    data: dict[str, Any] = {
        "refused": bool(population.refusals),
        "reasons": [{"code": refusal.code, "text": refusal.sentence} for refusal in population.refusals],
        "counted": population.counted,
        "overlap": histories.overlap,
        "lists": [{"name": n, "size": s} for n, s in zip(histories.names, histories.sizes, strict=True)],
        "estimate": None,
        "assumptions": list(assumptions(histories.lists)),
    }
    if population.headline is not None:
        found = population.headline
        value, low, high = printed_range(found.value, found.low, found.high, population.counted)
        data["estimate"] = {"value": value, "low": low, "high": high, "level": 0.95}
    if population.working is not None:
        if population.headline is not None or working:
            data["working"] = _working_data(population.working)
        else:
            data["models"] = [
                {"model": fit.model.name, "status": fit.status.value} for fit, _ci in population.working.fits
            ]
    return data


def _working_data(working: Working) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if working.two_lists is not None:
        data["method"] = "chapman"
        data["chapman"] = _estimate_data(working.two_lists)
        data["sensitivity"] = [{"odds_ratio": ratio, **_estimate_data(found)} for ratio, found in working.sensitivity]
    if working.graphs is not None and working.model_range is not None:
        graphs, near = working.graphs, working.model_range
        data["method"] = "average over decomposable graphs"
        data["graphs"] = {
            "mean": graphs.mean,
            "median": graphs.median,
            "mode": graphs.mode,
            "interval": [graphs.low, graphs.high],
            "nmiss": list(graphs.unseen),
            "number": len(graphs.graphs),
            "most_probable": [{"graph": name, "probability": share} for name, share in graphs.graphs[:10]],
        }
        data["bic_range"] = {
            "low": _finite(near.low),
            "high": _finite(near.high),
            "within": 6,
            "models": near.models,
            "without_estimate": near.without_estimate,
            "fitted": near.fitted,
            "best": near.best.model.name,
        }
        data["models"] = [_fit_data(fit, interval) for fit, interval in working.fits]
    return data


def _estimate_data(found: Estimate) -> dict[str, Any]:
    return {"value": found.value, "se": found.se, "interval": [found.low, found.high]}


def _fit_data(fit: Fit, interval: tuple[float, float] | None) -> dict[str, Any]:
    return {
        "model": fit.model.name,
        "status": fit.status.value,
        "value": fit.total,
        "se": fit.se,
        "profile_interval": None if interval is None else [_finite(end) for end in interval],
        "deviance": fit.deviance,
        "df": fit.df,
        "aic": fit.aic,
        "bic": fit.bic,
    }


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None


def population_text(population: Population, linkage: Mapping[str, Population]) -> str:
    """For people: counted first, then the estimate with its interval, what it rests on, and how firm it is."""
    histories = population.histories
    sizes = ", ".join(f"{name}: {size:,}" for name, size in zip(histories.names, histories.sizes, strict=True))
    lines = [
        _("Counted: %(count)s distinct sellers (%(sizes)s; on more than one list: %(overlap)s).")
        % {"count": f"{population.counted:,}", "sizes": sizes, "overlap": f"{histories.overlap:,}"}
    ]
    if population.refusals:
        lines.append(_("No estimate. The lists cannot carry one:"))
        return "\n".join([*lines, *(f"  - {refusal.sentence}" for refusal in population.refusals)])
    lines.append(_("Estimated: %(range)s.") % {"range": _in_words(population)})
    if population.working is not None:
        lines += _how_firm(population.working, population.counted)
    lines += [_("Linkage %(name)s: %(range)s.") % {"name": n, "range": _in_words(p)} for n, p in linkage.items()]
    lines.append(_("This holds if:"))
    return "\n".join([*lines, *(f"  - {sentence}" for sentence in assumptions(histories.lists))])


def _in_words(population: Population) -> str:
    if population.headline is None:
        return _("refused; counted %(count)s") % {"count": f"{population.counted:,}"}
    found = population.headline
    return _range_in_words(found.value, found.low, found.high, population.counted)


def _range_in_words(value: float, low: float, high: float, counted: int) -> str:
    numbers = printed_range(value, low, high, counted)
    return _("about %(value)s (95%% interval %(low)s to %(high)s)") % {
        name: f"{number:,}" for name, number in zip(("value", "low", "high"), numbers, strict=True)
    }


def _how_firm(working: Working, counted: int) -> list[str]:
    lines = [
        _("  If being on one list multiplies the odds of the other by %(ratio)s: %(range)s.")
        % {"ratio": f"{ratio:g}", "range": _range_in_words(found.value, found.low, found.high, counted)}
        for ratio, found in working.sensitivity
    ]
    if working.graphs is not None and working.model_range is not None:
        near = working.model_range
        low, high = printed_range(near.low, near.low, near.high, counted)[1:]
        lines.append(
            _("  Median of the average over %(graphs)s decomposable graphs; the likeliest: %(best)s (%(share)s%%).")
            % {
                "graphs": len(working.graphs.graphs),
                "best": working.graphs.graphs[0][0],
                "share": f"{100 * working.graphs.graphs[0][1]:.0f}",
            }
        )
        lines.append(
            _("  The %(models)s log-linear models within 6 BIC units of the best say %(low)s to %(high)s.")
            % {"models": near.models, "low": f"{low:,}", "high": f"{high:,}"}
        )
    return lines
