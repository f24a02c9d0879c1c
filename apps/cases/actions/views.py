"""Keeping views of a list by name."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cases.models import SavedView

MOST_VIEWS = 12
LONGEST_NAME = 40


class TooManyViews(Exception):
    """More tabs than anybody finds their way in; `args[0]` says it to the user."""


@transaction.atomic
def save_view(*, name: str, query: str, place: str = "", by: User, now: datetime) -> SavedView:
    """Keep `query` of the list at `place` under `name` for `by`. Raises TooManyViews.

    The same name again replaces what it stood for.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two tabs at once do not make thirteen
    own = list(SavedView.objects.filter(person=by, place=place))
    if known := next((view for view in own if view.name == name), None):
        return change_view(view=known, name=name, query=query, by=by, now=now)
    if len(own) >= MOST_VIEWS:
        raise TooManyViews(_("Twelve views are the most. Remove one first."))
    return SavedView.objects.create(person=by, name=name, query=query, place=place, created_at=now)


@transaction.atomic
def change_view(*, view: SavedView, name: str, query: str, by: User, now: datetime) -> SavedView:
    """Give a view another name, or another meaning. One that was removed meanwhile stays removed."""
    view.name, view.query = name, query
    if SavedView.objects.select_for_update().filter(pk=view.pk, person=by).exists():
        view.save(update_fields=["name", "query"])
    return view


@transaction.atomic
def remove_view(*, view: SavedView, by: User, now: datetime) -> None:
    """Twice is as once. Cases stay as they are."""
    SavedView.objects.filter(pk=view.pk, person=by).delete()


@transaction.atomic
def choose_default_view(*, view: SavedView, is_default: bool, by: User, now: datetime) -> None:
    """The list opens with this view from now on, or with all cases again. One that was removed stays removed."""
    own = SavedView.objects.filter(person=by, place=view.place)
    list(own.select_for_update().order_by("pk").values_list("pk", flat=True))
    own.filter(is_default=True).update(is_default=False)
    own.filter(pk=view.pk).update(is_default=is_default)


@transaction.atomic
def forget_views(*, person: User, place: str, now: datetime) -> None:
    """Somebody sees a list no more: what they kept of it goes."""
    SavedView.objects.filter(person=person, place=place).delete()
