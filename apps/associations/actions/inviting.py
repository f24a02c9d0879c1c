"""Inviting the people of a member list: kept encrypted, mailed by a day's limit, forgotten as soon as a mail is out.

Nobody accepts anything here. The mail leads to a page that says who asks and what to do; whoever then files a case and
shares it does so by the forms of those pages, and no row says that an invitation led there.
"""

import secrets
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.associations.enums import InvitingState, Verb
from apps.associations.models import Association, InvitationRun, InvitedAddress, MemberList, NeverInvite
from apps.associations.selectors import may
from apps.associations.selectors.inviting import hash_of_key, left_today, passed_over, runs_to_do
from apps.core.dispatch import enqueue
from apps.core.encryption import seal
from apps.core.failpoints import reach
from apps.notifications.actions import Draft, drop_messages, forget_messages, queue_messages
from apps.notifications.enums import UNSENT, MessageKind
from apps.notifications.models import Message

TASK = "associations.invite_listed"
HELD_FOR = timedelta(days=14)
ROWS_AT_ONCE = 500
MAIL_LASTS = timedelta(days=3)
Clock = Callable[[], datetime]
_TABLE = InvitedAddress._meta.db_table
_COPY = f"COPY {_TABLE} (id, run_id, mark, address, key_hash, in_outbox) FROM STDIN"
_NO_ADDRESS = f"UPDATE {_TABLE} SET address = ''::bytea WHERE id = ANY(%s)"  # noqa: S608  our own table's name


class InvitingRefused(Exception):
    """This cannot be done with the inviting of a list; `args[0]` says why to the person who asked."""


# -- keeping -----------------------------------------------------------------------------------------------------------
def hold_addresses(*, brought: MemberList, now: datetime) -> None:
    """Addresses of this list are to be kept; those that a worker before kept go. In the caller's transaction."""
    forget_addresses(brought=brought)
    InvitationRun.objects.create(source=brought, kept_until=now + HELD_FOR)


def keep_addresses(*, brought: MemberList, found: Iterable[tuple[str, str]]) -> None:
    """Fingerprints with their addresses, each once in its list; in the caller's transaction."""
    lines = (_line(str(brought.pk), mark, address) for mark, address in found)
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write("".join(lines))


def _line(source: str, mark: str, address: str) -> str:
    key = str(uuid4())
    sealed = seal(address.encode(), f"{_TABLE}|address|{key}").hex()
    return f"{key}\t{source}\t{mark}\t\\\\x{sealed}\t\tf\n"


def forget_addresses(*, brought: MemberList) -> None:
    """Nothing of the inviting of this list stays, and what waits in the outbox goes; in the caller's transaction."""
    rows = InvitedAddress.objects.filter(run__source=brought)
    forget_messages(dedupe_keys={key_of_message(row) for row in rows.filter(in_outbox=True).only("pk")})
    InvitationRun.objects.filter(source=brought).delete()


@transaction.atomic
def forget_invited(*, marks: Collection[str]) -> None:
    """Somebody with one of these fingerprints is erased: their address and the mail to it go."""
    rows = InvitedAddress.objects.filter(mark__in=[mark for mark in marks if mark])
    forget_messages(dedupe_keys={key_of_message(row) for row in rows.only("pk")})
    rows.delete()


# -- deciding ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def begin_inviting(*, brought: MemberList, per_day: int, language: str, by: User, now: datetime) -> None:
    """Invite the people of a list, so many a day at most, by a mail in `language`. Raises InvitingRefused."""
    association = brought.association
    if not may(by, association, Verb.UPLOAD_LISTS) or not association.is_approved:
        raise InvitingRefused(_("Your role does not let you invite the people of a list."))
    limit = max(1, min(per_day, settings.LIST_INVITATIONS_PER_DAY))
    begun = {"per_day": limit, "language": language, "begun_by": by, "begun_at": now}
    held = InvitationRun.objects.filter(source=brought, state=InvitingState.HELD)
    if not held.update(state=InvitingState.RUNNING, **begun):
        raise InvitingRefused(_("This was begun already, or the addresses are gone."))
    enqueue(TASK)


