"""Writing an appeal: attempts, their text with its versions, what goes with it. Sending it is in appeal_sent.py.

What is typed is the attempt's `text`; a version is kept whenever somebody presses "save", and while they type every few
minutes, before much of it is deleted, and before another version takes its place. Versions are never changed.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.enums import CLOSED, UNSENT, AppealState, State, Track, VersionKind
from apps.cases.models import Appeal, AppealFile, AppealVersion, Case, CaseFile
from apps.cases.rules import MOST_CHARACTERS, MOST_QUESTIONS, AppealText, can_move
from apps.cases.selectors.appeals import limit_of, sent_count

VERSION_EVERY = timedelta(minutes=5)  # while somebody types
MUCH_DELETED = 200  # characters


class AppealRefused(Exception):
    """The attempt is not where this step starts from, or something is missing; `args[0]` says it to the user."""


class AppealMoved(AppealRefused):
    """It is not, or no longer, at the state this step starts from."""


class AppealConflict(Exception):
    """It was saved elsewhere since this page was opened; `appeal` is as it stands now. What was typed is set aside."""

    def __init__(self, appeal: Appeal) -> None:
        super().__init__(_("This appeal was changed in another tab or on another device."))
        self.appeal = appeal


def lock_case(case: Case, by: User) -> Case:
    """The case's row, locked, so that attempts are counted one after another; locked before any attempt.

    Raises AppealRefused for the cases of others.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("docket").get(pk=case.pk)
    if locked.owner_id != by.pk or locked.state == State.DRAFT:
        raise AppealRefused(_("Only the seller of a submitted case can do this."))
    return locked


def lock_appeal(appeal: Appeal) -> Appeal:
    return (
        Appeal.objects.select_for_update(of=("self",)).select_related("case__docket", "case__owner").get(pk=appeal.pk)
    )


def move_appeal(appeal: Appeal, target: AppealState, now: datetime, **fields: object) -> None:
    """Move an attempt by a conditional UPDATE, inside the caller's transaction. Twice raises AppealRefused."""
    before = appeal.state
    changes = {"state": target, "moved_at": now, **fields}
    if not can_move(before, target) or not Appeal.objects.filter(pk=appeal.pk, state=before).update(**changes):
        raise AppealMoved(_("This appeal has moved on in the meantime. Please look at where it stands now."))
    for name, value in changes.items():
        setattr(appeal, name, value)


@transaction.atomic
def start_appeal(*, case: Case, track: Track, copies: Appeal | None = None, by: User, now: datetime) -> Appeal:
    """Begin the next attempt, empty or with the text of an earlier one.

    Raises AppealRefused while another is being written, when no appeal is left, and in a closed case.
    """
    case = lock_case(case, by)
    if case.state in CLOSED:
        raise AppealMoved(_("This case is closed. Reopen it before you write another appeal."))
    if case.appeals.filter(state__in=UNSENT).exists():
        raise AppealMoved(_("You are already writing an appeal. Finish it or give it up first."))
    refuse_beyond_limit(case)
    text = AppealText(track=track)
    if copies is not None and copies.case_id == case.pk:
        earlier = copies.typed
        text = AppealText(track=track, parts=earlier.parts, questions=earlier.questions, form_limit=earlier.form_limit)
    return create_appeal(case, text, by=by, now=now)


def create_appeal(case: Case, text: AppealText, *, by: User, now: datetime) -> Appeal:
    last = case.appeals.aggregate(last=Max("number"))["last"] or 0
    appeal = Appeal(
        case=case,
        number=last + 1,
        track=text.track,
        text=text.as_json(),
        text_changed_at=now,
        started_at=now,
        moved_at=now,
    )
    appeal.save(force_insert=True)
    if not text.is_empty:
        keep_version(appeal, by=by, now=now)
    return appeal


def refuse_beyond_limit(case: Case) -> int | None:
    """How many appeals are left, None where no limit is known. Raises AppealRefused when none is."""
    limit, sent = limit_of(case), sent_count(case)
    left = limit.left_after(sent)
    if left == 0:
        raise AppealMoved(
            _(
                "The platform allows no further appeal, as far as we know: what it allows was sent already. If it lets "
                "you appeal again, say so with the words of its notice."
            )
        )
    return left


def save_appeal(
    *,
    appeal: Appeal,
    text: AppealText,
    files: Collection[int] | None = None,
    seen: str,
    writer: str,
    keep: bool = False,
    by: User,
    now: datetime,
) -> Appeal:
    """Keep the text as typed; `keep` makes a version of it. `files` are ids of the case's files that go with it.

    `seen` is the mark when the page was opened, `writer` the page's own new one. Raises AppealConflict when another
    page saved something else in between: then what was typed here is kept aside as a version. Raises AppealRefused when
    the attempt is not being written (any more) or the text is too long. Saving what is there is never a conflict.
    """
    said = text.tidy()
    try:
        return _save(appeal, said, files=files, marks=(seen, writer), keep=keep, by=by, now=now)
    except AppealConflict as conflict:
        _set_aside(conflict.appeal, said, by=by, now=now)
        raise


