"""What a program sends to write an appeal, to decide about it, and to note how it went."""

from typing import Any

from rest_framework import serializers

from apps.api.serializers.strict import Id, Whole, YesNo
from apps.api.serializers.texts import Text, Typed
from apps.cases.enums import Answer, AppealChannel, Track
from apps.cases.rules import CONFIRMATIONS, LONGEST_REFERENCE, MOST_CHARACTERS, MOST_QUESTIONS
from apps.marketplaces.enums import OUTCOMES

MOST_FILES = 500
LONGEST_WORDS = 5_000
STEPS = ("ask", "alone", "finish", "change", "restore", "withdraw")


class NewAppeal(serializers.Serializer[Any]):
    """The next attempt, empty or with the text of an earlier one."""

    track = serializers.ChoiceField(choices=Track.choices)
    copies = Whole(required=False, allow_null=True, default=None, help_text="`number` of the attempt to begin with.")


class TypedParts(serializers.Serializer[Any]):
    """Parts that are left out stay as they were."""

    root_cause = Typed()
    corrective = Typed()
    preventive = Typed()
    mistake = Typed()
    proof = Typed()
    request = Typed()


class TypedQuestion(serializers.Serializer[Any]):
    question = Typed()
    answer = Typed()


class AppealChange(serializers.Serializer[Any]):
    """What is left out stays as it was. `questions` and `files` replace those there were."""

    track = serializers.ChoiceField(choices=Track.choices, required=False)
    parts = TypedParts(required=False)
    questions = serializers.ListField(child=TypedQuestion(), required=False, max_length=MOST_QUESTIONS)
    form_limit = Whole(required=False, allow_null=True, min_value=1, max_value=1_000_000)
    files = serializers.ListField(
        child=Whole(), required=False, max_length=MOST_FILES, help_text="Ids under `/evidence/`."
    )
    keep = YesNo(required=False, default=False, help_text="Keep it as a version, as the button of the page does.")


class NewStep(serializers.Serializer[Any]):
    """What is decided about an unsent attempt.

    `ask` a second reader: the moderators, or with `reader` the person of that sharing; send it `alone`, with the
    sentence in `typed`; `finish`, with the codes of all sentences in `confirmed`; `change` it again, which takes back a
    request to read it; `restore` a `version`; `withdraw` it.
    """

    step = serializers.ChoiceField(choices=STEPS)
    typed = Text(required=False, allow_blank=True, default="", max_length=200)
    confirmed = serializers.ListField(
        child=serializers.ChoiceField(choices=list(CONFIRMATIONS)), required=False, default=list, max_length=20
    )
    version = Whole(required=False, allow_null=True, default=None)
    reader = Id(required=False, allow_null=True, default=None, help_text="`id` under `/grants/`, of the whole case.")


class NewSending(serializers.Serializer[Any]):
    """That the seller sent it on the platform. Of the last one there is, its guard is asked first."""

    day = serializers.DateField()
    time = serializers.RegexField(
        r"^([01][0-9]|2[0-3]):[0-5][0-9]$", required=False, allow_null=True, default=None, help_text="Wall time."
    )
    zone = Text(allow_blank=True, max_length=64, help_text="IANA, such as `Asia/Shanghai`.")
    channel = serializers.ChoiceField(choices=AppealChannel.choices)
    reference = Text(required=False, allow_blank=True, default="", max_length=LONGEST_REFERENCE)
    words = Text(required=False, allow_blank=True, default="", max_length=LONGEST_WORDS, trim_whitespace=False)


class NewSent(NewSending):
    already = YesNo(
        required=False,
        default=False,
        help_text="It went out before its guard was done, which is noted in the timeline.",
    )


class NewElsewhere(NewSending):
    """An attempt that was written and sent elsewhere."""

    track = serializers.ChoiceField(choices=Track.choices)
    text = Text(required=False, allow_blank=True, default="", max_length=MOST_CHARACTERS, trim_whitespace=False)


class NewAnswer(serializers.Serializer[Any]):
    """What the platform said. `outcome` belongs to `accepted` and `partly`, and to nothing else."""

    answer = serializers.ChoiceField(choices=Answer.choices)
    day = serializers.DateField(help_text="Of the answer, or until which you waited.")
    words = Text(required=False, allow_blank=True, default="", max_length=MOST_CHARACTERS, trim_whitespace=False)
    note = Text(required=False, allow_blank=True, default="", max_length=LONGEST_WORDS, trim_whitespace=False)
    outcome = serializers.ChoiceField(choices=list(OUTCOMES), required=False, allow_blank=True, default="")
    file = Whole(required=False, allow_null=True, default=None, help_text="Its id under `/evidence/`.")
    seen = serializers.ChoiceField(
        choices=Answer.choices, required=False, allow_blank=True, default="", help_text="`answer` as you read it."
    )


class NewLimit(serializers.Serializer[Any]):
    """How often the platform allows an appeal, with the sentence of its notice that says so."""

    allowed = Whole(allow_null=True, min_value=1, max_value=20, help_text="Null: it names no limit.")
    words = Text(allow_blank=True, max_length=LONGEST_WORDS)
