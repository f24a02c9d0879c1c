"""Lists of members that a body brought: the upload on its way, and the fingerprints that stand for its rows."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.associations.enums import LIST_MOVES, WORKABLE_LISTS, ListState
from apps.associations.models.associations import Association
from apps.core.encryption import EncryptedTextField
from apps.core.guards import RefuseChange, RefuseTruncate
from apps.core.turns import TakesTurns


class MemberList(TakesTurns):
    """One list of members on its way into a body, and afterwards what it came to.

    A job looks at it, a person says which column is what (`layout`), a job takes it over. `options` is how the file is
    written, where somebody chose instead of us. `facts` is what the file shows, as JSON, emptied once it is decided.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    association = models.ForeignKey(Association, models.PROTECT, related_name="member_lists")
    name = EncryptedTextField(help_text="of the file")
    state = models.CharField(_("state"), max_length=12, choices=ListState, default=ListState.WAITING)
    options = models.JSONField(default=dict)
    layout = models.JSONField(default=dict)
    facts = EncryptedTextField()
    complaint = models.CharField(max_length=40, blank=True, help_text="code of why it was refused or failed")
    rows_expected = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0, help_text="read so far, whatever became of them")
    rows_new = models.PositiveIntegerField(default=0)
    rows_known = models.PositiveIntegerField(default=0, help_text="in an earlier list of the body already")
    rows_repeated = models.PositiveIntegerField(default=0, help_text="in the same list again")
    rows_refused = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list, help_text="row number and reason, without a word of the row")
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    personal_data = ("name", "facts", "brought_by")

    class Meta:
        verbose_name = _("member list")
        verbose_name_plural = _("member lists")
        ordering: ClassVar = ["brought_at", "id"]
        indexes = [
            models.Index(fields=["association", "brought_at"], name="member_list_of_body"),
            models.Index(fields=["moved_at"], condition=Q(state__in=WORKABLE_LISTS), name="member_list_to_do"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ListState.values), name="member_list_state_is_known"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="state_moves",
                field="state",
                transitions=[(str(before), str(after)) for before, after in LIST_MOVES],
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_at_work(self) -> bool:
        return self.state in WORKABLE_LISTS


class ListPart(models.Model):
    """A piece of the file while it is undecided, encrypted and bound to its place; deleted with the decision."""

    source = models.ForeignKey(MemberList, models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    personal_data = ("sealed",)

    class Meta:
        verbose_name = _("part of a member list")
        verbose_name_plural = _("parts of member lists")
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="list_part_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.number}"

    @staticmethod
    def bound_to(list_id: uuid.UUID, number: int) -> str:
        return f"member list|{list_id}|{number}"


class ListedMember(models.Model):
    """A row of a list as keyed fingerprints alone; counts once its list is taken over. Rows with one `key` are one."""

    source = models.ForeignKey(MemberList, models.CASCADE, related_name="members")
    number = models.PositiveIntegerField(help_text="row in the file")
    key = models.CharField(max_length=80)
    email_mark = models.CharField(max_length=80, blank=True)
    token_mark = models.CharField(max_length=80, blank=True)
    link_mark = models.CharField(max_length=80, blank=True)
    code_mark = models.CharField(max_length=80, blank=True)

    personal_data = ("key", "email_mark", "token_mark", "link_mark", "code_mark")

    class Meta:
        verbose_name = _("row of a member list")
        verbose_name_plural = _("rows of member lists")
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="listed_once_per_list")]
        triggers = [RefuseTruncate(name="no_truncate"), RefuseChange(name="rows_stay", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.source_id} {self.number}"
