"""Moments, money and vocabulary in the reader's language, for the templates of the desk."""

from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_timedelta
from babel.numbers import format_decimal, format_percent
from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from apps.accounts.admin import shown
from apps.cases.admin import state_word
from apps.cases.enums import FACTS, INTERNAL, PURSUED, State, Visibility
from apps.cases.models import Case, CaseEvent
from apps.core import clock
from apps.core.moments import say_date, say_minute, say_place
from apps.core.money import Money, format_money, locale_of
from apps.incidents.enums import FIT_WORDS
from apps.marketplaces import enums
from apps.moderation.forms import RetryForm

register = template.Library()

VOCABULARIES = {
    "case_type": enums.CASE_TYPES,
    "allegation": enums.ALLEGATIONS,
    "platform": enums.PLATFORMS,
    "marketplace": enums.MARKETPLACES,
    "component": enums.LOSS_COMPONENTS,
    "outcome": enums.OUTCOMES,
    "evidence": enums.EVIDENCE_KINDS,
}


@register.filter
def term(code: str, vocabulary: str) -> str:
    """The word for a stored code: `{{ case.platform|term:"platform" }}`."""
    return VOCABULARIES[vocabulary].label(code)


@register.filter
def moment(at: datetime | None) -> str:
    """Day and minute in the reader's zone."""
    return say_minute(at) if at else ""


@register.filter
def day(on: date | None) -> str:
    return say_date(on) if on else ""


@register.filter
def age(since: datetime | None) -> str:
    """How long ago, in one unit: `3 days`."""
    return format_timedelta(clock.now() - since, threshold=1.5, locale=locale_of()) if since else ""


@register.filter
def span(length: timedelta) -> str:
    """A length of time in one unit: `3 days`."""
    return format_timedelta(length, threshold=1.5, locale=locale_of())


@register.filter
def money(amount: Money) -> str:
    return format_money(amount)


register.filter("state_word", state_word)


# As moderators say it; the labels of the enum are spoken by the seller.
VISIBILITIES = {
    Visibility.PRIVATE: gettext_lazy("The seller and moderators only"),
    Visibility.COUNTED: gettext_lazy("Counted in public figures, without the name"),
    Visibility.SHARED: gettext_lazy("Counted, and an association may ask the seller to join"),
}


@register.filter
def fact_word(code: str) -> str:
    """What agrees or differs between two sellers."""
    return str(FACTS.get(code, code))


@register.filter
def fit_word(code: str) -> str:
    """What agrees or differs between a case and an incident."""
    return str(FIT_WORDS.get(code, code))


@register.filter
def percent(share: float) -> str:
    return str(format_percent(share, locale=locale_of()))


@register.filter
def chance(p: float) -> str:
    """A small share in the form people read: `1 in 20,000`."""
    one_in = format_decimal(round(1 / p) if p > 0 else 10**12, locale=locale_of())
    return gettext("1 in %(number)s") % {"number": one_in}


@register.filter
def expectation(number: float) -> str:
    """How many were to be expected, to the hundredth: `0.25`, and never `0.00` of what is not nothing."""
    said = format_decimal(max(number, 0.01), format="0.00", locale=locale_of())
    return said if number >= 0.01 else gettext("under %(number)s") % {"number": said}


@register.filter
def visibility_word(visibility: str) -> str:
    return str(VISIBILITIES[Visibility(visibility)])


@register.filter
def tone_of_state(state: str) -> str:
    if state in (State.SUBMITTED, State.RETURNED):
        return "warning" if state == State.RETURNED else "info"
    return "accent" if state in PURSUED else "neutral"


@register.filter
def tone_of_event(event: CaseEvent) -> str:
    if event.kind in INTERNAL:
        return "neutral"
    return tone_of_state(event.to_state) if event.to_state else "neutral"


@register.filter
def who_did(event: CaseEvent, case: Case) -> str:
    """Who made an entry: the seller without a name, a moderator by their address."""
    if event.by is None:
        return gettext("by itself")
    return gettext("the seller") if event.by_id == case.owner_id else shown(event.by)


@register.simple_tag
def case_url(name: str, case: Case, narrowing: str = "") -> str:
    """Where the form of a decision goes, with the filter the moderator works under."""
    address = reverse(f"admin:case-{name}", args=[case.pk])
    return f"{address}?{narrowing}" if narrowing else address


@register.simple_tag
def zone_note() -> str:
    """In which zone the moments on this page are."""
    return gettext("Times are in %(zone)s.") % {"zone": say_place(timezone.get_current_timezone())}


@register.filter
def word_in(code: str, words: dict[str, str]) -> str:
    """What `words` calls a code; the code where it has none."""
    return words.get(code, code)


@register.filter
def pick(mapping: dict[str, Any], key: str) -> Any:
    """`mapping[key]`."""
    return mapping[key]


@register.filter
def attr(row: Any, name: str) -> Any:
    """`row.name` where the name is a variable."""
    return getattr(row, name)


@register.simple_tag
def retry_form() -> RetryForm:
    """What a moderator says when a message goes out once more, on a page that the admin makes."""
    return RetryForm()
