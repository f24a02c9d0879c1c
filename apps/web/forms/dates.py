"""What people type about dates: their own ones, what happened when, pauses, when to be reminded."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.accounts.models import User
from apps.core.moments import say_moment
from apps.deadlines.enums import TRIGGERS
from apps.deadlines.models import Deadline, Docket, TriggerEntry
from apps.deadlines.rules import Trigger
from apps.deadlines.rules.ladder import STEPS
from apps.deadlines.rules.zones import instant_of
from apps.deadlines.selectors import dockets_of
from apps.web.forms.choices import CHOOSE, zones
from apps.web.forms.steps import Choice, Clock, Day, Line

STEP_WORDS = {
    "d": ngettext_lazy("%(n)d day before", "%(n)d days before", "n"),
    "h": ngettext_lazy("%(n)d hour before", "%(n)d hours before", "n"),
}


def say_step(step: str) -> Any:
    """`7 days before`, in the language of whoever reads it."""
    return lazy(lambda: str(STEP_WORDS[step[-1]] % {"n": int(step[:-1])}), str)()


class OwnDateForm(forms.Form):
    """A date out of a letter, from a lawyer, or one's own plan."""

    label = Line(
        label=_("What has to be done"),
        max_length=200,
        help_text=_("In a few words. Only you see them; reminders do not repeat them."),
        error_messages={"required": _("Say in a few words what has to be done.")},
    )
    day = Day(label=_("Until which day"), error_messages={"required": _("Choose the day.")})
    at = Clock(label=_("Time"), required=False, help_text=_("Without one it ends with the day."))
    zone = Choice(label=_("Time zone of the date"))
    belongs_to = Choice(label=_("Belongs to"), required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, person: User, deadline: Deadline | None = None, **kwargs: Any) -> None:
        chosen = deadline.wall_zone if deadline else person.zone.key
        if deadline:
            kwargs["initial"] = {
                "label": deadline.label,
                "day": deadline.wall_day,
                "at": None if deadline.wall_clock == "24:00" else deadline.wall_clock,
                "zone": chosen,
            }
        super().__init__(*args, **kwargs)
        self.initial.setdefault("zone", chosen)
        self.fields["zone"].choices = zones([chosen, person.zone.key])  # type: ignore[attr-defined]
        self.dockets = {str(docket.pk): docket for docket in dockets_of(person).filter(is_personal=False)}
        known = [(key, docket.reference) for key, docket in self.dockets.items()]
        self.fields["belongs_to"].choices = [("", _("No case")), *known]  # type: ignore[attr-defined]
        if deadline or not known:
            del self.fields["belongs_to"]

    @property
    def docket(self) -> Docket | None:
        """The case's docket they chose; None: their own."""
        return self.dockets.get(self.cleaned_data.get("belongs_to", ""))


class EventForm(forms.Form):
    """That something happened, and when as the notice shows it."""

    kind = Choice(label=_("What happened"), error_messages={"required": _("Choose what happened.")})
    day = Day(label=_("Day"), error_messages={"required": _("Choose the day.")})
    at = Clock(label=_("Time, if it shows one"), required=False)
    zone = Choice(label=_("Time zone of the notice"))

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        person: User,
        docket: Docket,
        kinds: list[str],
        entry: TriggerEntry | None = None,
        **kwargs: Any,
    ) -> None:
        initial: dict[str, Any] = {"zone": person.zone.key}
        if entry:
            initial = {"day": entry.day, "at": entry.time, "zone": entry.zone or person.zone.key}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        also = [name for name in (initial["zone"], person.zone.key, docket.platform_zone) if name]
        self.fields["zone"].choices = zones(also)  # type: ignore[attr-defined]
        self.fields["kind"].choices = [CHOOSE, *((kind, TRIGGERS.label(kind)) for kind in kinds)]  # type: ignore[attr-defined]
        if entry:
            del self.fields["kind"]

    @property
    def event(self) -> Trigger:
        said = self.cleaned_data
        return Trigger(said["day"], said["at"], said["zone"])


