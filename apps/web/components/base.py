"""What a component is: declared attributes, checked when it is made, and one template."""

import re
import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

from django.conf import settings
from django.utils.functional import Promise

Tone = Literal["neutral", "accent", "info", "success", "warning", "error"]

registry: dict[str, type["Component"]] = {}


class ComponentError(TypeError):
    """A page uses a component otherwise than it is declared: the page is wrong, and its tests say so."""


class Component:
    """Base of all components: subclasses are frozen, keyword-only dataclasses.

    `MoneyAmount` is `{% ui "money_amount" %}` and renders components/money_amount.html. The template sees the
    attributes and every public property by name. Wrong names are always refused; types are compared where
    `settings.CHECK_COMPONENTS` is on (development and tests).
    """

    tag: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        cls.tag = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        registry[cls.tag] = cls

    def __post_init__(self) -> None:
        if settings.CHECK_COMPONENTS:
            for attribute, declared in _declared(type(self)).items():
                value = getattr(self, attribute)
                if not fits(value, declared):
                    raise ComponentError(f"{self.tag}: {attribute}={value!r} is not {declared}.")

    @property
    def template(self) -> str:
        return f"components/{self.tag}.html"

    def context(self) -> dict[str, Any]:
        """Names the component's template may use."""
        names = [field.name for field in fields(self)]  # type: ignore[arg-type]
        names += [name for name in vars(type(self)) if isinstance(vars(type(self))[name], property)]
        return {name: getattr(self, name) for name in names}


def _declared(cls: type[Component]) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in fields(cls)}  # type: ignore[arg-type]


def build(name: str, attributes: Mapping[str, Any]) -> Component:
    """The component called `name`. Raises ComponentError for an unknown component, or attribute, or one missing."""
    if name not in registry:
        raise ComponentError(f"There is no component {name!r}; there are {', '.join(sorted(registry))}.")
    try:
        return registry[name](**attributes)
    except ComponentError:
        raise
    except TypeError as error:
        raise ComponentError(f"{name}: {error}") from error


def fits(value: Any, declared: Any) -> bool:
    """Whether `value` is what the annotation says, as far as can be seen without using up an iterator."""
    origin, parts = get_origin(declared), get_args(declared)
    if origin in (Union, types.UnionType):
        return any(fits(value, part) for part in parts)
    if origin in (Sequence, Iterable, list):
        return _is_sequence(value) and (not isinstance(value, list | tuple) or all(fits(v, parts[0]) for v in value))
    if origin is Literal:
        return value in parts
    if declared is int:
        return isinstance(value, int) and not isinstance(value, bool)
    text = (str, Promise)  # a translation yet to come is text
    wanted: Any = {Any: object, str: text}.get(declared, origin or declared)
    return isinstance(value, wanted)


def _is_sequence(value: Any) -> bool:
    return hasattr(value, "__iter__") and not isinstance(value, str | Mapping)
