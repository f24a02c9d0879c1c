"""The parts of the OpenAPI description that every operation repeats, and its security scheme."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from apps.api.errors import MEDIA_TYPE

WORDS = {
    304: "You have this version already.",
    400: "The request cannot be read, or something in it does not fit.",
    401: "No token, or one that is not valid (any more).",
    403: "The token lacks the right for this.",
    404: "There is nothing here, or it is not yours: we do not say which.",
    406: "We answer in JSON only.",
    409: "The case is not where this starts from, or the same request is still being worked on.",
    412: "It was changed since the version named in `If-Match`.",
    413: "The body is too large.",
    415: "The body is of another media type.",
    422: "A rule speaks against it, the filing lacks something, or the key was used for another request.",
    428: "`If-Match` is missing.",
    429: "Too many requests; `Retry-After` says when to go on.",
    500: "Something failed on our side.",
}


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457. `type` leads to a page that explains it; titles and sentences follow `Accept-Language`."""

    type = serializers.URLField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    error_id = serializers.CharField(help_text="Quote it when you write to us.")
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text="Field -> sentences."
    )


def errors(*statuses: int) -> dict[Any, Any]:
    """The answers of an operation that are no success."""
    return {(status, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, description=WORDS[status]) for status in statuses}


def not_changed() -> dict[Any, Any]:
    return {304: OpenApiResponse(description=WORDS[304])}


IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="The `ETag` of the version you change."
)
KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="Send the same key again when no answer came: nothing happens twice. A UUID does.",
)
READING = (400, 401, 403, 406, 429)
LISTING = (*READING, 422)
WRITING = (*READING, 413, 415)


class Description(AutoSchema):
    """Adds which scope an operation needs."""

    def get_description(self) -> str:  # type: ignore[override]
        needs = getattr(self.view, "needs", {}).get(self.method)
        words = super().get_description() or ""
        return f"{words}\n\nNeeds the right `{needs}`.".strip() if needs else str(words)


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "apps.api.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Made at /me/api/; it begins with `recourse_`."}
