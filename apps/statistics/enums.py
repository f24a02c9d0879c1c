"""States of a batch of figures."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BatchState(models.TextChoices):
    PREPARED = "prepared", _("prepared, not published")
    PUBLISHED = "published", _("published")
    DISCARDED = "discarded", _("discarded")


BATCH_MOVES = [
    (BatchState.PREPARED.value, BatchState.PUBLISHED.value),
    (BatchState.PREPARED.value, BatchState.DISCARDED.value),
]
