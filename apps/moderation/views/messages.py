"""The outbox, as far as a moderator may act on it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from apps.core import clock
from apps.moderation.forms import RetryForm
from apps.moderation.requests import DeskRequest
from apps.notifications.actions import retry_message
from apps.notifications.models import Message


@require_POST
def message_retry(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """Send what was given up once more, for a reason; told apart from what is under way already."""
    message = get_object_or_404(Message, pk=message_id)
    form = RetryForm(request.POST)
    if not form.is_valid():
        messages.info(request, str(form.errors["reason"][0]))
    elif retry_message(message=message, reason=form.cleaned_data["reason"], by=request.user, now=clock.now()):
        messages.success(request, gettext("The message goes out again."))
    else:
        messages.info(request, gettext("This message is not given up; it needs no second start."))
    return redirect("admin:notifications_message_change", message.pk)
