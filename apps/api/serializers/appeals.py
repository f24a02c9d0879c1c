"""Appeals of a case, as their seller reads them."""

from typing import Any

from rest_framework import serializers

from apps.cases.enums import Answer, AppealChannel, AppealState, Guard, Track, Verdict, VersionKind
from apps.cases.models import AppealReading
from apps.cases.rules import AppealText, plain_of


class Codes(serializers.ChoiceField):
    """One of the choices, or nothing yet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_blank=True, **kwargs)


class AppealSerializer(serializers.Serializer[Any]):
    """An attempt in the list of a case. `number` is its address; no two attempts that were sent have one `place`."""

    number = serializers.IntegerField()
    track = serializers.ChoiceField(choices=Track.choices, help_text="`error`: it was one. `cured`: it was put right.")
    state = serializers.ChoiceField(choices=AppealState.choices)
    started_at = serializers.DateTimeField()
    moved_at = serializers.DateTimeField(help_text="When `state` last changed.")
    place = serializers.IntegerField(allow_null=True, help_text="Which of the appeals sent it is; null while unsent.")
    allowed = serializers.IntegerField(allow_null=True, help_text="How many were allowed, as known when it was sent.")
    passed_guard = Codes(choices=Guard.choices, source="guard", help_text="How the last one there is got out.")
    sent_day = serializers.DateField(allow_null=True, help_text="As the seller gives it.")
    channel = Codes(choices=AppealChannel.choices)
    answer = Codes(choices=Answer.choices, help_text="The newest.")
    answered_day = serializers.DateField(allow_null=True)


class AppealPartsSerializer(serializers.Serializer[Any]):
    """The parts of both tracks, so that changing the track loses nothing. Those of the other track are not sent."""

    root_cause = serializers.CharField(allow_blank=True)
    corrective = serializers.CharField(allow_blank=True)
    preventive = serializers.CharField(allow_blank=True)
    mistake = serializers.CharField(allow_blank=True)
    proof = serializers.CharField(allow_blank=True)
    request = serializers.CharField(allow_blank=True)

    def to_representation(self, parts: Any) -> dict[str, Any]:
        return {str(name): parts.get(name, "") for name in self.fields}


class QuestionSerializer(serializers.Serializer[Any]):
    """A question of the platform in its words, and the answer."""

    question = serializers.CharField(allow_blank=True)
    answer = serializers.CharField(allow_blank=True)


class AppealTextSerializer(serializers.Serializer[AppealText]):
    """What an appeal says."""

    track = serializers.ChoiceField(choices=Track.choices)
    parts = AppealPartsSerializer()
    questions = QuestionSerializer(many=True)
    whole = serializers.CharField(allow_blank=True, help_text="Of an appeal that was written elsewhere.")
    form_limit = serializers.IntegerField(allow_null=True, help_text="Characters the platform's form takes.")
    plain = serializers.SerializerMethodField(help_text="All of it as one text to paste.")
    length = serializers.IntegerField(help_text="Characters, counted as the platform's forms do.")

    def get_plain(self, text: AppealText) -> str:
        return plain_of(text)


class AppealSendingSerializer(serializers.Serializer[Any]):
    """When and how it was sent, as the seller gives it. The platform's number of it is the seller's alone."""

    day = serializers.DateField(source="sent_day")
    time = serializers.TimeField(source="sent_time", allow_null=True, format="%H:%M")
    zone = serializers.CharField(source="sent_zone")
    channel = serializers.ChoiceField(choices=AppealChannel.choices)
    reference = serializers.CharField(source="platform_reference", allow_null=True, help_text="The platform's number.")
    noted_at = serializers.DateTimeField(source="submitted_at")
    version = serializers.IntegerField(source="sent_version", help_text="Which version of the text went out.")


class ExhibitSerializer(serializers.Serializer[Any]):
    """A file of the case that goes with the attempt; its `id` is that under `/evidence/` and `/copies/`.

    A reader gets the name of the copy, null while there is none.
    """

    id = serializers.IntegerField(source="entry_id")
    kind = serializers.CharField(source="entry.kind")
    name = serializers.CharField(source="entry.file.name", allow_null=True)


class AppealReadingSerializer(serializers.Serializer[Any]):
    """The second reader that was asked last; who they are is not told."""

    version = serializers.IntegerField()
    asked_at = serializers.DateTimeField()
    is_by_name = serializers.SerializerMethodField(help_text="Whether a person of your choice was asked.")
    verdict = Codes(choices=Verdict.choices, help_text="Empty while nobody has answered.")
    words = serializers.CharField(allow_blank=True)
    read_at = serializers.DateTimeField(allow_null=True)

    def get_is_by_name(self, reading: AppealReading) -> bool:
        return reading.asked_of_id is not None


class CheckSerializer(serializers.Serializer[Any]):
    """A line of the checklist. What `must` and has not `passed` stands in the way; the others are advice."""

    code = serializers.CharField()
    passed = serializers.BooleanField()
    must = serializers.BooleanField()
    title = serializers.CharField()
    why = serializers.CharField()


class SentenceSerializer(serializers.Serializer[Any]):
    """A sentence that the seller confirms: show it to them, and send its `code` once they have."""

    code = serializers.CharField()
    sentence = serializers.CharField()


class AppealGuardSerializer(serializers.Serializer[Any]):
    """What stands between an unsent attempt and being sent. Of the last one there is, all of it; of others, advice."""

    is_last = serializers.BooleanField()
    can_finish = serializers.BooleanField()
    goes_alone = serializers.BooleanField(help_text="Whether the seller chose to do without a second reader.")
    waits_until = serializers.DateTimeField(help_text="From when the last one may be sent, once it is finished.")
    checks = CheckSerializer(many=True)
    confirmations = SentenceSerializer(many=True)
    alone_sentence = serializers.CharField(help_text="To be typed by hand by whoever does without a reader.")


class AppealAnswerSerializer(serializers.Serializer[Any]):
    """What the platform said. `file` is an id under `/evidence/`."""

    answer = serializers.ChoiceField(choices=Answer.choices)
    day = serializers.DateField()
    words = serializers.CharField(allow_blank=True)
    file = serializers.IntegerField(source="file_id", allow_null=True)
    entered_at = serializers.DateTimeField()


class AppealDetailSerializer(AppealSerializer):
    """One attempt with its text and everything that happened to it.

    Of a case shared with you whole you see what was sent: `reading`, `guard` and the platform's number are null then,
    files are there only if the sharing has the evidence.
    """

    text = AppealTextSerializer(source="typed")
    text_changed_at = serializers.DateTimeField()
    newest_version = serializers.IntegerField(help_text="0 while none was kept.")
    files = ExhibitSerializer(many=True)
    reading = AppealReadingSerializer(allow_null=True)
    guard = AppealGuardSerializer(allow_null=True, help_text="Null once it was sent or given up.")
    sent = AppealSendingSerializer(allow_null=True)
    answers = AppealAnswerSerializer(many=True, help_text="The newest first.")


class AppealVersionSerializer(serializers.Serializer[Any]):
    """The text of an attempt as it once stood."""

    number = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=VersionKind.choices, help_text="`aside`: it lost against another tab.")
    kept_at = serializers.DateTimeField()
    text = AppealTextSerializer(source="typed")


class AppealLimitSerializer(serializers.Serializer[Any]):
    """How often the platform allows an appeal in this case: as the seller stated it last, else by a cited rule."""

    allowed = serializers.IntegerField(allow_null=True, help_text="Null: no limit is known.")
    sent = serializers.IntegerField()
    left = serializers.IntegerField(allow_null=True)
    words = serializers.CharField(allow_blank=True, help_text="Of the notice, as the seller gave them.")
    rule = serializers.CharField(allow_blank=True, help_text="Of the deadline rules; empty where the seller said it.")
