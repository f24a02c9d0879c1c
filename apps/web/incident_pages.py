"""An incident's facts as the parts of its page."""

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from apps.incidents.models import ComputedDate, Incident, Statement
from apps.incidents.models.facts import Fact
from apps.marketplaces.enums import ALLEGATIONS, CASE_TYPES, OUTCOMES, PLATFORMS
from apps.web.components import Badge, Column, Link, TimelineEntry
from apps.web.components.base import Tone

STATUS_TONES: dict[str, Tone] = {
    "claimed": "warning",
    "reported": "neutral",
    "confirmed": "success",
    "computed": "info",
    "inferred": "info",
}
STANDING_TONES: dict[str, Tone] = {"unknown": "neutral", "partly_settled": "info", "settled": "success"}
FIGURE_COLUMNS = [
    _("What is counted"),
    Column(_("Figure"), numeric=True),  # type: ignore[arg-type]  # a translation yet to come is text
    _("Who says so"),
]


def kinds_of(incident: Incident) -> list[str]:
    return [CASE_TYPES.label(code) for code in incident.case_types]


def badge_of_standing(incident: Incident) -> Badge:
    return Badge(label=str(incident.get_standing_display()), tone=STANDING_TONES[incident.standing])


def timeline_of(incident: Incident) -> list[TimelineEntry]:
    """What happened, each entry with how well it is known and where it stands."""
    return [
        TimelineEntry(
            title=entry.text,
            when=entry.in_words or gettext("day not given"),
            badge=str(entry.get_status_display()),
            links=[Link(f"[{number}]", f"#source-{number}") for number in entry.source_numbers],
            text=gettext("According to %(who)s.") % {"who": entry.by} if entry.by else "",
            tone=STATUS_TONES[entry.status],
        )
        for entry in incident.timeline.all()
    ]


def badge_of(fact: Fact) -> Badge:
    """How well a fact is known. A date of ours is computed by a rule, not from a report as a figure may be."""
    label = gettext("Computed") if isinstance(fact, ComputedDate) else str(fact.get_status_display())
    return Badge(label=label, tone=STATUS_TONES[fact.status])


def details_of(incident: Incident) -> list[tuple[str, str]]:
    """The short facts beside the story, those that are known."""
    allegations = " · ".join(ALLEGATIONS.label(code) for code in incident.allegations)
    outcome = OUTCOMES.label(incident.outcome) if incident.outcome else ""
    if outcome:
        outcome = f"{outcome} · {incident.get_outcome_status_display()}"
    rows = [
        (gettext("Platform"), PLATFORMS.label(incident.platform)),
        (gettext("When"), incident.period),
        (pgettext("where it happened", "Place"), incident.place),
        (gettext("Who is said to be affected"), incident.scope),
        (gettext("Reason given"), "\n".join(filter(None, [allegations, incident.allegation_note]))),
        (gettext("Outcome"), "\n".join(filter(None, [outcome, incident.outcome_note]))),
    ]
    return [(name, value) for name, value in rows if value]


def marks_of(statement: Statement) -> list[Badge]:
    """What a statement does and does not do, where the source lets one tell."""
    answers: list[tuple[bool | None, str, Tone, str, Tone]] = [
        (
            statement.addresses_incident,
            gettext("speaks about the incident"),
            "neutral",
            gettext("does not speak about the incident itself"),
            "warning",
        ),
        (statement.names_numbers, gettext("names numbers"), "neutral", gettext("names no numbers"), "neutral"),
        (statement.admits_fault, gettext("admits a fault"), "success", gettext("admits no fault"), "neutral"),
        (
            statement.offers_compensation,
            gettext("offers compensation"),
            "success",
            gettext("offers no compensation"),
            "warning",
        ),
    ]
    marks = []
    for answer, yes, yes_tone, no, no_tone in answers:
        if answer is not None:
            marks.append(Badge(label=yes if answer else no, tone=yes_tone if answer else no_tone))
    return marks
