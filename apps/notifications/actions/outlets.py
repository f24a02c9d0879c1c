"""Chat robots and webhooks of people: entered, tried, closed; and what became of each delivery."""

import base64
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.notifications.actions.outbox import queue_message
from apps.notifications.enums import Channel, MessageKind, Result
from apps.notifications.models import Outlet
from apps.notifications.outlets import AddressRefused, read_address
from apps.notifications.rules import Answer, rest_after

TEST_LASTS = timedelta(minutes=10)


@transaction.atomic
def open_outlet(*, kind: str, address: str, by: User, now: datetime) -> Outlet:
    """Keep an address and send a test there. A webhook gets a secret to sign with. Raises AddressRefused."""
    kept = read_address(kind, address)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two at once are one after the other
    if Outlet.objects.filter(person=by, kind=kind, closed_at=None).exists():
        raise AddressRefused(_("You have one of these already. Remove it first."))
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}" if kind == Channel.WEBHOOK else ""
    outlet = Outlet(person=by, kind=kind, address=kept, secret=secret, made_at=now)
    outlet.save(force_insert=True)
    try_outlet(outlet=outlet, by=by, now=now)
    return outlet


@transaction.atomic
def try_outlet(*, outlet: Outlet, by: User, now: datetime) -> None:
    """Send a test message; when it gets through, the outlet is used from then on. Once a minute is enough."""
    Outlet.objects.filter(pk=outlet.pk).update(resting_until=None, failures=0)
    queue_message(
        kind=MessageKind.OUTLET_TEST,
        to=by,
        outlet=outlet,
        dedupe_key=f"outlet-test:{outlet.pk}:{now:%Y%m%d%H%M}",
        facts={},
        keep_for=TEST_LASTS,
        now=now,
    )


@transaction.atomic
def close_outlet(*, outlet: Outlet, by: User, now: datetime) -> bool:
    """Nothing goes there any more, also not what waits; its address and secret are forgotten. False: it was closed."""
    row = Outlet.objects.select_for_update().get(pk=outlet.pk)
    if row.closed_at:
        return False
    row.closed_at, row.address, row.secret = now, "", ""
    row.save()
    return True


@transaction.atomic
def note_answer(*, outlet: Outlet, answer: Answer, now: datetime) -> bool:
    """What one delivery came to: an outlet that failed too often in a row rests; one that answered is proved.

    Returns whether it rests now.
    """
    row = Outlet.objects.filter(pk=outlet.pk)
    if answer.result == Result.DELIVERED:
        row.update(failures=0, resting_until=None, failure="")
        row.filter(proved_at=None).update(proved_at=now)
        return False
    row.update(failures=F("failures") + 1, failure=answer.reason[:60])
    rest = rest_after(row.values_list("failures", flat=True)[0])
    if rest:
        row.update(resting_until=now + rest)
    return rest is not None
