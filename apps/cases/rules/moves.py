"""Which moves a case can make, and who may make them."""

from dataclasses import dataclass
from enum import StrEnum

from apps.cases.enums import CLOSED, PURSUED, EventKind, State


class Actor(StrEnum):
    SELLER = "seller"
    MODERATOR = "moderator"


@dataclass(frozen=True)
class Transition:
    """A named move of a case: from one of `sources` to `target`, made by one of `actors`."""

    name: EventKind
    sources: tuple[State, ...]
    target: State
    actors: tuple[Actor, ...]


_SELLER = (Actor.SELLER,)
_MODERATOR = (Actor.MODERATOR,)
_EITHER = (Actor.SELLER, Actor.MODERATOR)

TRANSITIONS: dict[EventKind, Transition] = {
    move.name: move
    for move in (
        Transition(EventKind.SUBMIT, (State.DRAFT,), State.SUBMITTED, _SELLER),
        Transition(EventKind.RETURN, (State.SUBMITTED,), State.RETURNED, _MODERATOR),
        Transition(EventKind.RESUBMIT, (State.RETURNED,), State.SUBMITTED, _SELLER),
        Transition(EventKind.VERIFY, (State.SUBMITTED,), State.VERIFIED, _MODERATOR),
        Transition(EventKind.APPEAL, PURSUED, State.APPEALED, _SELLER),
        Transition(EventKind.MORE_INFO, PURSUED, State.MORE_INFO, _EITHER),
        Transition(EventKind.SUPPLEMENT, (State.MORE_INFO,), State.APPEALED, _EITHER),
        Transition(EventKind.REJECT, (State.VERIFIED, State.APPEALED, State.MORE_INFO), State.REJECTED, _SELLER),
        Transition(EventKind.ESCALATE, PURSUED, State.ESCALATED, _EITHER),
        Transition(EventKind.MEDIATE, PURSUED, State.MEDIATION, _EITHER),
        Transition(EventKind.ARBITRATE, PURSUED, State.ARBITRATION, _EITHER),
        Transition(EventKind.LITIGATE, PURSUED, State.LITIGATION, _EITHER),
        Transition(EventKind.PARTLY_RESOLVE, PURSUED, State.PARTLY_RESOLVED, _EITHER),
        Transition(EventKind.RESOLVE, PURSUED, State.RESOLVED, _EITHER),
        Transition(EventKind.LOSE, PURSUED, State.LOST, _EITHER),
        Transition(EventKind.WITHDRAW, (State.SUBMITTED, State.RETURNED, *PURSUED), State.WITHDRAWN, _SELLER),
        Transition(EventKind.REOPEN, CLOSED, State.SUBMITTED, _EITHER),
    )
}


# What a seller or a moderator tells of the platform's doings, and what was done against them. That an appeal was sent
# or refused is told of the attempt itself (actions.appeal_sent), and nowhere else.
PROGRESS = tuple(move.name for move in TRANSITIONS.values() if move.actors == _EITHER and move.sources != CLOSED)


def allowed_pairs() -> list[tuple[str, str]]:
    """Every (from, to) the database trigger lets through."""
    pairs = {(source.value, move.target.value) for move in TRANSITIONS.values() for source in move.sources}
    return sorted(pair for pair in pairs if pair[0] != pair[1])


def moves_from(state: str, actor: Actor) -> list[Transition]:
    """The moves a person may make from a state, in the order of the table; none that would stay where it is."""
    return [
        move for move in TRANSITIONS.values() if state in move.sources and actor in move.actors and move.target != state
    ]
