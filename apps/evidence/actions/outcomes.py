"""What came of one try at a piece of work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from apps.evidence.enums import Reason
from apps.evidence.models import StoredFile

Record = Callable[[datetime], StoredFile | None]


@dataclass(frozen=True)
class Done:
    """It succeeded. `record` writes its rows, in the transaction that closes the job; it returns the copy, if any.

    `clean_up` undoes what lies outside the database when that transaction does not come about.
    """

    record: Record
    clean_up: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Refused:
    """It cannot be done with this file, however often it is tried. `record` may note that."""

    reason: Reason
    record: Record = lambda now: None


@dataclass(frozen=True)
class Later:
    """It did not succeed this time. `give_up` notes that it never did."""

    reason: Reason
    give_up: Record = lambda now: None


Outcome = Done | Refused | Later
