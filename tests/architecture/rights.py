"""Who may do what: one line per address. A new address is entered here, or test_rights_matrix fails.

Eleven people ask. `anonymous` is nobody; `browser` is nobody either, but began a draft before signing in and holds its
key. `stranger` and `owner` are sellers, `owner` the one whose cases are asked for. With the readers the filed case is
shared, as far as their names say; with `revoked` and `expired` it was. `unproven` is a moderator who has no second
factor, `moderator` one who used theirs.

They ask for a thing: `theirs` is the owner's (a draft on the addresses of drafts, else a filed case with a file),
`unclaimed` the draft of `browser`, `nowhere` an id that nobody has. Addresses without a thing are asked for once.

What they get is one word:
    open     the page, or the deed, or why the deed could not be done
    sign-in  the page to sign in
    nothing  404, the same as for what does not exist
    method   405: this address knows no such method
    key      the page to set up a second factor
    desk     the way to the moderators' desk
    any      whatever a library answers, but never a fault
"""

from collections.abc import Callable
from dataclasses import dataclass

READERS = ("reader-summary", "reader-full", "reader-evidence")
FORMER = ("revoked", "expired")
ROLES = ("anonymous", "browser", "stranger", *READERS, *FORMER, "owner", "unproven", "moderator")
THINGS = ("theirs", "unclaimed", "nowhere")
NOBODY = ("anonymous", "browser")
MODERATORS = ("unproven", "moderator")

Rule = Callable[[str, str], str]  # role, thing -> word


def everybody(role: str, thing: str) -> str:
    return "open"


def no_method(role: str, thing: str) -> str:
    return "method"


def nobody(role: str, thing: str) -> str:
    return "nothing"


def signed_in(role: str, thing: str) -> str:
    return "sign-in" if role in NOBODY else "open"


def signed_in_nowhere(role: str, thing: str) -> str:
    """Asked for what nobody has; what somebody has is tried in the tests of its page."""
    return "sign-in" if role in NOBODY else "nothing"


def key_again(role: str, thing: str) -> str:
    """Whoever has a second factor uses it once more; the moderator has one, sellers here have none."""
    return "key" if role == "moderator" else signed_in(role, thing)


def key_again_nowhere(role: str, thing: str) -> str:
    return "key" if role == "moderator" else signed_in_nowhere(role, thing)


def no_method_signed_in(role: str, thing: str) -> str:
    return "sign-in" if role in NOBODY else "method"


def leads_to_sign_in(role: str, thing: str) -> str:
    return "sign-in"


def moderators(role: str, thing: str) -> str:
    """Pages for moderators without anything of sellers in them."""
    return "open" if role in MODERATORS else "nothing"


def moderators_signed_in(role: str, thing: str) -> str:
    return "sign-in" if role in NOBODY else moderators(role, thing)


def drafts(role: str, thing: str) -> str:
    """Whoever holds the draft: its owner, or the browser with its key. Moderators hold nobody's."""
    if role == {"theirs": "owner", "unclaimed": "browser"}.get(thing):
        return "open"
    return "sign-in" if role == "anonymous" else "nothing"


def submits(role: str, thing: str) -> str:
    """As `drafts`, but to submit is to have signed in."""
    return "sign-in" if role in NOBODY and drafts(role, thing) == "open" else drafts(role, thing)


def own_case(role: str, thing: str) -> str:
    """Its owner alone. Moderators do not act as sellers."""
    if role in NOBODY:
        return "sign-in"
    return "open" if (role, thing) == ("owner", "theirs") else "nothing"


def page_of_case(role: str, thing: str) -> str:
    """Its owner and its readers. Moderators are sent to the desk whatever the id is: it says nothing about it."""
    if role in MODERATORS:
        return "desk"
    return "open" if role in READERS and thing == "theirs" else own_case(role, thing)


def copies_for_readers(role: str, thing: str) -> str:
    """Copies of files, for readers who were given them; owner and moderators are handed originals elsewhere."""
    if role in NOBODY:
        return "sign-in"
    return "open" if (role, thing) == ("reader-evidence", "theirs") else "nothing"


def appeals_for_readers(role: str, thing: str) -> str:
    """Appeals that were sent, for readers of the whole case; their owner reads them elsewhere."""
    if role in NOBODY:
        return "sign-in"
    return "open" if role in ("reader-full", "reader-evidence") and thing == "theirs" else "nothing"


