import factory

from apps.accounts.models import User


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
