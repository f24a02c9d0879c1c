"""Reading a pack's YAML strictly: every key known, every value of its type, every complaint with its place."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import yaml

from apps.deadlines.rules.words import Words

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class PackInvalid(ValueError):
    """A rule pack cannot be used; the sentence says which file, which rule, what and what else it may be."""


class _UniqueKeys(yaml.SafeLoader):
    """YAML lets a second key of the same name win in silence; a pack must not."""


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise PackInvalid(f"line {node.start_mark.line + 1}: “{key}” stands there twice.")
    return {key: loader.construct_object(value, deep=True) for key, (_, value) in zip(keys, node.value, strict=True)}


_UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a file. Raises PackInvalid."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeys)  # noqa: S506  a SafeLoader of ours
    except (yaml.YAMLError, PackInvalid) as error:
        raise PackInvalid(f"{path.name}: {error}") from error
    if not isinstance(found, dict):
        raise PackInvalid(f"{path.name}: this is not a mapping.")
    return found


class Fields:
    """A mapping that is read key by key; what nobody asked for is refused by `finish`."""

    def __init__(self, where: str, values: object) -> None:
        self.where = where
        if not isinstance(values, dict):
            raise self.invalid("this is not a mapping.")
        self._left: dict[str, Any] = dict(values)
        self._asked: list[str] = []

    def invalid(self, sentence: str) -> PackInvalid:
        return PackInvalid(f"{self.where}: {sentence}")

    def finish(self) -> None:
        for key in self._left:
            near = get_close_matches(str(key), self._asked, n=1)
            meant = f" Did you mean “{near[0]}”?" if near else f" Known are: {', '.join(sorted(self._asked))}."
            raise self.invalid(f"“{key}” is not known here.{meant}")

    def take(self, key: str, default: Any = ...) -> Any:
        self._asked.append(key)
        if key in self._left:
            return self._left.pop(key)
        if default is ...:
            raise self.invalid(f"“{key}” is missing.")
        return default

    def text(self, key: str, default: Any = ...) -> str:
        value = self.take(key, default)
        if not isinstance(value, str) or (default is ... and not value.strip()):
            raise self.invalid(f"“{key}” must be a text.")
        return value

    def whole(self, key: str, default: Any = ..., *, least: int = 0) -> int:
        value = self.take(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.invalid(f"“{key}” must be a whole number from {least} up.")
        return value

    def flag(self, key: str) -> bool:
        value = self.take(key, False)
        if not isinstance(value, bool):
            raise self.invalid(f"“{key}” must be true or false.")
        return value

    def day(self, key: str, default: Any = ...) -> date | None:
        """A date; null is one of the answers."""
        value = self.take(key, default)
        if value is not None and type(value) is not date:
            raise self.invalid(f"“{key}” must be a date such as 2018-03-02.")
        return value

    def one_of(self, key: str, kind: type[E]) -> E:
        return self._member(key, kind, self.take(key))

    def some_of(self, key: str, kind: type[E], default: Any = ...) -> tuple[E, ...]:
        """A list of members; `any` means no limit and gives none."""
        value = self.take(key, default)
        return () if value == "any" else tuple(self._member(key, kind, v) for v in self._listed(key, value))

    def some_codes(self, key: str, known: Mapping[str, object], default: Any = ...) -> tuple[str, ...]:
        """A list of codes out of a vocabulary; `any` means no limit and gives none."""
        value = self.take(key, default)
        return () if value == "any" else tuple(self.known(key, v, known) for v in self._listed(key, value))

    def known(self, key: str, value: object, known: Iterable[str]) -> str:
        if not isinstance(value, str) or value not in list(known):
            near = get_close_matches(str(value), list(known), n=1)
            raise self.invalid(f"“{value}” is no {key}." + (f" Did you mean “{near[0]}”?" if near else ""))
        return value

    def words(self, key: str, default: Any = ...) -> Words | None:
        value = self.take(key, default)
        return None if value is None else self.as_words(key, value)

    def required_words(self, key: str) -> Words:
        return self.as_words(key, self.take(key))

    def as_words(self, key: str, value: object) -> Words:
        """A text in both languages: `{en: …, zh: …}`."""
        fields = Fields(f"{self.where}, {key}", value)
        words = Words(fields.text("en"), fields.text("zh"))
        fields.finish()
        if not any("一" <= sign <= "鿿" for sign in words.zh):
            raise fields.invalid("“zh” is not Chinese.")
        return words

    def each(self, key: str, read: "Callable[[Fields], T]") -> tuple[T, ...]:
        """A list of mappings, each read by `read` and then finished."""
        found = []
        for number, value in enumerate(self._listed(key, self.take(key)), start=1):
            fields = Fields(f"{self.where}, {key} {number}", value)
            found.append(read(fields))
            fields.finish()
        return tuple(found)

    def inner(self, key: str) -> "Fields | None":
        value = self.take(key, None)
        return None if value is None else Fields(f"{self.where}, {key}", value)

    def _listed(self, key: str, value: object) -> list[Any]:
        if not isinstance(value, list) or not value:
            raise self.invalid(f"“{key}” must be a list with something in it.")
        return value

    def _member(self, key: str, kind: type[E], value: object) -> E:
        return kind(self.known(key, value, [member.value for member in kind]))
