"""What a seller can do next, by the state of their case. Promises nothing that depends on others."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.cases.enums import State


@dataclass(frozen=True)
class NextStep:
    """A heading, a sentence or two, and the `act` of the case page that does it, if any."""

    title: str | Promise
    text: str | Promise
    act: Literal["", "file", "mend", "appeal", "progress", "reopen"] = ""


def next_steps(state: str) -> tuple[NextStep, ...]:
    """What a seller does next in a state, the most important first."""
    return _NEXT[State(state)]


_SAVE_PROOF = NextStep(
    _("Save your proof now"),
    _(
        "Download settlement and stock reports, take screenshots of balances and Account Health, and keep the "
        "platform's e-mails with their headers. Access can end without warning."
    ),
)
_KEEP_DATES = NextStep(
    _("Keep every date the notice names"),
    _("The platform's time limits run, whatever happens here. We remind you only of the dates shown on this page."),
)
_WHILE_OTHERS_DECIDE = (
    NextStep(
        _("Note what comes of it"),
        _("Answers, settlements and decisions, each when it happens."),
        "progress",
    ),
    NextStep(
        _("Follow the dates in the papers you receive"),
        _(
            "Mediators, arbitrators and courts set time limits of their own. We remind you only of the dates shown on "
            "this page."
        ),
    ),
)
_WHEN_CLOSED = (
    NextStep(
        _("Nothing has to be done"),
        _("Keep your papers. If it begins again, reopen this case: a moderator then reads it once more."),
        "reopen",
    ),
)

_NEXT: dict[State, tuple[NextStep, ...]] = {
    State.DRAFT: (
        NextStep(
            _("Finish your case and submit it"),
            _("Nobody but you can see a draft. It counts only when a moderator has verified it."),
            "file",
        ),
    ),
    State.SUBMITTED: (
        NextStep(
            _("A moderator reads your case"),
            _(
                "Cases are read in the order they came. The moderator checks that yours is complete and plausible, and "
                "either verifies it or gives it back to you and says what is missing. You get an e-mail either way."
            ),
        ),
        _SAVE_PROOF,
        _KEEP_DATES,
    ),
    State.RETURNED: (
        NextStep(
            _("Mend your case and submit it again"),
            _("The moderator says what is missing. All your answers are kept: change only what is needed."),
            "mend",
        ),
    ),
    State.VERIFIED: (
        NextStep(
            _("Write your appeal"),
            _(
                "Here you can write it in its parts, have it read by a second person, and note when you sent it and "
                "what came back. If you have sent one already, note that: a complete record is what a mediator or a "
                "lawyer asks for first."
            ),
            "appeal",
        ),
        _SAVE_PROOF,
        _KEEP_DATES,
    ),
    State.APPEALED: (
        NextStep(
            _("Note the platform's answer when it comes"),
            _("Whatever it says, also when it asks for more. No answer is a fact too: say so when you go on."),
            "appeal",
        ),
        NextStep(
            _("Keep the proof that you sent it"),
            _("A screenshot of the receipt, the platform's case number, and the exact text you sent."),
        ),
    ),
    State.MORE_INFO: (
        NextStep(
            _("Send the platform what it asks for"),
            _("Only what it asks for, before the date it names. Then note here that you sent it."),
            "progress",
        ),
        _KEEP_DATES,
    ),
    State.REJECTED: (
        NextStep(
            _("Decide how to go on, and note it here"),
            _(
                "A rejection is not always the end: you can appeal again with something new, escalate inside the "
                "platform, or go to mediation, arbitration or a court. Ask a lawyer before you miss a time limit."
            ),
            "progress",
        ),
        _SAVE_PROOF,
    ),
    State.ESCALATED: _WHILE_OTHERS_DECIDE,
    State.MEDIATION: _WHILE_OTHERS_DECIDE,
    State.ARBITRATION: _WHILE_OTHERS_DECIDE,
    State.LITIGATION: _WHILE_OTHERS_DECIDE,
    State.PARTLY_RESOLVED: (
        NextStep(
            _("Compare what came back with what was held"),
            _("Check balances and stock line by line. If something is missing, go on and note it here."),
            "progress",
        ),
    ),
    State.RESOLVED: _WHEN_CLOSED,
    State.LOST: _WHEN_CLOSED,
    State.WITHDRAWN: (
        NextStep(
            _("This case no longer counts"),
            _("You took it back. You can reopen it at any time: a moderator then reads it once more."),
            "reopen",
        ),
    ),
}
