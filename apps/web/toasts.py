"""Messages that pass: `toast(request, _("Line removed"), undo=url)` before the redirect."""

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

PREFIX = "undo:"


def toast(request: HttpRequest, text: str, undo: str = "") -> None:
    """Shown once at the foot of the next page; `undo` is an address that takes the step back by POST."""
    messages.success(request, text, extra_tags=f"toast {PREFIX}{undo}" if undo else "toast")


def undo_of(message: Message) -> str:
    """The address given as `undo`, or nothing."""
    words = (message.extra_tags or "").split()
    return next((word.removeprefix(PREFIX) for word in words if word.startswith(PREFIX)), "")
