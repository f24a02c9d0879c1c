"""What a page of the desk is asked with."""

from django.http import HttpRequest

from apps.accounts.models import User


class DeskRequest(HttpRequest):
    """A request that `site.let_in` has let in: a moderator's."""

    user: User
