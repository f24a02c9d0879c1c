"""Writes of people."""

from datetime import datetime

from django.db import transaction

from apps.accounts.models import User


@transaction.atomic
def choose_language(person: User, *, language: str, by: User, now: datetime) -> None:
    """Mail, pages and documents come in `language` (a code of settings.LANGUAGES) from now on."""
    User.objects.filter(pk=person.pk).update(language=language)
    person.language = language
