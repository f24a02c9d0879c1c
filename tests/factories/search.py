"""What cases are found by, and views of the list of cases."""

import factory

from apps.cases.models import AccountTerms, CaseTerms, SavedView
from tests.factories.accounts import UserFactory
from tests.factories.cases import STARTED, CaseFactory, SellerAccountFactory


class SavedViewFactory(factory.django.DjangoModelFactory[SavedView]):
    class Meta:
        model = SavedView

    person = factory.SubFactory(UserFactory)
    name = "Blocked in spring"
    query = "state=verified"
    created_at = STARTED


class CaseTermsFactory(factory.django.DjangoModelFactory[CaseTerms]):
    """What stands in the index for a case; filing writes it, so this gives back what is there."""

    class Meta:
        model = CaseTerms
        django_get_or_create = ("case",)

    case = factory.SubFactory(CaseFactory)
    numbers = factory.LazyFunction(list)
    made_with = "k1/1"


class AccountTermsFactory(factory.django.DjangoModelFactory[AccountTerms]):
    """As CaseTermsFactory, for an account."""

    class Meta:
        model = AccountTerms
        django_get_or_create = ("account",)

    account = factory.SubFactory(SellerAccountFactory)
    numbers = factory.LazyFunction(list)
    made_with = "k1/1"