def asked_reader(role: str, thing: str) -> str:
    """An appeal opens to whom its seller asked to read it, and who may read the whole case."""
    if role in NOBODY:
        return "sign-in"
    return "open" if role == "reader-full" else "nothing"


def invited(role: str, thing: str) -> str:
    """An invitation opens to the one whose address it was sent to: here the stranger."""
    if role in NOBODY:
        return "sign-in"
    return "open" if role == "stranger" else "nothing"


def own_view(role: str, thing: str) -> str:
    """A kept view of the list: whose it is, alone."""
    if role in NOBODY:
        return "sign-in"
    return "open" if role == "owner" else "nothing"


def of_what_is_not_there(role: str, thing: str) -> str:
    """Pages, copies and work that the owner's file does not have in the matrix; their own tests open them."""
    return "sign-in" if role in NOBODY else "nothing"


def desk(role: str, thing: str) -> str:
    """Moderators with their second factor, and of cases only those that were filed."""
    if role in NOBODY:
        return "sign-in"
    if role == "unproven":
        return "key"
    return "open" if role == "moderator" and thing in ("", "theirs") else "nothing"


def desk_nowhere(role: str, thing: str) -> str:
    """The desk, asked for what does not exist; what does is opened in tests/moderation."""
    found = desk(role, thing)
    return "nothing" if found == "open" else found


def no_method_at_desk(role: str, thing: str) -> str:
    """The door comes first: whoever may not enter learns nothing of what is behind it."""
    return "method" if role == "moderator" else desk(role, thing)


def desk_library(role: str, thing: str) -> str:
    """Django's own pages of the desk: the door is the same, behind it the library answers."""
    return "any" if role == "moderator" else desk(role, thing)


def library(role: str, thing: str) -> str:
    """allauth's pages about one's own account."""
    return "sign-in" if role in NOBODY else "any"


def anything(role: str, thing: str) -> str:
    """allauth's pages on the way in."""
    return "any"


@dataclass(frozen=True)
class Rights:
    """What GET and POST of an address give, and which draft or case the address is about, if any."""

    get: Rule
    post: Rule
    about: str = ""  # "draft", "case", "date" or nothing


