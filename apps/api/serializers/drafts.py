"""Drafts: texts as typed, right or wrong, and what still stands in the way of submitting them."""

from typing import Any

from rest_framework import serializers

from apps.api.serializers.texts import Typed

MOST_ROWS = 60


class EventAnswers(serializers.Serializer[Any]):
    """What happened: codes of /vocabulary/, a day such as `2018-02-14`, a time such as `18:30`, a zone."""

    platform = Typed()
    marketplace = Typed()
    country = Typed()
    case_type = Typed()
    allegation = Typed()
    notice_date = Typed()
    notice_time = Typed()
    notice_zone = Typed()
    notice_text = Typed()
    narrative = Typed()


class AmountAnswers(serializers.Serializer[Any]):
    """A row: `likely` in digits, with `low` and `high` where they differ."""

    component = Typed()
    likely = Typed()
    currency = Typed()
    low = Typed()
    high = Typed()
    loss_date = Typed()


class AccountAnswers(serializers.Serializer[Any]):
    """Which account: at least one of store name, merchant token, store link."""

    store_name = Typed()
    merchant_token = Typed()
    store_url = Typed()
    company_name = Typed()
    credit_code = Typed()


class DraftAnswers(serializers.Serializer[Any]):
    """Any of the four steps. Rows of amounts replace those there were."""

    event = EventAnswers(required=False)
    amounts = serializers.ListField(child=AmountAnswers(), required=False, max_length=MOST_ROWS)
    account = AccountAnswers(required=False)
    visibility = Typed()


class ProblemSerializer(serializers.Serializer[Any]):
    """Why a draft cannot be submitted yet."""

    step = serializers.CharField()
    field = serializers.CharField(help_text="Of amounts such as `0.likely`; empty when it is about the whole step.")
    message = serializers.CharField()

    class Meta:
        ref_name = "DraftProblem"


class DraftSerializer(serializers.Serializer[Any]):
    """A draft. `id` is that of the case it is or will be."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    mends = serializers.BooleanField(help_text="Whether it mends a case that was returned.")
    answers = DraftAnswers()
    problems = ProblemSerializer(many=True)
    saved_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(help_text="When it is deleted unless it is saved again.")


class DraftLine(serializers.Serializer[Any]):
    """A draft in a list."""

    id = serializers.UUIDField(source="case_id")
    reference = serializers.CharField(source="case.reference")
    mends = serializers.SerializerMethodField()
    saved_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()

    def get_mends(self, draft: Any) -> bool:
        return not draft.case.is_draft
