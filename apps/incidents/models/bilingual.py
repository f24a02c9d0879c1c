"""Text in both languages, kept side by side in the row."""

from typing import Any

from django.db import models

from apps.marketplaces.enums import is_chinese


class Bilingual:
    """`title = Bilingual()` reads `title_zh` for a Chinese reader and `title_en` for the others.

    Where one language is missing it answers in the other: a text in the wrong language is better than none.
    """

    def __set_name__(self, owner: type[models.Model], name: str) -> None:
        self.name = name

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> Any:
        if row is None:
            return self
        own, other = ("zh", "en") if is_chinese() else ("en", "zh")
        return getattr(row, f"{self.name}_{own}") or getattr(row, f"{self.name}_{other}")
