from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import factory

from apps.evidence.actions import store_file
from apps.evidence.enums import Custody
from apps.evidence.models import CustodyEntry, StoredFile

STORED = datetime(2018, 2, 20, 9, tzinfo=UTC)
NOTICE = b"%PDF-1.7\nYour selling privileges have been removed.\n%%EOF\n"


class StoredFileFactory(factory.django.DjangoModelFactory[StoredFile]):
    """A file that really lies in the vault; `content` are its bytes."""

    class Meta:
        model = StoredFile

    content = NOTICE
    name = "notice.pdf"
    by = None
    now = STORED

    @classmethod
    def _create(cls, model_class: type[StoredFile], *args: Any, **kwargs: Any) -> StoredFile:
        return store_file(source=BytesIO(kwargs.pop("content")), **kwargs)


class CustodyEntryFactory(factory.django.DjangoModelFactory[CustodyEntry]):
    class Meta:
        model = CustodyEntry

    file = factory.SubFactory(StoredFileFactory)
    kind = Custody.OPENED
    at = STORED
