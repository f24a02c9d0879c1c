"""A seller gives a body a case, and takes it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.associations.models import Association
from apps.associations.selectors import on_duty
from apps.cases.actions.circles import grant_to_circle
from apps.cases.actions.grants import SharingRefused
from apps.cases.enums import CircleScope
from apps.cases.models import Case, CircleGrant


@transaction.atomic
def share_with_association(
    *,
    case: Case,
    association: Association,
    scope: CircleScope,
    ends_at: datetime | None = None,
    tells: bool = False,
    by: User,
    now: datetime,
) -> CircleGrant:
    """Let an approved body count or read the case. With `tells` a coordinator is told of unanswered dates.

    Raises SharingRefused. Whoever calls has made sure that the case's owner wants it.
    """
    locked = Association.objects.select_for_update(of=("self",)).select_related("circle").get(pk=association.pk)
    if not locked.is_approved or locked.circle is None:
        raise SharingRefused(_("This association cannot be given cases now."))
    told = on_duty(locked) if tells else None
    return grant_to_circle(case=case, circle=locked.circle, scope=scope, ends_at=ends_at, told=told, by=by, now=now)
