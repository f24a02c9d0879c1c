"""Tables that belong to no part of the domain."""

from django.db import models


class Heartbeat(models.Model):
    """When each background process was last seen: `beat`, `worker`. `/healthz` prints the ages."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField()

    personal_data: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name