@transaction.atomic
def _save(
    appeal: Appeal,
    text: AppealText,
    *,
    files: Collection[int] | None,
    marks: tuple[str, str],
    keep: bool,
    by: User,
    now: datetime,
) -> Appeal:
    current = lock_appeal(appeal)
    _refuse_unwritable(current, text)
    is_same = current.typed == text
    if not is_same and current.mark not in marks:
        raise AppealConflict(current)
    if files is not None:
        _choose_files(current, files)
    if not is_same:
        newest = current.versions.order_by("-number").first()
        much_gone = len(current.text) - len(text.as_json()) >= MUCH_DELETED
        if much_gone and (newest is None or newest.typed != current.typed):
            newest = keep_version(current, by=by, now=now)
        _write(current, text, writer=marks[1], now=now)
        keep = keep or newest is None or now - newest.kept_at >= VERSION_EVERY
    if keep:
        keep_version(current, by=by, now=now)
    return current


def _write(appeal: Appeal, text: AppealText, *, writer: str, now: datetime) -> None:
    appeal.text, appeal.track, appeal.mark, appeal.text_changed_at = text.as_json(), text.track, writer, now
    appeal.save(update_fields=["text", "track", "mark", "text_changed_at"])


def _refuse_unwritable(appeal: Appeal, text: AppealText) -> None:
    if appeal.state != AppealState.DRAFTING:
        raise AppealMoved(_("This appeal is not being written at the moment. Choose “Change the text” first."))
    if len(text.everything) > MOST_CHARACTERS or len(text.questions) > MOST_QUESTIONS:
        raise AppealRefused(_("This is more text than an appeal can hold. Please put long lists into files."))


def keep_version(
    appeal: Appeal,
    *,
    text: AppealText | None = None,
    kind: VersionKind = VersionKind.SAVED,
    by: User,
    now: datetime,
) -> AppealVersion:
    """Keep the text as the attempt's newest version; the newest one itself when it says the same. The row is locked."""
    said = text or appeal.typed
    newest = appeal.versions.order_by("-number").first()
    if newest is not None and newest.typed == said and kind != VersionKind.ASIDE:
        return newest
    number = (newest.number if newest else 0) + 1
    version = AppealVersion(appeal=appeal, number=number, kind=kind, text=said.as_json(), kept_at=now, kept_by=by)
    version.save(force_insert=True)
    if kind != VersionKind.ASIDE:
        Appeal.objects.filter(pk=appeal.pk).update(newest_version=number)
        appeal.newest_version = number
    return version


@transaction.atomic
def _set_aside(appeal: Appeal, text: AppealText, *, by: User, now: datetime) -> None:
    current = lock_appeal(appeal)
    if not any(version.typed == text for version in current.versions.filter(kind=VersionKind.ASIDE)):
        keep_version(current, text=text, kind=VersionKind.ASIDE, by=by, now=now)


def _choose_files(appeal: Appeal, files: Collection[int]) -> None:
    """Exactly these files of the case go with the attempt; ids of others are left out."""
    chosen = CaseFile.objects.filter(case=appeal.case_id, pk__in=files)
    appeal.files.exclude(entry__in=chosen).delete()
    AppealFile.objects.bulk_create([AppealFile(appeal=appeal, entry=entry) for entry in chosen], ignore_conflicts=True)


@transaction.atomic
def restore_version(*, appeal: Appeal, version: AppealVersion, writer: str, by: User, now: datetime) -> Appeal:
    """Take an earlier version up again; what stood is kept as a version too. Raises AppealRefused."""
    current = lock_appeal(appeal)
    _refuse_unwritable(current, version.typed)
    if version.appeal_id != current.pk:
        raise AppealRefused(_("This version belongs to another appeal."))
    if version.typed == current.typed:
        return current
    keep_version(current, by=by, now=now)
    _write(current, version.typed, writer=writer, now=now)
    keep_version(current, kind=VersionKind.RESTORED, by=by, now=now)
    return current


@transaction.atomic
def withdraw_appeal(*, appeal: Appeal, by: User, now: datetime) -> Appeal:
    """Give an unsent attempt up. Its text stays readable; the next attempt can begin with it. Raises AppealRefused."""
    lock_case(appeal.case, by)
    current = lock_appeal(appeal)
    current.readings.filter(verdict="", is_taken_back=False).update(is_taken_back=True)
    move_appeal(current, AppealState.WITHDRAWN, now)
    return current
