from datetime import UTC, datetime
from typing import Any

import factory

from apps.cases.enums import State
from apps.dossiers.actions import KEPT, request_dossier
from apps.dossiers.enums import DossierState, Variant
from apps.dossiers.models import Dossier
from apps.dossiers.paper.chapters import file_name
from tests.factories.cases import CaseFactory
from tests.factories.evidence import StoredFileFactory

ASKED = datetime(2018, 3, 5, 9, tzinfo=UTC)


class DossierFactory(factory.django.DjangoModelFactory[Dossier]):
    """A dossier that waits, as its case's owner asked for it."""

    class Meta:
        model = Dossier

    case = factory.SubFactory(CaseFactory, state=State.VERIFIED)
    language = "en"
    variant = Variant.FULL
    now = ASKED

    is_ready = False  # made, in so many words: its files hold next to nothing

    @classmethod
    def _create(cls, model_class: type[Dossier], *args: Any, **kwargs: Any) -> Dossier:
        is_ready, now = kwargs.pop("is_ready"), kwargs["now"]
        dossier = request_dossier(**kwargs, by=kwargs["case"].owner)
        if is_ready:
            content = b"%PDF-1.7\nA dossier.\n%%EOF\n"
            dossier.file = StoredFileFactory.create(content=content, name=file_name(dossier, "pdf"))
            dossier.manifest = StoredFileFactory.create(content=b"a manifest", name=file_name(dossier, "manifest.json"))
            dossier.state, dossier.sha256 = DossierState.READY, dossier.file.sha256
            dossier.pages, dossier.ready_at, dossier.expires_at = 1, now, now + KEPT
            dossier.save()
        return dossier