class PauseForm(forms.Form):
    """From when the clock stands still, and for whom."""

    day = Day(label=_("Since the morning of"), error_messages={"required": _("Choose the day.")})
    covers_own = forms.BooleanField(
        label=_("The platform wrote that my own time limits stand still too"),
        required=False,
        help_text=_("Only with that in writing. Otherwise your own dates stay where they are, to be safe."),
    )

    use_required_attribute = False


class ResumeForm(forms.Form):
    """From when it runs again."""

    day = Day(label=_("Runs again from the morning of"), error_messages={"required": _("Choose the day.")})

    use_required_attribute = False


class MomentForm(forms.Form):
    """A day and a time on one's own clock."""

    day = Day(label=_("Day"), error_messages={"required": _("Choose the day.")})
    at = Clock(label=_("Time"), error_messages={"required": _("Choose the time.")})

    use_required_attribute = False

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone: ZoneInfo = person.zone

    @property
    def moment(self) -> datetime:
        return instant_of(self.cleaned_data["day"], self.cleaned_data["at"], self.zone.key)


LATER = {"1h": timedelta(hours=1), "3h": timedelta(hours=3)}
TOMORROW, IN_THREE_DAYS, OTHER = "tomorrow", "3d", "other"
WORDS = {
    "1h": _("In an hour"),
    "3h": _("In three hours"),
    TOMORROW: _("Tomorrow at nine"),
    IN_THREE_DAYS: _("In three days at nine"),
}


class SnoozeForm(forms.Form):
    """When to be reminded instead; only moments that are still safe are offered."""

    until = Choice(
        label=_("Remind me"), widget=forms.RadioSelect, error_messages={"required": _("Choose when to be reminded.")}
    )
    day = Day(label=_("Day"), required=False)
    at = Clock(label=_("Time"), required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, person: User, latest: datetime, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, tomorrow = person.zone, now.astimezone(person.zone).date() + timedelta(days=1)
        nine = {TOMORROW: tomorrow, IN_THREE_DAYS: tomorrow + timedelta(days=2)}
        self.moments = {code: now + distance for code, distance in LATER.items()}
        self.moments |= {code: instant_of(day, time(9), self.zone.key) for code, day in nine.items()}
        self.moments = {code: moment for code, moment in self.moments.items() if moment <= latest}
        offered = [(code, f"{WORDS[code]} · {say_moment(moment)}") for code, moment in self.moments.items()]
        self.fields["until"].choices = [*offered, (OTHER, _("Another moment"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("until") == OTHER and not (said.get("day") and said.get("at")):
            self.add_error("day", _("Choose a day and a time to be reminded at."))
        return said

    @property
    def moment(self) -> datetime:
        """The moment chosen; of `another moment` the one typed, safe or not: the action judges."""
        said = self.cleaned_data
        return self.moments.get(said["until"]) or instant_of(said["day"], said["at"], self.zone.key)


class HabitsForm(forms.Form):
    """How somebody wants to be reminded."""

    steps = forms.MultipleChoiceField(
        label=_("Before what I have to do"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(step, say_step(step)) for step in reversed(STEPS)],
        error_messages={"required": _("Choose at least one.")},
    )
    quiet_from = Clock(label=_("Quiet from"))
    quiet_until = Clock(
        label=_("Quiet until"),
        help_text=_("On your own clock. A reminder never comes too late because of it; then it comes before."),
    )
    digest_at = Clock(
        label=_("Daily summary at"), required=False, help_text=_("One mail with what is near. Empty: no summary.")
    )

    use_required_attribute = False


class CalendarForm(forms.Form):
    """One more calendar address."""

    name = Line(label=_("Where you use it"), required=False, max_length=60, help_text=_("Such as: my phone."))
    shows_titles = forms.BooleanField(
        label=_("Say what has to be done"),
        required=False,
        help_text=_(
            "Otherwise entries show only the reference of the case: whoever sees your phone learns nothing more."
        ),
    )

    use_required_attribute = False
