"""Who may do what through the API: one line per address and method; a new one without a line fails.

`nobody` asks without a token; `expired` and `revoked` with one of the owner that has ended; `narrow` with a living
token of the owner that lacks only the right needed; `stranger`, `moderator` and `owner` with one that lacks none.

They ask for a thing: `theirs` is the owner's, `nowhere` an id that nobody has.

What they get:
    open      the answer, or why it could not be done
    token     401: no token, or none that is valid
    right     403: the token lacks the right
    nothing   404, the same as for what does not exist
    method    405
"""

ROLES = ("nobody", "expired", "revoked", "narrow", "stranger", "moderator", "owner")
THINGS = ("theirs", "nowhere")
METHODS = ("get", "post", "patch", "put", "delete", "options")

OPEN_TO_SITES = (
    "figures",
    "figures-batch",
    "figures-tables",
    "figures-csv",
    "figures-methods",
    "figures-incident",
)  # by CORS
PUBLIC = {
    **dict.fromkeys(("schema", "vocabulary", "marketplaces", "incidents", "incident"), "get"),
    **dict.fromkeys(OPEN_TO_SITES, "get"),
}
# Address -> method -> what it is about: "" for lists and what is made anew, else "case", "draft", "reading" or
# "association" (the owner is a member of it, with a second factor).
PRIVATE = {
    "cases": {"get": ""},
    "case": {"get": "case", "patch": "case"},
    "events": {"get": "case", "post": "case"},
    "files": {"get": "case", "post": "case"},
    "file": {"get": "case"},
    "copies": {"get": "case"},
    "copy": {"get": "case"},
    "case-dates": {"get": "case"},
    "appeals": {"get": "case", "post": "case"},
    "appeal-limit": {"get": "case", "post": "case"},
    "appeal-elsewhere": {"post": "case"},
    "appeal": {"get": "case", "patch": "case"},
    "appeal-steps": {"post": "case"},
    "appeal-sent": {"post": "case"},
    "appeal-answers": {"post": "case"},
    "appeal-versions": {"get": "case"},
    "association-mandates": {"get": "association"},
    "association-cases": {"get": "association"},
    "readings": {"get": ""},
    "reading": {"get": "reading", "post": "reading"},
    "dates": {"get": ""},
    "grants": {"get": "case"},
    "grant": {"patch": "case", "delete": "case"},
    "invitations": {"get": "case", "post": "case"},
    "invitation": {"delete": "case"},
    "mend": {"post": "case"},
    "drafts": {"get": "", "post": ""},
    "draft": {"get": "draft", "patch": "draft", "delete": "draft"},
    "submit": {"post": "draft"},
}


def expected(name: str, method: str, role: str, thing: str) -> str:
    """The word of the table for one request."""
    if name == "nothing":
        return "nothing"
    if name in PUBLIC:
        return "open" if method == PUBLIC[name] else "method"
    if method not in PRIVATE[name]:
        return "method"
    if role in ("nobody", "expired", "revoked"):
        return "token"
    if role == "narrow":
        return "right"
    about = PRIVATE[name][method]
    return "open" if not about or (role, thing) == ("owner", "theirs") else "nothing"
