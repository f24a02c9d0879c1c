"""Pure functions of campaigns: which stages follow, how a count is shown, when time is up."""

from datetime import UTC, date, datetime

from apps.campaigns.enums import Stage

LEAST = 10  # people among whom each is hidden; a smaller threshold would open a handful
STEP = 10

MOVES: dict[Stage, tuple[Stage, ...]] = {
    Stage.DRAFT: (Stage.SUBMITTED, Stage.GATHERING),
    Stage.SUBMITTED: (Stage.GATHERING, Stage.DRAFT),
    Stage.GATHERING: (Stage.CLOSED,),  # and THRESHOLD_MET, which nobody chooses
    Stage.THRESHOLD_MET: (Stage.FILED, Stage.CLOSED),
    Stage.FILED: (Stage.ANSWERED, Stage.WON, Stage.PARTLY_WON, Stage.LOST, Stage.CLOSED),
    Stage.ANSWERED: (Stage.FILED, Stage.WON, Stage.PARTLY_WON, Stage.LOST, Stage.CLOSED),
}


def leaders_moves(stage: Stage) -> tuple[Stage, ...]:
    """Where the association that leads a campaign may bring it: anywhere but to its beginning, which a moderator reads
    first."""
    return tuple(target for target in MOVES.get(stage, ()) if target != Stage.GATHERING)


def moderators_moves(stage: Stage) -> tuple[Stage, ...]:
    """Where moderators may bring it: they have nobody to submit to."""
    return tuple(target for target in MOVES.get(stage, ()) if target != Stage.SUBMITTED)


def allowed_pairs() -> list[tuple[str, str]]:
    """Every move the database lets happen, the one of the threshold among them."""
    chosen = [(str(source.value), str(target.value)) for source, targets in MOVES.items() for target in targets]
    return [*chosen, (str(Stage.GATHERING.value), str(Stage.THRESHOLD_MET.value))]


def floored(count: int) -> int:
    """What of a count is shown: full tens. Below ten nothing is."""
    return count // STEP * STEP


def is_over(until: date, now: datetime) -> bool:
    """Whether the last day (UTC) has passed."""
    return now.astimezone(UTC).date() > until


def share_of(shown: int, threshold: int) -> int:
    """How far a campaign is, in per cent of what it waits for; 100 at most."""
    return min(shown * 100 // threshold, 100)
