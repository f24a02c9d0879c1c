"""What can be pressed."""

from dataclasses import dataclass
from typing import Literal

from apps.web.components.base import Component


@dataclass(frozen=True, kw_only=True)
class Button(Component):
    """A button, or with `href` a link that looks like one. One `primary` per view.

    `hx_*` attributes are passed on; with them a surrounding form or `href` must do the same without JavaScript.
    `dialog` opens the dialog of that id; `wide` fills the line on a phone; `icon` stands before the label.
    """

    label: str
    kind: Literal["primary", "secondary", "quiet", "danger"] = "secondary"
    href: str = ""
    type: Literal["submit", "button"] = "submit"
    name: str = ""
    value: str = ""
    form: str = ""
    formaction: str = ""
    icon: str = ""
    hint: str = ""  # for screen readers where the label alone is ambiguous: "Remove" → "Remove line 3"
    wide: bool = False
    disabled: bool = False
    dialog: str = ""
    hx_get: str = ""
    hx_post: str = ""
    hx_target: str = ""
    hx_swap: str = ""
    hx_include: str = ""
    hx_confirm: str = ""

    @property
    def classes(self) -> str:
        look = {
            "primary": "btn-primary",
            "secondary": "btn-outline",
            "quiet": "btn-quiet",
            "danger": "btn-danger",
        }[self.kind]
        return f"btn {look} btn-fill" if self.wide else f"btn {look}"


@dataclass(frozen=True, kw_only=True)
class Copy(Component):
    """A short value with a button that copies it. Without JavaScript it is simply there to select."""

    value: str
    label: str = ""
    mono: bool = True


@dataclass(frozen=True, kw_only=True)
class Switch(Component):
    """One choice out of few that takes effect at once: buttons of one POST form, the current one pressed."""

    action: str
    name: str
    options: list[tuple[str, str]]
    current: str
    label: str
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class Toast(Component):
    """A passing message at the foot of the page; with `undo` one POST that takes the step back.

    Whatever must be read goes into an alert instead: a toast leaves after ten seconds, unless it is being used.
    """

    text: str
    undo: str = ""
    undo_label: str = ""


@dataclass(frozen=True, kw_only=True)
class Dialog(Component):
    """A question before something happens, opened by a button's `dialog=id`.

    The opening button needs an `href` of the page that asks the same without JavaScript (pages/confirm.html).
    """

    id: str
    title: str
    content: str
    foot: str = ""
