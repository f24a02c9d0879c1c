"""What everybody may read: the vocabulary, marketplaces, incidents. Texts come in both languages at once."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import get_attribute

from apps.core import clock
from apps.incidents.enums import PromiseEnd
from apps.incidents.models import Incident
from apps.incidents.rules import PromiseStand
from apps.incidents.selectors import promised_in
from apps.marketplaces.enums import PLATFORMS


class Words(serializers.Serializer[Any]):
    """A text in both languages; one may be empty."""

    en = serializers.CharField()
    zh = serializers.CharField()


class Both(Words):
    """`title` of a row or a mapping, from its `title_en` and `title_zh`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", **kwargs)

    def to_representation(self, row: Any) -> dict[str, Any]:
        return {language: get_attribute(row, [f"{self.field_name}_{language}"]) for language in ("en", "zh")}


class TermSerializer(Words):
    """One word: `code` is what the API takes and gives."""

    code = serializers.CharField()


class VocabularySerializer(serializers.Serializer[Any]):
    """Every list of codes."""

    platform = TermSerializer(many=True)
    case_type = TermSerializer(many=True)
    allegation = TermSerializer(many=True)
    outcome = TermSerializer(many=True)
    loss_component = TermSerializer(many=True)
    evidence_kind = TermSerializer(many=True)
    state = TermSerializer(many=True)
    visibility = TermSerializer(many=True)
    event_kind = TermSerializer(many=True)
    appeal_track = TermSerializer(many=True)
    appeal_state = TermSerializer(many=True)
    appeal_channel = TermSerializer(many=True)
    appeal_answer = TermSerializer(many=True)
    currency = serializers.ListField(child=serializers.CharField(), help_text="ISO 4217")


class MarketplaceSerializer(TermSerializer):
    platform = serializers.CharField()
    platform_id = serializers.CharField(help_text="The platform's own name for it.")
    country = serializers.CharField(help_text="ISO 3166")
    currency = serializers.CharField(help_text="ISO 4217")
    zone = serializers.CharField(help_text="IANA time zone")
    domain = serializers.CharField()


class MarketplacesSerializer(serializers.Serializer[Any]):
    results = MarketplaceSerializer(many=True)


class MarketplaceQuery(serializers.Serializer[Any]):
    platform = serializers.ChoiceField(choices=list(PLATFORMS), required=False)


class IncidentSerializer(serializers.Serializer[Any]):
    """An incident in short. Days are as exact as `…_precision` says."""

    slug = serializers.CharField()
    platform = serializers.CharField()
    title = Both()
    summary = Both()
    place = Both()
    case_types = serializers.ListField(child=serializers.CharField())
    allegations = serializers.ListField(child=serializers.CharField())
    started_on = serializers.DateField(allow_null=True)
    started_precision = serializers.CharField()
    started_status = serializers.CharField()
    ended_on = serializers.DateField(allow_null=True)
    ended_precision = serializers.CharField()
    year_inferred = serializers.BooleanField()
    standing = serializers.CharField()
    outcome = serializers.CharField()
    changed_at = serializers.DateTimeField()


class FactSerializer(serializers.Serializer[Any]):
    """What every fact says of itself: how well it is known, and the numbers of its sources."""

    status = serializers.CharField()
    confidence = serializers.CharField()
    source_numbers = serializers.ListField(child=serializers.IntegerField())


class FigureSerializer(FactSerializer):
    """A number somebody gave: quoted with who said it, never added up."""

    key = serializers.CharField()
    label = Both()  # type: ignore[assignment]
    value = serializers.DecimalField(max_digits=20, decimal_places=4, allow_null=True)
    value_high = serializers.DecimalField(max_digits=20, decimal_places=4, allow_null=True)
    bound = serializers.CharField()
    currency = serializers.CharField()
    unit = Both()
    text = Both()
    claimant = Both()
    as_of = serializers.DateField(allow_null=True)
    is_doubtful = serializers.BooleanField()
    conflict = Both()


class IncidentDateSerializer(FactSerializer):
    event = serializers.CharField()
    label = Both()  # type: ignore[assignment]
    day = serializers.DateField()
    precision = serializers.CharField()
    note = Both()


class IncidentEntrySerializer(FactSerializer):
    day = serializers.DateField(allow_null=True)
    precision = serializers.CharField()
    text = Both()
    by = Both()


class StatementSerializer(FactSerializer):
    side = serializers.CharField()
    speaker = Both()
    gist = Both()
    day = serializers.DateField(allow_null=True)


class PlatformPromiseSerializer(FactSerializer):
    """A promise in the platform's words; `rule` is that of the deadline rules, empty where none counts it."""

    key = serializers.CharField()
    wording = Both()
    evidence = Both()
    note = Both()
    rule = serializers.CharField()
    counted_from = serializers.DateField(allow_null=True)
    named_day = serializers.DateField(allow_null=True)


class PromiseOutcomeSerializer(serializers.Serializer[Any]):
    """What an editor recorded of a promise."""

    end = serializers.ChoiceField(choices=PromiseEnd.values)
    kept_on = serializers.DateField(allow_null=True)
    reason = Both()
    source = serializers.CharField()  # type: ignore[assignment]  # a column of that name
    at = serializers.DateTimeField()


class PromisedSerializer(serializers.Serializer[Any]):
    """A promise by both readings of its date (none where it has no one day): late only after `loose_at`."""

    promise = PlatformPromiseSerializer()
    strict_at = serializers.DateTimeField(source="readings.strict", allow_null=True, default=None)
    loose_at = serializers.DateTimeField(source="readings.loose", allow_null=True, default=None)
    stand = serializers.ChoiceField(choices=[stand.value for stand in PromiseStand])
    outcome = PromiseOutcomeSerializer(allow_null=True)


class ArchivedSerializer(serializers.Serializer[Any]):
    """A copy of the page as it was on a day, if one was kept."""

    archived_url = serializers.CharField()
    archived_on = serializers.DateField(allow_null=True)
    archived_sha256 = serializers.CharField(help_text="of the copy's bytes, in hexadecimal")


class PolicyVersionSerializer(FactSerializer, ArchivedSerializer):
    """Terms of the platform that were in force then."""

    title = Both()
    clause = serializers.CharField()
    url = serializers.CharField()
    valid_from = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    note = Both()


class SourceSerializer(ArchivedSerializer):
    number = serializers.IntegerField()
    publisher = serializers.CharField()
    locator = serializers.CharField()
    url = serializers.CharField()
    published_on = serializers.DateField(allow_null=True)


class IncidentDetailSerializer(IncidentSerializer):
    """An incident with everything said about it."""

    scope = Both()
    year_reason = Both()
    outcome_note = Both()
    caution = Both()
    dates = IncidentDateSerializer(many=True)
    timeline = IncidentEntrySerializer(many=True)
    figures = FigureSerializer(many=True)
    statements = StatementSerializer(many=True)
    policies = PolicyVersionSerializer(many=True)
    sources = SourceSerializer(many=True)
    promises = serializers.SerializerMethodField()

    @extend_schema_field(PromisedSerializer(many=True))
    def get_promises(self, incident: Incident) -> Any:
        return PromisedSerializer(promised_in(incident, clock.now()), many=True).data
