"""Long work on a row: one worker at a time has its turn, and whoever takes over from one that died begins anew."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 3


class TurnLost(Exception):
    """The work was cancelled, or another worker has it."""


class TakesTurns(models.Model):
    """A row with work to do, which begins, is done and ends by its `state`.

    A worker that lost its turn must write nothing more: each of its transactions begins with `held`.
    """

    state = models.CharField(max_length=12)  # which ones there are, the models say
    lease = models.UUIDField(null=True, help_text="whose turn it is: a worker that lost it writes nothing more")
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    moved_at = models.DateTimeField(help_text="when `state` last changed")

    class Meta:
        abstract = True

    def take_turn(self, begins: dict[str, str], now: datetime) -> bool:
        """Give the locked row to this worker; `begins` says which state comes after one that waits.

        False where workers died over it too often: it is nobody's turn any more.
        """
        if self.lease_until and self.attempts >= MOST_ATTEMPTS:
            return False
        self.state = begins.get(self.state, self.state)
        self.lease, self.lease_until = uuid.uuid4(), now + LEASE
        self.attempts += 1
        self.save(update_fields=["state", "lease", "lease_until", "attempts"])
        return True

    def held(self) -> Self:
        """The row, locked, while it is this worker's turn. Raises TurnLost."""
        mine = type(self)._default_manager.select_for_update().filter(pk=self.pk, lease=self.lease, state=self.state)
        held = mine.first()
        if held is None:
            raise TurnLost
        return held

    def end_turn(self, state: str, now: datetime) -> None:
        """Save the held row in the state it came to; the turn is over."""
        self.state, self.moved_at, self.lease, self.lease_until = state, now, None, None
        self.save()
