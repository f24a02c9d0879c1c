from datetime import UTC, datetime
from typing import Any

import factory

from apps.accounts.actions import make_token
from apps.accounts.enums import Scope
from apps.accounts.models import ApiToken, User


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A seller who said which language and zone they want."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@sellers.example")
    language = "en"
    time_zone = "UTC"

    @classmethod
    def _create(cls, model_class: type[User], *args: object, **kwargs: object) -> User:
        return model_class.objects.create_user(*args, **kwargs)  # type: ignore[arg-type]


class ModeratorFactory(UserFactory):
    email = factory.Sequence(lambda n: f"moderator{n}@recourse.example")
    is_staff = True


MADE_AT = datetime(2018, 2, 14, 8, tzinfo=UTC)


class ApiTokenFactory(factory.django.DjangoModelFactory[ApiToken]):
    """A token of `person` with every right; `secret` is what a program sends."""

    class Meta:
        model = ApiToken

    person = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"program {n}")
    scopes = factory.LazyFunction(lambda: list(Scope.values))
    days = 90
    now = MADE_AT

    @classmethod
    def _create(cls, model_class: type[ApiToken], *args: Any, **kwargs: Any) -> ApiToken:
        made = make_token(by=kwargs.pop("person"), **kwargs)
        made.token.secret = made.secret  # type: ignore[attr-defined]  known to tests only
        return made.token
