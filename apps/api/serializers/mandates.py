"""For whom an association may act."""

from rest_framework import serializers

from apps.campaigns.enums import Claim, Forum
from apps.campaigns.models import Mandate
from apps.campaigns.selectors.mandates import seller_of


class MandateSerializer(serializers.Serializer[Mandate]):
    """A mandate that holds at this moment. Ask again before you act: one that was revoked is gone from the list."""

    id = serializers.UUIDField()
    reference = serializers.CharField(source="case.reference")
    seller = serializers.SerializerMethodField(help_text="Company and store of the case, else the name that signed.")
    campaign = serializers.CharField(source="campaign.slug")
    claims = serializers.ListField(child=serializers.ChoiceField(choices=Claim.choices), help_text="About what.")
    forums = serializers.ListField(child=serializers.ChoiceField(choices=Forum.choices), help_text="Before whom.")
    until = serializers.DateField(help_text="The last day, UTC.")
    signed_at = serializers.DateTimeField()
    text_sha256 = serializers.CharField(help_text="Of the text that was signed.")
    code = serializers.CharField(help_text="Whoever has it can check at /mandates/ whether it holds.")

    def get_seller(self, mandate: Mandate) -> str:
        return seller_of(mandate)
