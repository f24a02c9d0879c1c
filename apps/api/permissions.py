"""A token may do what its scopes say; a session everything its person may."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from apps.accounts.models import ApiToken, User


class MayDoThis(BasePermission):
    """The view's `needs` names the scope of each method. Asked before anything is looked up, so 403 tells nothing."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.user, User):
            return False
        scope = view.scope_of(request.method)
        if isinstance(request.auth, ApiToken) and scope not in request.auth.scopes:
            words = _("This needs the right %(scope)s, which the token does not have.")
            raise PermissionDenied(words % {"scope": scope})
        return True
