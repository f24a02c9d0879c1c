"""Files of a case. Their bytes have an address of their own."""

from typing import Any

from rest_framework import serializers

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


class NewFile(serializers.Serializer[Any]):
    """One file, up to 50 MB."""

    kind = serializers.ChoiceField(choices=list(EVIDENCE_KINDS))
    file = serializers.FileField(allow_empty_file=True, max_length=1000)
