"""Texts that somebody types."""

from typing import Any

from rest_framework import serializers


class Text(serializers.CharField):
    """Any text. NUL characters, which the database cannot hold, are left out, as on the pages; a number is no text."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):  # 007 would come back as 7
            self.fail("invalid")
        return str(super().to_internal_value(data.replace("\0", "")))


class Typed(Text):
    """A text exactly as it was typed; may be empty or left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_blank=True, trim_whitespace=False, **kwargs)