@transaction.atomic
def stop_inviting(*, brought: MemberList, by: User, now: datetime) -> None:
    """No more mails; the addresses that had no turn are deleted, and mails that wait are not sent. Raises
    InvitingRefused."""
    live = InvitationRun.objects.filter(source=brought, state__in=(InvitingState.HELD, InvitingState.RUNNING))
    if not live.update(state=InvitingState.STOPPED):
        raise InvitingRefused(_("There is nothing to stop any more."))
    waiting = InvitedAddress.objects.filter(run__source=brought, in_outbox=True).only("pk")
    drop_messages(dedupe_keys={key_of_message(row) for row in waiting}, now=now)
    InvitedAddress.objects.filter(run__source=brought, turn_on=None).delete()


@transaction.atomic
def never_invite(*, key: str, now: datetime) -> None:
    """Whoever got the mail with this key wants no invitation from any list; an unknown key changes nothing."""
    invited = InvitedAddress.objects.filter(key_hash=hash_of_key(key)).first()
    if invited:
        NeverInvite.objects.get_or_create(mark=invited.mark, defaults={"since": now.astimezone(UTC).date()})
        waiting = InvitedAddress.objects.filter(mark=invited.mark, in_outbox=True).only("pk")
        drop_messages(dedupe_keys={key_of_message(row) for row in waiting}, now=now)


# -- mailing -----------------------------------------------------------------------------------------------------------
def invite_listed(*, clock: Clock) -> int:
    """Give today's people their turn and forget the mails that went out; returns how many had a turn."""
    return sum(_turn(run, clock()) for run in runs_to_do(clock()))


@transaction.atomic
def _turn(run: InvitationRun, now: datetime) -> int:
    """One transaction: the mails are in the outbox and their addresses gone from the list, or neither."""
    Association.objects.select_for_update().get(pk=run.source.association_id)
    held = InvitationRun.objects.select_for_update().select_related("source__association").get(pk=run.pk)
    _forget_mailed(held)
    if held.state == InvitingState.HELD and held.kept_until <= now:
        held.addresses.all().delete()
        _end(held, InvitingState.FORGOTTEN)
    if held.state != InvitingState.RUNNING or not held.source.association.is_approved:
        return 0
    left = left_today(held, now)
    rows = list(held.addresses.filter(turn_on=None).order_by("pk")[: min(left, ROWS_AT_ONCE)]) if left else []
    if rows:
        _mail(held, rows, now)
        reach("before_invitations_commit")
    elif left:
        _end(held, InvitingState.DONE)
    return len(rows)


def _mail(run: InvitationRun, rows: list[InvitedAddress], now: datetime) -> None:
    over = set(passed_over(run, now).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    name, drafts, today = run.source.association.name, [], now.astimezone(UTC).date()
    for row in rows:
        row.turn_on = today
        if row.pk not in over:
            key = secrets.token_urlsafe(24)
            row.key_hash, row.in_outbox = hash_of_key(key), True
            drafts.append(_draft(row, {"key": key, "association": name}, run.language))
    queue_messages(drafts=drafts, now=now)
    InvitedAddress.objects.bulk_update(rows, ["turn_on", "key_hash", "in_outbox"])
    with connection.cursor() as cursor:
        cursor.execute(_NO_ADDRESS, [[row.pk for row in rows]])


def _draft(row: InvitedAddress, facts: dict[str, str], language: str) -> Draft:
    """To the address and to nobody's account: the mail is the same whether there is one or not."""
    return Draft(
        kind=MessageKind.LIST_INVITATION,
        dedupe_key=key_of_message(row),
        facts=facts,
        address=row.address,
        language=language,
        keep_for=MAIL_LASTS,
    )


def _forget_mailed(run: InvitationRun) -> None:
    """Mails that went out, or never will, are deleted with their addresses."""
    there = {key_of_message(row): row.pk for row in run.addresses.filter(in_outbox=True).only("pk")}
    open_still = Message.objects.filter(dedupe_key__in=there, state__in=UNSENT).values_list("dedupe_key", flat=True)
    gone = set(there) - set(open_still)
    forget_messages(dedupe_keys=gone)
    run.addresses.filter(pk__in=[there[key] for key in gone]).update(in_outbox=False)


def _end(run: InvitationRun, state: InvitingState) -> None:
    run.state = state
    run.save(update_fields=["state"])


def key_of_message(row: InvitedAddress) -> str:
    """Under which the mail to an address is queued once."""
    return f"list_invitation:{row.pk}"
