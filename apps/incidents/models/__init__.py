"""Tables of incidents: the incident, what is said about it, which cases stand in it."""

from apps.incidents.models.claims import ClaimEntry
from apps.incidents.models.facts import (
    Advice,
    ClaimedFigure,
    ComputedDate,
    ContestedPoint,
    IncidentDate,
    Source,
    Statement,
    TimelineEntry,
)
from apps.incidents.models.incidents import Incident
from apps.incidents.models.placements import Placement, PlacementChange
from apps.incidents.models.policies import PolicyVersion
from apps.incidents.models.promises import PlatformPromise, PromiseOutcome
from apps.incidents.models.publications import PublicationAsk
from apps.incidents.models.steps import BulkStep, StepCase
from apps.incidents.models.surges import Surge
from apps.incidents.models.wordings import NoticeMarks

__all__ = [
    "Advice",
    "BulkStep",
    "ClaimEntry",
    "ClaimedFigure",
    "ComputedDate",
    "ContestedPoint",
    "Incident",
    "IncidentDate",
    "NoticeMarks",
    "Placement",
    "PlacementChange",
    "PlatformPromise",
    "PolicyVersion",
    "PromiseOutcome",
    "PublicationAsk",
    "Source",
    "Statement",
    "StepCase",
    "Surge",
    "TimelineEntry",
]
