"""The parts pages are made of. Each class declares a component's attributes; its template has the same name.

Used in templates through `{% ui %}` and `{% wrap %}` (apps/web/templatetags/ui.py) or made in Python by a view. The
gallery page shows every one of them.
"""

from apps.web.components.actions import Button, Copy, Dialog, Switch, Toast
from apps.web.components.base import Component, ComponentError, build, registry
from apps.web.components.facts import (
    STATE_TONES,
    Badge,
    Definitions,
    MoneyAmount,
    Progress,
    Stat,
    State,
    Stats,
    Timeline,
    TimelineEntry,
    When,
)
from apps.web.components.forms import ErrorSummary, Field, Fieldset, Saved, Step, Stepper
from apps.web.components.frames import (
    Alert,
    Card,
    Cell,
    Column,
    Crumbs,
    Empty,
    Icon,
    Link,
    Pagination,
    Panel,
    Point,
    Rows,
    Tab,
    Table,
    Tabs,
)
from apps.web.components.icons import ICONS

__all__ = [
    "ICONS",
    "STATE_TONES",
    "Alert",
    "Badge",
    "Button",
    "Card",
    "Cell",
    "Column",
    "Component",
    "ComponentError",
    "Copy",
    "Crumbs",
    "Definitions",
    "Dialog",
    "Empty",
    "ErrorSummary",
    "Field",
    "Fieldset",
    "Icon",
    "Link",
    "MoneyAmount",
    "Pagination",
    "Panel",
    "Point",
    "Progress",
    "Rows",
    "Saved",
    "Stat",
    "State",
    "Stats",
    "Step",
    "Stepper",
    "Switch",
    "Tab",
    "Table",
    "Tabs",
    "Timeline",
    "TimelineEntry",
    "Toast",
    "When",
    "build",
    "registry",
]
