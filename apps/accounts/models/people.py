"""People who sign in. An address is all we ask; nobody has a password."""

import uuid
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def zone_of(*, language: str, time_zone: str = "") -> ZoneInfo:
    """A reader's time zone; until they said it, Beijing time for those who read Chinese, UTC for the others."""
    return ZoneInfo(time_zone or ("Asia/Shanghai" if language == "zh-hans" else "UTC"))


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who signs in by e-mail code; `password` is taken for Django's sake and never kept."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A seller, coordinator or moderator. Moderators are staff; they need a second factor (apps.moderation)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True, max_length=254)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    is_staff = models.BooleanField(_("moderator"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    is_demonstration = models.BooleanField(default=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    personal_data = ("email", "language", "time_zone")

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.email

    @classmethod
    def newcomer(cls, *, email: str, language: str, now: datetime) -> "User":
        """Somebody not yet saved. Lower case, never casefold: `straße.de` and `strasse.de` are two people's domains."""
        person = cls(email=email.lower(), language=language, date_joined=now)
        person.set_unusable_password()
        return person

    @property
    def is_moderator(self) -> bool:
        return self.is_active and self.is_staff

    @property
    def has_preferences(self) -> bool:
        """Whether language and time zone were asked."""
        return bool(self.language and self.time_zone)

    @property
    def zone(self) -> ZoneInfo:
        """Their time zone, or the likely one until they said it."""
        return zone_of(language=self.language, time_zone=self.time_zone)
