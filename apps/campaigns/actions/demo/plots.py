"""What the demonstration tells of associations and campaigns, read from apps/campaigns/data/demonstration/."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from apps.associations.actions import Profile

FILE = Path(__file__).resolve().parents[2] / "data" / "demonstration" / "together.yaml"


@dataclass(frozen=True)
class Body:
    """An association and its people, by the part of their address before the @; `founded` so many days ago."""

    key: str
    owner: str
    members: dict[str, str]
    founded: int
    profile: Profile
    slug: str = ""
    approved: str = ""


@dataclass(frozen=True)
class Share:
    """Whose cases a body is given: all of the script in this language, and so many of the crowd. Scopes in turn."""

    body: str
    language: str
    crowd: int
    scopes: list[str]


@dataclass(frozen=True)
class Note:
    """Words of a member about the first so many cases that the body reads and nobody noted yet."""

    body: str
    by: str
    cases: int
    text: str


@dataclass(frozen=True)
class Course:
    """A campaign and how it went. Days are counted back from now; negative ones are to come."""

    slug: str
    incident: str
    platform: str
    forum: str
    leader: str
    by: str
    asked: list[str]
    made: int
    until: int
    threshold: int
    sealed: int
    openly: int
    first: list[str]
    title_en: str
    title_zh: str
    goal_en: str
    goal_zh: str
    demands_en: str
    demands_zh: str
    days: list[dict[str, Any]]
    news: list[dict[str, Any]]
    filed: int = 0
    answered: int = 0
    update: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """A mandate somebody gives: signed `ago` days back, good for `until` days from now."""

    campaign: str
    body: str
    person: str
    name: str
    language: str
    ago: int
    until: int
    claims: list[str]
    forums: list[str]


@dataclass(frozen=True)
class Together:
    """All of it."""

    bodies: list[Body]
    shares: list[Share]
    assigned: int
    notes: list[Note]
    campaigns: list[Course]
    mandates: list[Given]


@lru_cache(maxsize=1)
def read_together() -> Together:
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return Together(
        bodies=[Body(**{**row, "profile": Profile(**row["profile"])}) for row in told["bodies"]],
        shares=[Share(**row) for row in told["shares"]],
        assigned=told["assigned"],
        notes=[Note(**row) for row in told["notes"]],
        campaigns=[Course(**row) for row in told["campaigns"]],
        mandates=[Given(**row) for row in told["mandates"]],
    )