RIGHTS = {
    # open to everybody
    "home": Rights(everybody, no_method),
    "help": Rights(everybody, no_method),
    "help-topic": Rights(everybody, no_method),
    "privacy": Rights(everybody, no_method),
    "record": Rights(everybody, no_method),
    "record-json": Rights(everybody, no_method),
    "api-description": Rights(everybody, no_method),
    "problem-list": Rights(everybody, no_method),
    "problem-detail": Rights(everybody, no_method),
    "language-set": Rights(no_method, everybody),
    "theme-set": Rights(no_method, everybody),
    "rule-list": Rights(everybody, no_method),
    "rule-detail": Rights(everybody, no_method),
    "incident-list": Rights(everybody, no_method),
    "incident-detail": Rights(everybody, no_method),
    "incident-affected": Rights(no_method, everybody),
    # reports of abuse; receipts that exist are opened in tests/web/test_conduct.py
    "abuse-report": Rights(everybody, everybody),
    "abuse-receipt": Rights(nobody, no_method),
    "own-standing": Rights(signed_in, signed_in),
    # figures; batches that exist are opened in tests/web/test_figures.py
    "figures": Rights(everybody, no_method),
    "figures-history": Rights(everybody, no_method),
    "figures-compare": Rights(everybody, no_method),
    "figures-feed": Rights(everybody, no_method),
    "figures-card": Rights(everybody, no_method),
    "figures-batch": Rights(nobody, no_method),
    "figures-json": Rights(nobody, no_method),
    "figures-csv": Rights(nobody, no_method),
    "figures-methods": Rights(nobody, no_method),
    "figures-press": Rights(nobody, no_method),
    "figures-sheet": Rights(nobody, no_method),
    # associations; whoever belongs to one is tried in tests/associations/test_matrix.py
    "association-list": Rights(everybody, no_method),
    "association-found": Rights(signed_in, signed_in),
    "association-detail": Rights(nobody, no_method),
    "association-edit": Rights(of_what_is_not_there, of_what_is_not_there),
    "association-leave": Rights(of_what_is_not_there, of_what_is_not_there),
    "body-numbers": Rights(of_what_is_not_there, no_method),
    "body-numbers-csv": Rights(of_what_is_not_there, no_method),
    "body-numbers-json": Rights(of_what_is_not_there, no_method),
    "body-cases": Rights(of_what_is_not_there, no_method),
    "body-export-csv": Rights(of_what_is_not_there, no_method),
    "body-export-xlsx": Rights(of_what_is_not_there, no_method),
    "body-bulk": Rights(no_method, of_what_is_not_there),
    "body-case": Rights(of_what_is_not_there, no_method, "case"),
    "body-note": Rights(no_method, of_what_is_not_there, "case"),
    "body-assign": Rights(no_method, of_what_is_not_there, "case"),
    "body-view-save": Rights(no_method, of_what_is_not_there),
    "body-view-change": Rights(no_method, of_what_is_not_there),
    "body-view-remove": Rights(no_method, of_what_is_not_there),
    "body-view-default": Rights(no_method, of_what_is_not_there),
    "body-feed": Rights(of_what_is_not_there, of_what_is_not_there),
    "case-feed": Rights(nobody, no_method),  # the address is the right
    "body-dates": Rights(of_what_is_not_there, no_method),
    "body-lists": Rights(of_what_is_not_there, of_what_is_not_there),
    "body-list": Rights(of_what_is_not_there, no_method),
    "body-list-look": Rights(no_method, of_what_is_not_there),
    "body-list-take": Rights(no_method, of_what_is_not_there),
    "body-list-move": Rights(no_method, of_what_is_not_there),
    "body-list-invite": Rights(no_method, of_what_is_not_there),
    "list-invitation": Rights(nobody, no_method),  # whoever has the key in the mail sees who asks
    "list-invitation-stop": Rights(everybody, everybody),  # the key in the mail is all it takes
    "body-list-refused": Rights(of_what_is_not_there, no_method),
    "member-list": Rights(of_what_is_not_there, of_what_is_not_there),
    "member-role": Rights(no_method, of_what_is_not_there),
    "member-end": Rights(no_method, of_what_is_not_there),
    "member-invitation-withdraw": Rights(no_method, of_what_is_not_there),
    "member-invitation": Rights(signed_in_nowhere, signed_in_nowhere),
    "campaign-list": Rights(everybody, no_method),
    "campaign-detail": Rights(everybody, no_method),
    "campaign-card": Rights(everybody, no_method),
    "campaign-feed": Rights(everybody, no_method),
    "mandate-verify": Rights(everybody, everybody),
    "mandate-give": Rights(of_what_is_not_there, of_what_is_not_there),
    "mandate-paper": Rights(of_what_is_not_there, no_method),
    "mandate-revoke": Rights(of_what_is_not_there, of_what_is_not_there),
    "association-mandates": Rights(of_what_is_not_there, no_method),
    "association-mandates-csv": Rights(of_what_is_not_there, no_method),
    "campaign-sign": Rights(no_method, signed_in_nowhere),  # which campaign stands in the form
    "campaign-done": Rights(signed_in, no_method),
    "own-campaigns": Rights(signed_in, no_method),
    "own-update": Rights(of_what_is_not_there, no_method),
    "update-wish": Rights(no_method, signed_in_nowhere),  # which campaign stands in the form
    "update-stop": Rights(everybody, everybody),  # the key in the mail is all it takes
    "body-campaigns": Rights(of_what_is_not_there, no_method),
    "body-campaign": Rights(of_what_is_not_there, no_method),
    "body-campaign-new": Rights(of_what_is_not_there, of_what_is_not_there),
    "body-campaign-edit": Rights(of_what_is_not_there, of_what_is_not_there),
    "body-campaign-stage": Rights(of_what_is_not_there, of_what_is_not_there),
    "body-campaign-note": Rights(of_what_is_not_there, of_what_is_not_there),
    "body-campaign-day": Rights(of_what_is_not_there, of_what_is_not_there),
    "body-campaign-day-edit": Rights(of_what_is_not_there, of_what_is_not_there),
    "body-campaign-day-remove": Rights(of_what_is_not_there, of_what_is_not_there),
    "body-campaign-ask": Rights(of_what_is_not_there, of_what_is_not_there),
    "body-campaign-join": Rights(of_what_is_not_there, of_what_is_not_there),
    "body-campaign-leave": Rights(of_what_is_not_there, of_what_is_not_there),
    "body-update-new": Rights(of_what_is_not_there, of_what_is_not_there),
    "body-update": Rights(of_what_is_not_there, no_method),
    "body-update-edit": Rights(of_what_is_not_there, of_what_is_not_there),
    "body-update-move": Rights(no_method, of_what_is_not_there),
    "marketplace-choices": Rights(everybody, no_method),
    "healthz": Rights(everybody, no_method),
    "livez": Rights(everybody, no_method),
    "metrics": Rights(nobody, no_method),  # a token opens it
    "gallery": Rights(moderators, no_method),
    "mailbox": Rights(everybody, no_method),  # only where mail goes to nobody
    "mailbox-mail": Rights(nobody, no_method),
    "mailbox-mail-html": Rights(nobody, no_method),
    # filing
    "case-new": Rights(everybody, everybody),
    "case-draft": Rights(drafts, no_method, "draft"),
    "case-step": Rights(drafts, drafts, "draft"),
    "case-autosave": Rights(no_method, drafts, "draft"),
    "case-summary": Rights(drafts, no_method, "draft"),
    "case-submit": Rights(no_method, submits, "draft"),
    "draft-discard": Rights(drafts, drafts, "draft"),
    "notice-add": Rights(no_method, drafts, "draft"),
    "notice-remove": Rights(no_method, drafts, "draft"),
    # one's cases
    "case-list": Rights(signed_in, no_method),
    "case-detail": Rights(page_of_case, no_method, "case"),
    "case-export-csv": Rights(signed_in, no_method),
    "case-export-xlsx": Rights(signed_in, no_method),
    "case-view-save": Rights(no_method, signed_in),
    "case-view-change": Rights(no_method, own_view),
    "case-view-remove": Rights(no_method, own_view),
    "case-incident": Rights(own_case, own_case, "case"),
    "case-mend": Rights(no_method, own_case, "case"),
    "case-progress": Rights(no_method, own_case, "case"),
    "case-visibility": Rights(no_method, own_case, "case"),
    "case-withdraw": Rights(own_case, own_case, "case"),
    "case-reopen": Rights(own_case, own_case, "case"),
    "case-sharing": Rights(own_case, own_case, "case"),
    "body-share": Rights(own_case, own_case, "case"),
    "body-revoke": Rights(no_method, of_what_is_not_there, "case"),
    "body-restore": Rights(no_method, of_what_is_not_there, "case"),
    "sharing-preview": Rights(own_case, no_method, "case"),
    "grant-change": Rights(own_case, own_case, "case"),
    "grant-revoke": Rights(no_method, own_case, "case"),
    "grant-widen": Rights(no_method, own_case, "case"),
    "grant-tell": Rights(no_method, own_case, "case"),
    "grant-restore": Rights(no_method, own_case, "case"),
    "invitation-withdraw": Rights(no_method, own_case, "case"),
    "case-log": Rights(own_case, no_method, "case"),
    "case-file": Rights(own_case, own_case, "case"),
    "evidence-redact": Rights(own_case, own_case, "case"),
    "evidence-page": Rights(of_what_is_not_there, no_method, "case"),
    "evidence-copy": Rights(of_what_is_not_there, no_method, "case"),
    "evidence-again": Rights(no_method, of_what_is_not_there, "case"),
    "evidence-list": Rights(own_case, own_case, "case"),
    "evidence-detail": Rights(own_case, no_method, "case"),
    "evidence-remove": Rights(own_case, own_case, "case"),
    # what others share
    "shared-file": Rights(copies_for_readers, no_method, "case"),
    "shared-list": Rights(signed_in, no_method),
    "invitation": Rights(invited, invited),
    # appeals
    "appeal-list": Rights(own_case, own_case, "case"),
    "appeal-limit": Rights(own_case, own_case, "case"),
    "appeal-record": Rights(own_case, own_case, "case"),
    "appeal-detail": Rights(own_case, no_method, "case"),
    "appeal-text": Rights(own_case, no_method, "case"),
    "appeal-decide": Rights(no_method, own_case, "case"),
    "appeal-write": Rights(own_case, own_case, "case"),
    "appeal-autosave": Rights(no_method, own_case, "case"),
    "appeal-versions": Rights(own_case, no_method, "case"),
    "appeal-restore": Rights(no_method, own_case, "case"),
    "appeal-sent": Rights(own_case, own_case, "case"),
    "appeal-correct": Rights(own_case, own_case, "case"),
    "appeal-answer": Rights(own_case, own_case, "case"),
    "shared-appeal": Rights(appeals_for_readers, no_method, "case"),
    "reading": Rights(asked_reader, asked_reader),
    # one's dates
    "date-list": Rights(signed_in, no_method_signed_in),
    "date-detail": Rights(own_case, no_method_signed_in, "date"),
    "date-decide": Rights(no_method, own_case, "date"),
    "ledger": Rights(own_case, no_method, "case"),
    "costs-add": Rights(no_method, own_case, "case"),
    "ledger-template": Rights(own_case, no_method, "case"),
    "report-add": Rights(no_method, own_case, "case"),
    "report-date": Rights(no_method, own_case, "case"),
    "report-detail": Rights(own_case, no_method, "case"),
    "report-left-out": Rights(own_case, no_method, "case"),
    "report-look": Rights(no_method, own_case, "case"),
    "report-move": Rights(no_method, own_case, "case"),
    "date-undo": Rights(no_method, own_case, "date"),
    "date-acknowledge": Rights(own_case, own_case, "date"),
    "date-snooze": Rights(own_case, own_case, "date"),
    "date-remind-again": Rights(no_method, own_case, "date"),
    "calendar-feed": Rights(nobody, no_method),  # the address is the right
    "reminder-settings": Rights(signed_in, signed_in),
    "outlet-list": Rights(signed_in, signed_in),
    "outlet-try": Rights(no_method, signed_in_nowhere),
    "outlet-close": Rights(no_method, signed_in_nowhere),
    "calendar-links": Rights(signed_in, signed_in),
    "calendar-revoke": Rights(no_method, signed_in_nowhere),
    "date-month": Rights(signed_in, no_method_signed_in),
    "date-new": Rights(signed_in, signed_in),
    "date-edit": Rights(own_case, own_case, "date"),
    "date-remove": Rights(own_case, own_case, "date"),
    "date-remind": Rights(no_method, own_case, "date"),
    "case-dates": Rights(own_case, no_method, "case"),
    "case-event-add": Rights(no_method, own_case, "case"),
    "case-event": Rights(own_case, own_case, "case"),
    "case-event-withdraw": Rights(own_case, own_case, "case"),
    "case-pause": Rights(no_method, own_case, "case"),
    "case-resume": Rights(no_method, own_case, "case"),
    # oneself
    "message-list": Rights(signed_in, no_method_signed_in),
    "message-read-all": Rights(no_method_signed_in, signed_in),
    "message-preview-list": Rights(moderators_signed_in, no_method),
    "message-preview": Rights(moderators_signed_in, no_method),
    "message-preview-html": Rights(moderators_signed_in, no_method),
    "dossiers": Rights(own_case, own_case, "case"),
    "dossier-cancel": Rights(no_method, own_case, "case"),
    "dossier-pdf": Rights(own_case, no_method, "case"),
    "dossier-manifest": Rights(own_case, no_method, "case"),
    "own-data": Rights(signed_in, no_method_signed_in),
    "own-data-copy": Rights(no_method_signed_in, key_again),
    "own-data-download": Rights(key_again_nowhere, no_method_signed_in),
    "own-data-erase": Rights(signed_in, key_again),
    "own-data-keep": Rights(no_method_signed_in, signed_in),
    "token-list": Rights(signed_in, signed_in),
    "token-revoke": Rights(no_method, signed_in_nowhere),
    "preferences": Rights(signed_in, signed_in),
    "preferences-first": Rights(signed_in, signed_in),
    "usersessions_list": Rights(library, library),
    "account_login": Rights(anything, anything),
    "account_request_login_code": Rights(anything, anything),
    "account_confirm_login_code": Rights(anything, anything),
    "account_inactive": Rights(anything, anything),
    "account_signup": Rights(leads_to_sign_in, leads_to_sign_in),
    "account_logout": Rights(anything, anything),
    "mfa_authenticate": Rights(anything, anything),
    "mfa_login_webauthn": Rights(anything, anything),
    # the desk
    "admin:index": Rights(desk, desk),
    "admin:records": Rights(desk, desk),
    "admin:campaign-desk": Rights(desk, desk),
    "admin:case-desk": Rights(desk, desk, "case"),
    "admin:appeal-queue": Rights(desk, no_method_at_desk),
    "admin:appeal-desk": Rights(desk, desk, "case"),
    "admin:case-ledger": Rights(desk, desk, "case"),
    "admin:case-file": Rights(desk, no_method_at_desk, "case"),
    "admin:case-verify": Rights(no_method_at_desk, desk, "case"),
    "admin:case-return": Rights(no_method_at_desk, desk, "case"),
    "admin:case-note": Rights(no_method_at_desk, desk, "case"),
    "admin:case-progress": Rights(no_method_at_desk, desk, "case"),
    "admin:case-reopen": Rights(no_method_at_desk, desk, "case"),
    "admin:case-reveal": Rights(no_method_at_desk, desk, "case"),
    "admin:case-place": Rights(no_method_at_desk, desk, "case"),
    "admin:placing": Rights(desk, desk, "case"),
    "admin:queues": Rights(desk, no_method_at_desk),
    "admin:queue-next": Rights(no_method_at_desk, desk),
    "admin:queue-release": Rights(no_method_at_desk, desk),
    "admin:duplicates": Rights(desk, no_method_at_desk),
    "admin:duplicate": Rights(desk, desk),
    "admin:surges": Rights(desk, no_method_at_desk),
    "admin:surge": Rights(desk, desk),
    "admin:rules": Rights(desk, no_method_at_desk),
    "admin:figures-desk": Rights(desk, no_method_at_desk),
    "admin:figures-prepare": Rights(no_method_at_desk, desk),
    "admin:figures-publish": Rights(no_method_at_desk, desk),
    "admin:figures-correct": Rights(no_method_at_desk, desk),
    "admin:operations": Rights(desk, no_method_at_desk),
    "admin:messages-retry": Rights(no_method_at_desk, desk),
    "admin:abuse-reports": Rights(desk, no_method_at_desk),
    "admin:abuse-report": Rights(desk_nowhere, desk_nowhere),
    "admin:bars": Rights(desk, no_method_at_desk),
    "admin:bar": Rights(desk_nowhere, desk_nowhere),
    "admin:bar-new": Rights(desk_nowhere, desk_nowhere),
    "admin:numbers": Rights(desk, no_method_at_desk),
    "admin:numbers-of": Rights(desk_nowhere, no_method_at_desk),
    "admin:identity-asks": Rights(desk, no_method_at_desk),
    "admin:identity-ask": Rights(desk_nowhere, desk_nowhere),
    "admin:identity-look": Rights(desk_nowhere, desk_nowhere),
    "admin:publication-asks": Rights(desk, no_method_at_desk),
    "admin:publication-ask": Rights(desk_nowhere, desk_nowhere),
    "admin:incident-publish": Rights(desk, desk),
    "admin:erasure-asks": Rights(desk, no_method_at_desk),
    "admin:erasure-ask": Rights(desk_nowhere, desk_nowhere),
    "admin:case-erase": Rights(desk, desk, "case"),
    "admin:incident-steps": Rights(desk, desk),
    "admin:steps": Rights(desk, no_method_at_desk),
    "admin:step": Rights(desk, desk),
    "admin:incident-claims": Rights(desk, no_method_at_desk),
    "admin:incident-promises": Rights(desk, desk),
    "admin:association-captures": Rights(desk, no_method_at_desk),
    "admin:association-queue": Rights(desk, no_method_at_desk),
    "admin:association-desk": Rights(desk, desk),
}
# Addresses that libraries bring along, by the beginning of their name.
LIBRARIES = {
    "mfa_": Rights(library, library),
    "admin:": Rights(desk_library, desk_library),
}


def rights_of(name: str) -> Rights | None:
    """The line for an address, or that of its library; None where nobody has thought about it."""
    from_library = (rights for prefix, rights in LIBRARIES.items() if name.startswith(prefix))
    return RIGHTS.get(name) or next(from_library, None)
