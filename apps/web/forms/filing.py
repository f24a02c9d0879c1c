"""A draft's answers read as a whole: the four steps, the Filing they make, and every problem in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.cases.rules import Answers, Filing, Problem, problems_before_submit
from apps.web.forms.amounts import AmountsForm
from apps.web.forms.choices import currency_of
from apps.web.forms.steps import AccountForm, EventForm, StepForm, VisibilityForm

STEPS = {
    "event": _("What happened"),
    "amounts": _("What is held"),
    "account": _("Which account"),
    "visibility": _("Who sees it"),
}
FORMS: dict[str, type[StepForm] | type[AmountsForm]] = {
    "event": EventForm,
    "amounts": AmountsForm,
    "account": AccountForm,
    "visibility": VisibilityForm,
}
AnyStep = StepForm | AmountsForm


@dataclass(frozen=True)
class Reading:
    """The answers as forms and as a Filing. `problems` has at most one sentence per field: shape before rules."""

    forms: dict[str, AnyStep]
    filing: Filing
    problems: list[Problem]

    def problems_of(self, step: str) -> list[Problem]:
        return [problem for problem in self.problems if problem.step == step]

    def show_problems(self, step: str) -> AnyStep:
        """The step's form with what is missing said beside its fields."""
        self.forms[step].show(self.problems_of(step))
        return self.forms[step]


def read_answers(answers: Answers, *, zone: str, latest_today: date) -> Reading:
    """Read what was typed. `zone` is the reader's own, for a notice that names none."""
    event = EventForm(answers.get("event", {}), zone=zone)
    event_parts = event.parts()
    currency = currency_of(event_parts["marketplace"])
    forms: dict[str, AnyStep] = {
        "event": event,
        "amounts": AmountsForm(answers.get("amounts", {}), currency=currency or "USD", latest_today=latest_today),
        "account": AccountForm(answers.get("account", {})),
        "visibility": VisibilityForm(answers.get("visibility", {})),
    }
    filing = Filing(**{name: value for form in forms.values() for name, value in form.parts().items()})
    wrong = [problem for form in forms.values() for problem in form.wrong]
    ruled = problems_before_submit(filing, latest_today=latest_today)
    return Reading(forms, filing, _in_order([*wrong, *ruled], forms))


def _in_order(problems: Iterable[Problem], forms: dict[str, AnyStep]) -> list[Problem]:
    """The first problem of each field, in the order of steps and fields."""
    first: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        first.setdefault((problem.step, problem.field), problem)
    steps = list(forms)

    def place(problem: Problem) -> tuple[int, int]:
        form = forms[problem.step]
        names = list(form.fields) if isinstance(form, StepForm) else []
        return steps.index(problem.step), names.index(problem.field) if problem.field in names else -1

    return sorted(first.values(), key=place)
