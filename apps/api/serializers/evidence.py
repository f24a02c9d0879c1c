"""Files of a case. Their bytes have an address of their own."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.cases.models import CaseFile
from apps.cases.selectors import copy_of
from apps.marketplaces.enums import EVIDENCE_KINDS


class FileSerializer(serializers.Serializer[Any]):
    """A file as it was put in. `sha256` is that of its bytes, so that a download can be compared."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    name = serializers.CharField(source="file.name")
    media_type = serializers.CharField(source="file.media_type", help_text="By content, not by name.")
    size = serializers.IntegerField(source="file.size", help_text="Bytes.")
    sha256 = serializers.CharField(source="file.sha256")
    added_at = serializers.DateTimeField()


class CopySerializer(serializers.Serializer[Any]):
    """The copy that readers get: the newest redacted one, else the one without what its maker did not see."""

    name = serializers.CharField()
    media_type = serializers.CharField(help_text="By content, not by name.")
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField(help_text="Of the copy.")


class CopiedFileSerializer(serializers.Serializer[CaseFile]):
    """A file of a case as its readers see it; the original stays sealed."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    added_at = serializers.DateTimeField()
    copy = serializers.SerializerMethodField(help_text="Null while there is none that could be given.")

    @extend_schema_field(CopySerializer(allow_null=True))
    def get_copy(self, entry: CaseFile) -> dict[str, Any] | None:
        copy = copy_of(entry.file)
        return CopySerializer(copy).data if copy else None


class NewFile(serializers.Serializer[Any]):
    """One file, up to 50 MB."""

    kind = serializers.ChoiceField(choices=list(EVIDENCE_KINDS))
    file = serializers.FileField(allow_empty_file=True, max_length=1000)
