"""Views of a list that somebody keeps under a name."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from apps.core.encryption import EncryptedTextField


class SavedView(models.Model):
    """What a person narrowed a list of cases to, by the name they gave it. Theirs alone.

    `place` says which list: empty for their own cases, else a word of the app that has it. A list opens with the view
    that is its default.

    Encrypted, since both may hold what somebody searched for: a store's name, an order number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = EncryptedTextField()
    query = EncryptedTextField(help_text="as it stands in the address, without the page")
    place = models.CharField(max_length=60, blank=True)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    personal_data = ("person", "name", "query")

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        indexes = [models.Index(fields=["person", "created_at"], name="saved_view_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "place"], condition=models.Q(is_default=True), name="saved_view_one_default"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
