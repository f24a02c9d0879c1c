"""Dates of one's cases, with why."""

from typing import Any

from rest_framework import serializers

from apps.deadlines.enums import DeadlineState


class DateSerializer(serializers.Serializer[Any]):
    """One date. Of `act_by`, `late_after` and `open_from` one is the moment that counts; `at` repeats it to sort by.

    What has doubts (`needs_counsel`) is never law: check it with counsel.
    """

    id = serializers.UUIDField()
    case = serializers.UUIDField(source="case_pk", allow_null=True)
    reference = serializers.CharField(source="docket.reference")
    title = serializers.CharField(help_text="In the language of `Accept-Language`, or as its owner wrote it.")
    state = serializers.ChoiceField(choices=DeadlineState.choices)
    due_day = serializers.DateField(help_text="The date people quote.")
    wall_day = serializers.DateField(help_text="The day on the clock that decides, in `wall_zone`.")
    wall_clock = serializers.CharField(help_text="`24:00` ends the day.")
    wall_zone = serializers.CharField()
    act_by = serializers.DateTimeField(allow_null=True, help_text="Until when you act.")
    late_after = serializers.DateTimeField(allow_null=True, help_text="After it the platform is late.")
    open_from = serializers.DateTimeField(allow_null=True, help_text="From when something can be done.")
    at = serializers.DateTimeField()
    rule = serializers.CharField(source="rule_id", help_text="Empty for a date of your own.")
    standing = serializers.CharField()
    needs_counsel = serializers.BooleanField()
    is_provisional = serializers.BooleanField()
    moved_at = serializers.DateTimeField()
