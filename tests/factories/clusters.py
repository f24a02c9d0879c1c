"""Pairs of sellers as the actions make them."""

from typing import Any

import factory

from apps.cases.enums import PairState, PairStep
from apps.cases.models import ClusterMember, PairEvent, Seller, SellerPair
from tests.factories.cases import STARTED, SellerFactory


class SellerPairFactory(factory.django.DjangoModelFactory[SellerPair]):
    """Two sellers (`one` and `other` in either order) that wait for a decision."""

    class Meta:
        model = SellerPair

    one = factory.SubFactory(SellerFactory)
    other = factory.SubFactory(SellerFactory)
    state = PairState.SUGGESTED
    score = 0.9
    agrees = ("company",)
    found_at = STARTED
    moved_at = STARTED

    @classmethod
    def _create(cls, model_class: type[SellerPair], *args: Any, **kwargs: Any) -> SellerPair:
        first, second = sorted((kwargs.pop("one"), kwargs.pop("other")), key=lambda seller: seller.pk)
        return model_class.objects.create(one=first, other=second, **{**kwargs, "agrees": list(kwargs["agrees"])})


class PairEventFactory(factory.django.DjangoModelFactory[PairEvent]):
    class Meta:
        model = PairEvent

    pair = factory.SubFactory(SellerPairFactory)
    step = PairStep.FOUND
    words = "Same office."
    at = STARTED


class ClusterMemberFactory(factory.django.DjangoModelFactory[ClusterMember]):
    class Meta:
        model = ClusterMember

    seller = factory.SubFactory(SellerFactory)

    @factory.lazy_attribute
    def cluster(self) -> object:
        seller: Seller = self.seller
        return seller.pk
