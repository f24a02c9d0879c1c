"""Appeals that somebody is asked by name to read."""

from typing import Any

from rest_framework import serializers

from apps.api.serializers.appeals import AppealTextSerializer, CheckSerializer, Codes, ExhibitSerializer
from apps.api.serializers.texts import Text
from apps.cases.enums import Verdict

LONGEST_WORDS = 5_000


class AskedSerializer(serializers.Serializer[Any]):
    """A request to read an appeal before it is sent."""

    id = serializers.UUIDField()
    case = serializers.UUIDField(source="appeal.case_id")
    reference = serializers.CharField(source="appeal.case.reference")
    attempt = serializers.IntegerField(source="appeal.number")
    asked_at = serializers.DateTimeField()
    is_waiting = serializers.BooleanField(help_text="Whether your answer is still wanted.")
    verdict = Codes(choices=Verdict.choices, help_text="What you said.")
    words = serializers.CharField(allow_blank=True)
    read_at = serializers.DateTimeField(allow_null=True)


class AskedDetailSerializer(AskedSerializer):
    """With the text, as long as it waits for you: afterwards `text` is null and the lists are empty."""

    is_last = serializers.BooleanField(allow_null=True, help_text="Whether it is the last appeal there is.")
    text = AppealTextSerializer(allow_null=True)
    checks = CheckSerializer(many=True)
    files = ExhibitSerializer(many=True, help_text="Only where the sharing has the evidence.")


class NewVerdict(serializers.Serializer[Any]):
    """What you say of it; words are needed where something should be mended."""

    verdict = serializers.ChoiceField(choices=Verdict.choices)
    words = Text(required=False, allow_blank=True, default="", max_length=LONGEST_WORDS, trim_whitespace=False)
