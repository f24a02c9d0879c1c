"""Who may read a case beside its owner."""

from typing import Any

from rest_framework import serializers

from apps.accounts.rules import masked
from apps.api.serializers.texts import Text
from apps.cases.enums import Scope
from apps.cases.models import CaseGrant


class GrantSerializer(serializers.Serializer[CaseGrant]):
    """A right to read that is alive now. An address you did not type yourself is masked."""

    id = serializers.UUIDField()
    scope = serializers.ChoiceField(choices=Scope.choices)
    shows_appeals = serializers.BooleanField(
        source="opens_appeals", help_text="Whether they read appeals once sent; a scope named anew makes it so."
    )
    address = serializers.SerializerMethodField()
    granted_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    last_opened_at = serializers.DateTimeField(allow_null=True)

    def get_address(self, grant: CaseGrant) -> str:
        email = grant.person.email
        return email if grant.was_invited else masked(email)  # type: ignore[attr-defined]


class ChangeGrant(serializers.Serializer[Any]):
    """How much from now on, and until when. What is left out stays as it was.

    `full` and `evidence` show each appeal once it was sent.
    """

    scope = serializers.ChoiceField(choices=Scope.choices, required=False)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)


class InvitationSerializer(serializers.Serializer[Any]):
    """An invitation on its way; nothing is open before it is accepted."""

    id = serializers.UUIDField()
    scope = serializers.ChoiceField(choices=Scope.choices)
    address = serializers.CharField()
    invited_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(help_text="Until when it can be accepted.")
    ends_at = serializers.DateTimeField(allow_null=True, help_text="End of the sharing it becomes.")


class NewInvitation(serializers.Serializer[Any]):
    """To whom, how much, until when. The mail names neither you, the platform nor your store."""

    address = serializers.EmailField(max_length=254)
    scope = serializers.ChoiceField(choices=Scope.choices)
    ends_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    sharer_name = Text(required=False, allow_blank=True, default="", max_length=80)
