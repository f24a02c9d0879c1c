"""How allauth asks and answers in this house: by a code, through our outbox, keeping little."""

import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.actions import blur_session
from apps.accounts.devices import device_named
from apps.accounts.models import User
from apps.accounts.second_factors import open_secret, seal_secret
from apps.core import clock
from apps.notifications.actions import queue_message
from apps.notifications.enums import MessageKind

CODE_MAIL = "account/email/login_code"
SET_UP = ("totp_activated", "webauthn_added")


def person_of(request: HttpRequest) -> User:
    """Who is signed in; for views behind `login_required`."""
    if not isinstance(request.user, User):
        raise TypeError("this page is behind login_required")
    return request.user


class NoSuchMail(LookupError):
    """allauth wants to send something that has no message of ours: a page of it is reachable that should not be."""


class AccountAdapter(DefaultAccountAdapter):
    """Mail is a row of the outbox; a first sign-in asks for language and zone; of the device only its kind is kept."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code. Use the one from the newest mail; older ones no longer work."),
        "too_many_login_attempts": _("Too many tries. Ask for a new code in a few minutes."),
        "rate_limited": _("Too many tries. Wait a few minutes."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A sign-in code, in the language of the page it was asked on. The same for known and unknown addresses."""
        if template_prefix != CODE_MAIL:
            raise NoSuchMail(template_prefix)
        queue_message(
            kind=MessageKind.SIGN_IN_CODE,
            dedupe_key=f"sign_in_code:{uuid.uuid4()}",
            facts={"code": context["code"]},
            address=email,
            language=get_language() or settings.LANGUAGE_CODE,
            keep_for=timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
            now=clock.now(),
        )

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Something about how they sign in was changed. Who just set up a second factor has just used it."""
        change = template_prefix.rpartition("/")[2]
        queue_message(
            kind=MessageKind.SIGN_IN_CHANGED,
            dedupe_key=f"sign_in_changed:{uuid.uuid4()}",
            facts={"change": change},
            to=user,
            now=clock.now(),
        )
        if change in SET_UP:  # else allauth asks for it at once, before it shows the recovery codes
            record_authentication(self.request, user, method="mfa", reauthenticated=True)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        blur_session(session_key=request.session.session_key or "", now=clock.now())
        if not user.has_preferences:
            return redirect(f"{reverse('preferences-first')}?{urlencode({'next': response['Location']})}")
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where somebody lands who came from nowhere in particular."""
        if isinstance(request.user, User) and request.user.is_moderator:
            return reverse("admin:index")
        return resolve_url(settings.LOGIN_REDIRECT_URL)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are ciphertext in the table."""

    def encrypt(self, text: str) -> str:
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_secret(encrypted_text)

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        """What a passkey is called until its owner says otherwise: the kind of browser that made it."""
        return device_named(context.request.headers.get("User-Agent", "")) or gettext("Passkey")
