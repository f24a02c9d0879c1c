"""Parts of incident pages in templates."""

from django import template

from apps.incidents.models import ClaimedFigure, Incident, Statement
from apps.incidents.models.facts import Fact
from apps.incidents.selectors.claims import rivals_of
from apps.marketplaces.enums import PLATFORMS
from apps.web.components import Badge
from apps.web.incident_pages import (
    badge_of,
    badge_of_standing,
    kinds_of,
    marks_of,
)

register = template.Library()


@register.filter
def status_badge(fact: Fact) -> Badge:
    """How well a fact is known, as a badge."""
    return badge_of(fact)


@register.filter
def rivals(claim: ClaimedFigure, incident: Incident) -> list[ClaimedFigure]:
    """Other claims of the incident that give another number for the same."""
    return rivals_of(claim, incident.figures.all())


@register.filter
def standing_badge(incident: Incident) -> Badge:
    return badge_of_standing(incident)


@register.filter
def kind_names(incident: Incident) -> list[str]:
    return kinds_of(incident)


@register.filter
def platform_name(incident: Incident) -> str:
    return PLATFORMS.label(incident.platform)


@register.filter
def statement_marks(statement: Statement) -> list[Badge]:
    return marks_of(statement)
