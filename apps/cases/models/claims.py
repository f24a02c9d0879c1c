"""Which moderator is at what, so that two do not do the same work. Queues themselves are not stored."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Claim(models.Model):
    """A moderator is at a piece of work of a queue until `until`. A courtesy, not a right: pages stay open to all, and
    what is decided is decided by the state of the thing itself."""

    queue = models.CharField(max_length=20)
    subject = models.CharField(max_length=64, help_text="primary key of the thing, as text")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    personal_data = ("by",)

    class Meta:
        verbose_name = _("claim of a moderator")
        verbose_name_plural = _("claims of moderators")
        indexes = [models.Index(fields=["by", "until"], name="claim_of_moderator")]
        constraints = [models.UniqueConstraint(fields=["queue", "subject"], name="claim_once")]

    def __str__(self) -> str:
        return f"{self.queue} {self.subject}"
