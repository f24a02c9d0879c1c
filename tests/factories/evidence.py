from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import factory

from apps.evidence.actions import store_file
from apps.evidence.enums import Custody, JobKind, Making
from apps.evidence.models import CustodyEntry, FileJob, StoredFile, TimeStamp

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


class CopyFactory(factory.django.DjangoModelFactory[StoredFile]):
    """A share copy of `original`, or with `making` another kind; its bytes lie in the vault."""

    class Meta:
        model = StoredFile

    original = factory.SubFactory(StoredFileFactory)
    making = Making.SHARE
    content = b"%PDF-1.7\nA copy.\n%%EOF\n"
    name = "copy.pdf"
    now = STORED

    @classmethod
    def _create(cls, model_class: type[StoredFile], *args: Any, **kwargs: Any) -> StoredFile:
        held = store_file(source=BytesIO(kwargs["content"]), name=kwargs["name"], by=None, now=kwargs["now"])
        return StoredFile.objects.create(
            sha256=held.sha256,
            size=held.size,
            media_type=held.media_type,
            name=kwargs["name"],
            stored_at=kwargs["now"],
            making=kwargs["making"],
            original=kwargs["original"],
        )


class CustodyEntryFactory(factory.django.DjangoModelFactory[CustodyEntry]):
    class Meta:
        model = CustodyEntry

    file = factory.SubFactory(StoredFileFactory)
    kind = Custody.OPENED
    at = STORED


class FileJobFactory(factory.django.DjangoModelFactory[FileJob]):
    class Meta:
        model = FileJob

    file = factory.SubFactory(StoredFileFactory)
    kind = JobKind.REDACTION
    boxes = factory.LazyFunction(lambda: [{"page": 1, "left": 0.1, "top": 0.1, "width": 0.5, "height": 0.1}])
    asked_at = next_attempt_at = STORED


class TimeStampFactory(factory.django.DjangoModelFactory[TimeStamp]):
    """A row as it stands in the table; `response` is no stamp that anybody would believe."""

    class Meta:
        model = TimeStamp

    file = factory.SubFactory(StoredFileFactory)
    stamped_at = received_at = STORED
    server = "https://stamps.example/tsr"
    response = b"\x30\x00"
