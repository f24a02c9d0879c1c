"""A list of members on its way into a body: brought, looked at, taken over, taken back. list_work.py does the work."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.associations.actions.inviting import forget_addresses, forget_invited
from apps.associations.enums import UNDECIDED_LISTS, Known, ListState, Verb
from apps.associations.models import Association, ListedMember, ListPart, MemberList
from apps.associations.rules.member_lists import LARGEST_FILE
from apps.associations.selectors import may
from apps.core.dispatch import enqueue
from apps.core.encryption import seal
from apps.evidence.actions import plain_name
from apps.losses.reports.opening import with_choices
from apps.losses.reports.reading import Options
from apps.marketplaces.enums import PLATFORMS

TASK = "associations.work_on_lists"
PART = 1024 * 1024  # bytes of the file in one row
MOST_UNDECIDED = 5  # of one body
UNDECIDED_FOR = timedelta(hours=48)


class ListRefused(Exception):
    """This cannot be done with the list; `args[0]` says why to the person who asked."""


@transaction.atomic
def bring_list(*, association: Association, source: IO[bytes], name: str, by: User, now: datetime) -> MemberList:
    """Take in a file of members, encrypted part by part; a job looks at it. Raises ListRefused.

    The parts go as soon as it is decided what becomes of the list, or after two days without a decision.
    """
    locked = Association.objects.select_for_update().get(pk=association.pk)
    if not may(by, locked, Verb.UPLOAD_LISTS):
        raise ListRefused(_("Your role does not let you bring lists of members."))
    if not locked.is_approved:
        raise ListRefused(_("Once a moderator has approved the association, you can bring lists of members."))
    if locked.member_lists.filter(state__in=UNDECIDED_LISTS).count() >= MOST_UNDECIDED:
        raise ListRefused(_("Several lists wait for a decision. Take them over or cancel them first."))
    brought = MemberList.objects.create(
        association=locked, name=plain_name(name), brought_at=now, brought_by=by, moved_at=now
    )
    for part in _sealed_parts(brought, source):
        part.save()
    enqueue(TASK)
    return brought


def _sealed_parts(brought: MemberList, source: IO[bytes]) -> Iterator[ListPart]:
    number = 0
    while piece := source.read(PART):
        if (number + 1) * PART > LARGEST_FILE:
            raise ListRefused(_("This file is larger than 20 MB. Leave out columns that are not needed, or split it."))
        sealed = seal(piece, ListPart.bound_to(brought.pk, number))
        yield ListPart(source=brought, number=number, sealed=sealed)
        number += 1
    if not number:
        raise ListRefused(_("This file is empty."))


@transaction.atomic
def look_again(*, brought: MemberList, encoding: str, delimiter: str, by: User, now: datetime) -> None:
    """Have the file read anew as somebody says it is written. Raises ListRefused, ValueError (unknown)."""
    chosen = {"encoding": encoding, "delimiter": delimiter}
    options_from(chosen)
    stopped = (ListState.READY, ListState.REFUSED, ListState.FAILED)
    _move(brought, stopped, ListState.WAITING, now, options=chosen, attempts=0, complaint="")
    enqueue(TASK)


@transaction.atomic
def take_over(
    *,
    brought: MemberList,
    columns: Mapping[Known, int],
    platform: str,
    invite: bool = False,
    by: User,
    now: datetime,
) -> None:
    """Take the members of the list over, by a job. `columns` says which column is what; with `invite` the addresses are
    kept, encrypted, until each has been mailed. Raises ListRefused."""
    if not columns or len(set(columns.values())) < len(columns):
        raise ListRefused(_("Say in which column a member is named, and name no column twice."))
    if platform not in PLATFORMS:
        raise ListRefused(_("Choose the platform of the tokens and links."))
    if invite and Known.EMAIL not in columns:
        raise ListRefused(_("To invite people, say in which column their e-mail address stands."))
    layout = {"columns": {kind.value: place for kind, place in columns.items()}, "platform": platform, "invite": invite}
    _move(brought, (ListState.READY,), ListState.QUEUED, now, layout=layout, attempts=0, rows_done=0)
    enqueue(TASK)


@transaction.atomic
def cancel_list(*, brought: MemberList, by: User, now: datetime) -> None:
    """Stop; nothing of the file stays. A worker in the middle notices at its next batch. Raises ListRefused."""
    _move(brought, UNDECIDED_LISTS, ListState.CANCELLED, now, lease=None, lease_until=None, rows_done=0)
    forget_file(brought)
    forget_addresses(brought=brought)
    ListedMember.objects.filter(source=brought).delete()


@transaction.atomic
def undo_list(*, brought: MemberList, by: User, now: datetime) -> None:
    """Its members count no more, and what stood for them is deleted. Raises ListRefused."""
    _move(brought, (ListState.DONE,), ListState.UNDONE, now)
    forget_addresses(brought=brought)
    ListedMember.objects.filter(source=brought).delete()


@transaction.atomic
def forget_undecided(*, now: datetime) -> int:
    """Cancel lists about which nobody decided in two days; how many."""
    left = MemberList.objects.filter(state__in=UNDECIDED_LISTS, moved_at__lte=now - UNDECIDED_FOR)
    stale = list(left.select_for_update(skip_locked=True))
    for brought in stale:
        cancel_list(brought=brought, by=brought.brought_by, now=now)
    return len(stale)


@transaction.atomic
def forget_listed(*, marks: Collection[str]) -> int:
    """Somebody with one of these fingerprints is erased: their rows go from every list; how many."""
    known = [mark for mark in marks if mark]
    columns = ("email_mark", "token_mark", "link_mark", "code_mark")
    rows = ListedMember.objects.filter(Q(*((f"{column}__in", known) for column in columns), _connector=Q.OR))
    forget_invited(marks=known)
    return rows.delete()[0] if known else 0


def forget_file(brought: MemberList) -> None:
    """The file and what was shown of it; whoever calls is in a transaction that decides about the list."""
    ListPart.objects.filter(source=brought).delete()
    brought.facts = ""
    brought.save(update_fields=["facts"])


def options_from(chosen: Mapping[str, str]) -> Options:
    """How a person says the file is written. Raises ValueError for what does not exist."""
    return with_choices(Options(), encoding_name=chosen.get("encoding", ""), delimiter=chosen.get("delimiter", ""))


def _move(brought: MemberList, expected: Collection[ListState], to: ListState, now: datetime, **also: Any) -> None:
    moved = MemberList.objects.filter(pk=brought.pk, state__in=expected).update(state=to, moved_at=now, **also)
    if not moved:
        raise ListRefused(_("This was done already, or somebody was faster. Look at where the list stands now."))
    brought.refresh_from_db()
