"""What one moderator asks for and another allows, as the actions make it."""

from datetime import timedelta
from typing import Any

import factory

from apps.cases.actions.identities import answer_identity, ask_identity, look_at_identity
from apps.cases.models import IdentityAsk
from apps.incidents.actions.publishing import propose_public
from apps.incidents.models import PublicationAsk
from apps.privacy.actions.erasing_case import propose_case_erasure
from apps.privacy.enums import Ground
from apps.privacy.models import CaseErasure
from tests.factories.accounts import ModeratorFactory
from tests.factories.cases import STARTED, CaseFactory
from tests.factories.incidents import IncidentFactory

ASKED = STARTED + timedelta(days=1)


class IdentityAskFactory(factory.django.DjangoModelFactory[IdentityAsk]):
    """A moderator asks to see who filed a case; with `answered` another moderator allowed (or refused) it."""

    class Meta:
        model = IdentityAsk

    case = factory.SubFactory(CaseFactory)
    reason = "The bank asks who it is."
    by = factory.SubFactory(ModeratorFactory)
    now = ASKED

    @classmethod
    def _create(cls, model_class: type[IdentityAsk], *args: Any, **kwargs: Any) -> IdentityAsk:
        allowed, used = kwargs.pop("allowed", None), kwargs.pop("used", False)
        now = kwargs["now"]
        ask = ask_identity(**kwargs)
        if allowed is not None or used:
            words = "" if used or allowed else "The number of the file is enough."
            answer_identity(ask=ask, allows=used or allowed, words=words, by=ModeratorFactory.create(), now=now)
        if used:
            look_at_identity(ask=ask, by=kwargs["by"], now=now)
            ask.refresh_from_db()
        return ask


class PublicationAskFactory(factory.django.DjangoModelFactory[PublicationAsk]):
    """A moderator wants everybody to see an incident."""

    class Meta:
        model = PublicationAsk

    incident = factory.SubFactory(IncidentFactory, is_public=False)
    words = "Two papers wrote of it."
    by = factory.SubFactory(ModeratorFactory)
    now = ASKED

    @classmethod
    def _create(cls, model_class: type[PublicationAsk], *args: Any, **kwargs: Any) -> PublicationAsk:
        return propose_public(**kwargs)


class CaseErasureFactory(factory.django.DjangoModelFactory[CaseErasure]):
    """A moderator wants a case erased."""

    class Meta:
        model = CaseErasure

    case = factory.SubFactory(CaseFactory)
    ground = Ground.COURT
    words = "A court orders it."
    by = factory.SubFactory(ModeratorFactory)
    now = ASKED

    @classmethod
    def _create(cls, model_class: type[CaseErasure], *args: Any, **kwargs: Any) -> CaseErasure:
        return propose_case_erasure(**kwargs)
