"""Published figures. A number is at least so much, or it is null and `state` says why."""

from typing import Any

from rest_framework import serializers

from apps.api.serializers.public import Both
from apps.statistics.rules.documents import STATES
from apps.statistics.rules.methods.rows import MEASURES


class CorrectionSerializer(serializers.Serializer[Any]):
    """What was wrong in a batch. The batch itself stays as it was printed."""

    at = serializers.DateTimeField()
    text = Both()


class BatchSerializer(serializers.Serializer[Any]):
    """A batch in short; it never changes, its corrections stand beside it."""

    number = serializers.IntegerField()
    as_of = serializers.DateTimeField()
    published_at = serializers.DateTimeField()
    demonstration = serializers.BooleanField(help_text="Made from invented cases.")
    sha256 = serializers.CharField(help_text="Of the document, and the `ETag` of everything below the batch.")
    previous = serializers.CharField(help_text="`sha256` of the batch before; empty for the first.")
    corrections = CorrectionSerializer(many=True)


class DocumentSerializer(serializers.Serializer[Any]):
    """The batch as it was hashed: `manage.py verify_figures` checks it without us."""

    figures = serializers.JSONField(help_text="`recourse-figures/1`: provenance, series with their cells, incidents.")
    sha256 = serializers.CharField()


class FormSerializer(serializers.Serializer[Any]):
    """How a number is printed."""

    state = serializers.ChoiceField(choices=STATES)
    at_least = serializers.IntegerField(allow_null=True)


class RowSerializer(serializers.Serializer[Any]):
    """One cell with its codes; `by` and `category` are `all` for a total."""

    series = serializers.CharField()
    by = serializers.CharField()
    category = serializers.CharField()
    sellers_at_least = serializers.IntegerField(allow_null=True)
    sellers = serializers.ChoiceField(choices=STATES)
    amount_at_least = serializers.IntegerField(allow_null=True)
    amount = serializers.CharField(help_text="Like `sellers`; empty where no money is summed.")
    currency = serializers.CharField(help_text="ISO 4217, where money is summed.")


class TablesSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    as_of = serializers.DateTimeField()
    results = RowSerializer(many=True)


class MethodRowSerializer(serializers.Serializer[Any]):
    """One number of a method with its ends; all null where it is withheld, `value` alone where only ends are known."""

    table = serializers.ChoiceField(choices=list(MEASURES))
    by = serializers.CharField()
    category = serializers.CharField()
    measure = serializers.ChoiceField(choices=sorted({one for names in MEASURES.values() for one in names}))
    step = serializers.IntegerField(help_text="Days after the notice; 0 where the measure has no steps.")
    value = serializers.IntegerField(allow_null=True)
    low = serializers.IntegerField(allow_null=True)
    high = serializers.IntegerField(allow_null=True)
    unit = serializers.CharField(help_text="`percent`, `days`, `sellers`, or a currency (ISO 4217).")
    state = serializers.ChoiceField(choices=STATES)


class MethodsSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    as_of = serializers.DateTimeField()
    results = MethodRowSerializer(many=True)


class RungSerializer(serializers.Serializer[Any]):
    """One step from what sellers say to what came back. Claims are counted, never added up: they have no amount."""

    rung = serializers.CharField()
    sellers = FormSerializer()
    amount = FormSerializer(allow_null=True)


class ClaimSerializer(serializers.Serializer[Any]):
    """A number somebody gave: quoted with who and when, and in no sum."""

    label = Both()  # type: ignore[assignment]
    value = serializers.CharField(allow_null=True)
    up_to = serializers.CharField(allow_null=True)
    bound = serializers.CharField()
    currency = serializers.CharField()
    unit = Both()
    text = Both()
    claimant = Both()
    as_of = serializers.DateField(allow_null=True)
    doubtful = serializers.BooleanField()


class IncidentFiguresSerializer(serializers.Serializer[Any]):
    """An incident in one batch. A rung that the batch says nothing of is left out."""

    number = serializers.IntegerField()
    as_of = serializers.DateTimeField()
    slug = serializers.CharField()
    title = Both()
    currency = serializers.CharField(help_text="ISO 4217, of the amounts of `rungs`.")
    rungs = RungSerializer(many=True)
    claims = ClaimSerializer(many=True)
