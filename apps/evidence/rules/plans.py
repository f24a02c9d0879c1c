"""How work on files is repeated and given up, and what a box of a redaction is."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from apps.evidence.enums import JobKind

LEASE = timedelta(minutes=3)  # a job ends within 100 seconds, or is ended
CHECK_EVERY = timedelta(days=30)  # every byte of the vault is read again this often
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60, 360, 720))
# What we do ourselves crashes again as it did before; another's server comes back.
MOST_ATTEMPTS = {JobKind.SHARE: 3, JobKind.REDACTION: 3, JobKind.SCAN: 12, JobKind.STAMP: 12}
MOST_BOXES = 2000


def wait_after(attempts: int) -> timedelta:
    """How long work waits after its `attempts`-th try came to nothing."""
    return WAITS[min(attempts, len(WAITS)) - 1]


class NotABox(Exception):
    """Boxes that cannot be drawn; `args[0]` says so to the person who drew them."""


@dataclass(frozen=True)
class Box:
    """A rectangle on a page that is painted over: pages from 1, the rest in fractions (0 to 1) of the page as shown."""

    page: int
    left: float
    top: float
    width: float
    height: float

    def as_json(self) -> dict[str, int | float]:
        return asdict(self)


def boxes_from(rows: Iterable[Mapping[str, object]]) -> list[Box]:
    """Boxes from what a page or a program sent. Raises NotABox."""
    try:
        boxes = [
            Box(int(str(row["page"])), *(float(str(row[name])) for name in ("left", "top", "width", "height")))
            for row in rows
        ]
    except (KeyError, ValueError, TypeError) as error:
        raise NotABox(_("These boxes could not be read. Please draw them again.")) from error
    if not boxes:
        raise NotABox(_("Draw a box over what others must not see first."))
    if len(boxes) > MOST_BOXES:
        raise NotABox(_("These are more boxes than one copy can have."))
    if not all(_is_on_page(box) for box in boxes):
        raise NotABox(_("A box lies outside its page. Please draw it again."))
    return boxes


def _is_on_page(box: Box) -> bool:
    slack = 1e-6  # of adding fractions
    return (
        box.page >= 1
        and 0 <= box.left < 1
        and 0 <= box.top < 1
        and 0 < box.width <= 1 - box.left + slack
        and 0 < box.height <= 1 - box.top + slack
    )
