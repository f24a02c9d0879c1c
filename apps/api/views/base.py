"""What every address of the API does alike."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.enums import Scope
from apps.accounts.models import User
from apps.api.authentication import BearerToken, SignedIn
from apps.api.errors import Trouble
from apps.api.etags import say_version
from apps.api.permissions import MayDoThis
from apps.api.throttles import ByAddress, ByToken, Writes

METHODS = ["get", "head", "post", "patch", "delete"]  # OPTIONS would describe what the schema describes better


class Public(APIView):
    """Open to everybody, the same for everybody, and so kept by whoever likes for five minutes."""

    http_method_names = METHODS
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (ByAddress,)
    known_parameters: ClassVar[tuple[str, ...]] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unknown(request, self)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kw: Any) -> Any:
        if isinstance(response, Response) and response.status_code == 200:
            say_version(request, response)
            response["Cache-Control"] = "public, max-age=300"
        return super().finalize_response(request, response, *args, **kw)


class Private(APIView):
    """A person's own: a scope per method, and no copy kept on the way."""

    http_method_names = METHODS
    authentication_classes = (BearerToken, SignedIn)
    permission_classes = (MayDoThis,)
    throttle_classes = (ByToken, Writes)
    needs: ClassVar[Mapping[str, Scope]] = {}
    known_parameters: ClassVar[tuple[str, ...]] = ()

    def scope_of(self, method: str | None) -> str:
        return str(self.needs["GET" if method == "HEAD" else method or ""])

    @property
    def person(self) -> User:
        user = self.request.user
        if not isinstance(user, User):
            raise TypeError("MayDoThis lets nobody else in")
        return user

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method not in self.allowed_methods:  # before anybody is asked who they are
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)
        if "Accept-Language" not in request.headers and self.person.language:
            translation.activate(self.person.language)
        refuse_unknown(request, self)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kw: Any) -> Any:
        if isinstance(response, Response) and response.status_code in (200, 201) and response.data is not None:
            say_version(request, response)
        response.headers["Cache-Control"] = "no-store"
        return super().finalize_response(request, response, *args, **kw)


def refuse_unknown(request: Request, view: Any) -> None:
    """A mistyped filter, an empty one or two of one name must not mean everything. Raises ValidationError."""
    known = set(view.known_parameters)
    if filters := getattr(view, "filterset_class", None):
        known |= set(filters.base_filters)
    if paginator := getattr(view, "paginator", None):
        known |= set(paginator.names)
    wrong = {}
    for name, values in request.query_params.lists():
        if name not in known:
            wrong[name] = [_("There is no such parameter.")]
        elif len(values) != 1 or not values[0]:
            wrong[name] = [_("Give this parameter one value, or leave it out.")]
    if wrong:
        raise ValidationError(wrong)


class Nothing(APIView):
    """Every address that does not exist: the same answer as for what belongs to somebody else."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (ByAddress,)
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Trouble("not-found")
