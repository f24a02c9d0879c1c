"""Cases as their readers see them."""

from typing import Any

from rest_framework import serializers

from apps.api.serializers.texts import Text
from apps.cases.enums import EventKind, Scope, State, Visibility
from apps.cases.models import Case, CaseEvent
from apps.cases.rules import PROGRESS, Actor, moves_from
from apps.marketplaces.enums import OUTCOMES

SELLERS_MOVES = (*PROGRESS, EventKind.WITHDRAW, EventKind.REOPEN)


class CaseSerializer(serializers.Serializer[Case]):
    """A case in a list. Codes are those of /vocabulary/; of a draft most are empty."""

    id = serializers.UUIDField()
    reference = serializers.CharField(help_text="To be said on the telephone: `RC-7KFM-39XQ-T`.")
    state = serializers.ChoiceField(choices=State.choices)
    outcome = serializers.CharField()
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    platform = serializers.CharField()
    marketplace = serializers.CharField()
    country = serializers.CharField()
    case_type = serializers.CharField()
    allegation = serializers.CharField()
    notice_date = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    verified_at = serializers.DateTimeField(allow_null=True)
    moved_at = serializers.DateTimeField(help_text="When `state` last changed.")


class AccountSerializer(serializers.Serializer[Any]):
    """Which account, and whose."""

    store_name = serializers.CharField()
    merchant_token = serializers.CharField()
    store_url = serializers.CharField()
    company_name = serializers.CharField(source="seller.company_name")
    credit_code = serializers.CharField(source="seller.credit_code")


class MoneyField(serializers.DecimalField):
    """Digits as text, four behind the point."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=18, decimal_places=4, **kwargs)


class AmountSerializer(serializers.Serializer[Any]):
    """What one component comes to: low, likely, high, in one currency; digits as text, never converted."""

    component = serializers.CharField()
    low = MoneyField()
    likely = MoneyField()
    high = MoneyField()
    currency = serializers.CharField()
    loss_date = serializers.DateField(allow_null=True)


class CaseDetailSerializer(CaseSerializer):
    """Everything of a case but its timeline, appeals, files and dates, which have addresses of their own.

    What a case shared with you does not show is null: with `summary` texts and amounts, with every sharing the account.
    """

    access = serializers.ChoiceField(choices=["owner", *Scope.values])
    notice_time = serializers.CharField(allow_null=True, help_text="Wall time in `notice_zone`: `18:30:00`.")
    notice_zone = serializers.CharField()
    notice_text = serializers.CharField(allow_null=True)
    narrative = serializers.CharField(allow_null=True)
    account = AccountSerializer(allow_null=True)
    amounts = AmountSerializer(many=True, allow_null=True)
    incident = serializers.CharField(allow_null=True, help_text="`slug` of the incident it stands in.")
    moves = serializers.ListField(
        child=serializers.ChoiceField(choices=[kind.value for kind in SELLERS_MOVES]),
        help_text="Which `kind` of event its seller can note from here.",
    )


def possible_moves(case: Case) -> list[str]:
    """What a seller may tell next, by the state of the case."""
    return [move.name.value for move in moves_from(case.state, Actor.SELLER) if move.name in SELLERS_MOVES]


class ChangeCase(serializers.Serializer[Any]):
    """Who may see a filed case from now on."""

    visibility = serializers.ChoiceField(choices=Visibility.choices)


class EventSerializer(serializers.Serializer[CaseEvent]):
    """An entry of the timeline. `by` says which side, never who."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=EventKind.choices)
    from_state = serializers.CharField()
    to_state = serializers.CharField()
    details = serializers.DictField(child=serializers.CharField(), help_text="Codes, such as `outcome`.")
    words = serializers.SerializerMethodField()
    at = serializers.DateTimeField()
    by = serializers.SerializerMethodField()

    def get_words(self, event: CaseEvent) -> str:
        """What somebody said with it; empty with a sharing of the summary only."""
        readable = self.context["reading"].covers(Scope.FULL)
        return event.remark.text if readable and hasattr(event, "remark") else ""

    def get_by(self, event: CaseEvent) -> str:
        """`seller`, `moderator`, or `recourse` where it happened by itself."""
        if event.by_id is None:
            return "recourse"
        return "seller" if event.by_id == self.context["reading"].case.owner_id else "moderator"


class NewEvent(serializers.Serializer[Any]):
    """What happened next with the platform, or the case taken back or opened again."""

    kind = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in SELLERS_MOVES])
    outcome = serializers.ChoiceField(
        choices=list(OUTCOMES), required=False, allow_blank=True, default="", help_text="With an ending, and only then."
    )
    words = Text(required=False, allow_blank=True, default="", max_length=5_000, trim_whitespace=False)
