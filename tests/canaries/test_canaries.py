"""Identifying words are put through every flow and looked for wherever they must not be.

A new flow is one more function with `@flow`: it gets a `Scene` and does in the pages what people do.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from apps.accounts.actions import make_token
from apps.accounts.enums import Scope as TokenScope
from apps.accounts.models import User
from apps.associations.actions.inviting import invite_listed
from apps.associations.actions.list_work import work_on_lists
from apps.associations.models import MemberList
from apps.cases.actions import grant_access
from apps.cases.actions.identities import answer_identity
from apps.cases.enums import Scope, State
from apps.cases.models import Case, Draft, IdentityAsk
from apps.core import clock
from apps.evidence.actions import sweep_files
from apps.privacy.actions import erase_due, make_next_export, request_erasure, request_export
from tests.canaries.conftest import Outside, Watched
from tests.canaries.words import (
    ADDRESS,
    AMOUNT,
    CANARIES,
    COMPANY,
    CREDIT_CODE,
    FILE,
    FRIEND,
    LABEL,
    NOTICE,
    REASON,
    STORE,
    STORY,
    TOKEN,
)  # fmt: skip
from tests.conftest import use_second_factor
from tests.factories.accounts import ModeratorFactory
from tests.factories.associations import AssociationFactory
from tests.factories.cases import CaseFactory, DraftFactory
from tests.factories.evidence import NOTICE as PDF

EVENT = {
    "platform": "amazon", "marketplace": "amazon.us", "case_type": "account_suspension",
    "allegation": "fake_orders_fraud", "notice_date": "2018-02-14", "notice_time": "18:30",
    "notice_zone": "America/Los_Angeles", "notice_text": NOTICE, "narrative": STORY,
}  # fmt: skip
AMOUNTS = {"component": "withheld_balance", "likely": AMOUNT, "currency": "CNY", "low": "", "high": "", "loss_date": ""}
ACCOUNT = {
    "store_name": STORE, "merchant_token": TOKEN, "store_url": "", "company_name": COMPANY, "credit_code": CREDIT_CODE,
}  # fmt: skip
STEPS = {"event": EVENT, "amounts": AMOUNTS, "account": ACCOUNT, "visibility": {"visibility": "counted"}}
ANSWERS = {step: {name: [text] for name, text in fields.items()} for step, fields in STEPS.items()}
NAMED = {
    "filing__account__store_name": STORE, "filing__account__merchant_token": TOKEN,
    "filing__account__company_name": COMPANY, "filing__account__credit_code": CREDIT_CODE,
    "filing__narrative": STORY, "filing__notice_text": NOTICE,
}  # fmt: skip


@dataclass
class Scene:
    """A seller full of canaries, a moderator, browsers of both and of nobody."""

    person: User
    moderator: User
    stranger: User
    browser: Watched
    desk: Watched
    nobody: Watched
    other: Watched

    def draft(self) -> Draft:
        return DraftFactory.create(owner=self.person, answers=ANSWERS)

    def case(self, state: str = State.SUBMITTED) -> Case:
        return CaseFactory.create(owner=self.person, state=state, **NAMED)


Flow = Callable[[Scene], None]
FLOWS: dict[str, Flow] = {}


def flow(function: Flow) -> Flow:
    FLOWS[function.__name__] = function
    return function


def at(name: str, case: Case, *parts: Any) -> str:
    return reverse(name, args=[case.pk, *parts])


@flow
def signing_in(scene: Scene) -> None:
    scene.nobody.post("/sign-in/", {"email": ADDRESS})
    scene.nobody.get("/sign-in/code/")
    scene.nobody.post("/sign-in/code/", {"code": "000000"})
    scene.nobody.post("/sign-in/", {"email": f"{ADDRESS} nonsense"})
    scene.nobody.get("/cases/")


@flow
def filing_step_by_step(scene: Scene) -> None:
    case = scene.draft().case
    for step, fields in STEPS.items():
        scene.browser.get(at("case-step", case, step))
        scene.browser.post(at("case-step", case, step), fields)
        scene.browser.post(at("case-autosave", case, step), fields, headers={"HX-Request": "true"})
    scene.browser.get(at("case-summary", case))
    scene.browser.post(at("case-submit", case))
    case.refresh_from_db()
    assert case.state == State.SUBMITTED


@flow
def filing_what_is_refused(scene: Scene) -> None:
    case = scene.draft().case
    wrong = {**EVENT, "platform": STORE, "notice_date": NOTICE, "notice_zone": STORY}
    scene.browser.post(at("case-step", case, "event"), wrong)
    scene.browser.post(at("case-step", case, "account"), {**ACCOUNT, "credit_code": COMPANY, "store_url": STORE})
    scene.browser.post(at("case-step", case, "amounts"), {**AMOUNTS, "likely": STORY, "currency": TOKEN})
    scene.browser.post(at("case-submit", case))


@flow
def a_notice_uploaded_and_removed(scene: Scene) -> None:
    case = scene.draft().case
    scene.browser.post(at("notice-add", case), {"notice_file": SimpleUploadedFile(FILE, PDF)})
    scene.browser.post(at("notice-add", case), {"notice_file": SimpleUploadedFile(FILE, b"\0\0" + STORY.encode())})
    scene.browser.post(at("notice-add", case), {"notice_file": SimpleUploadedFile(FILE, b"")})
    entry = case.files.get()
    scene.browser.get(at("case-draft", case))
    scene.browser.post(at("notice-remove", case, entry.pk))
    sweep_files(now=clock.now())


@flow
def looking_at_a_case(scene: Scene) -> None:
    case = scene.case(State.VERIFIED)
    for browser in (scene.browser, scene.other, scene.nobody):
        browser.get(at("case-detail", case))
        browser.get("/cases/")
    scene.browser.post(at("case-progress", case), {"move": "escalate", "outcome": "", "words": STORY})
    scene.browser.post(at("case-visibility", case), {"visibility": STORE})
    scene.browser.post(at("case-withdraw", case), {"words": REASON})
    scene.browser.post(at("case-reopen", case), {"words": REASON})


@flow
def moderating(scene: Scene) -> None:
    case = scene.case()
    scene.desk.get("/desk/")
    scene.desk.get(f"/desk/case/{case.pk}/")
    scene.desk.post(f"/desk/case/{case.pk}/note/", {"text": REASON})
    scene.desk.post(f"/desk/case/{case.pk}/reveal/", {"reason": REASON})
    ask = IdentityAsk.objects.get()
    answer_identity(ask=ask, allows=True, words=REASON, by=ModeratorFactory.create(), now=clock.now())
    scene.desk.get(f"/desk/identities/{ask.pk}/")
    scene.desk.post(f"/desk/identities/{ask.pk}/look/")
    page = scene.desk.get(f"/desk/case/{case.pk}/").content.decode()
    assert STORE in page, "who revealed it sees it"
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen
    scene.desk.post(f"/desk/case/{case.pk}/return/", {"reason": REASON, "seen": "stale"})
    scene.desk.post(f"/desk/case/{case.pk}/return/", {"reason": REASON, "seen": seen[1]})
    case.refresh_from_db()
    assert case.state == State.RETURNED
    scene.desk.get("/desk/accounts/user/", {"q": ADDRESS})
    scene.desk.get("/desk/notifications/message/")


@flow
def searching(scene: Scene) -> None:
    """What is searched for stands in the address of the list, as with every filter, and nowhere else."""
    scene.case()
    for word in CANARIES:
        scene.browser.get("/cases/", {"q": word})
        scene.desk.get("/desk/", {"q": word})
        scene.other.get("/cases/", {"q": word, "state": word, "order": word})


@flow
def sharing(scene: Scene) -> None:
    case = scene.case(State.VERIFIED)
    invitation = {
        "address": FRIEND,
        "scope": "full",
        "until": "",
        "sharer_name": "Li",
    }  # what they sign with is meant to be read
    scene.browser.get(at("case-sharing", case))
    scene.browser.post(at("case-sharing", case), {**invitation, "address": f"{FRIEND} {STORE}"})
    scene.browser.post(at("case-sharing", case), invitation)
    grant = grant_access(case=case, person=scene.stranger, scope=Scope.FULL, by=scene.person, now=clock.now())
    assert STORY in scene.other.get(at("case-detail", case)).content.decode()
    scene.browser.get(at("case-log", case))
    scene.browser.post(at("grant-revoke", case, grant.pk))
    assert scene.other.get(at("case-detail", case)).status_code == 404


@flow
def inviting_members_and_people_of_a_list(scene: Scene) -> None:
    body = AssociationFactory.create(owner=scene.person)
    use_second_factor(scene.browser, scene.person)
    place = f"/associations/{body.slug}"
    scene.browser.post(f"{place}/members/", {"address": f"{FRIEND} {STORE}", "role": "observer"})
    assert scene.browser.post(f"{place}/members/", {"address": FRIEND, "role": "observer"}).status_code == 302
    scene.other.get("/associations/join/canary/")
    rows = f"E-mail,Token\n{FRIEND},{TOKEN}\n{STORY},{COMPANY}\n"
    scene.browser.post(f"{place}/lists/", {"file": SimpleUploadedFile(FILE, rows.encode())})
    work_on_lists(clock=clock.now)
    where = f"{place}/lists/{MemberList.objects.get().pk}/"
    assert FRIEND in scene.browser.get(where).content.decode(), "who brings it sees its first rows"
    columns = {"email": "0", "merchant_token": "1", "platform": "amazon", "invite": "on"}
    scene.browser.post(f"{where}take/", {**columns, "platform": STORE})
    scene.browser.post(f"{where}take/", columns)
    work_on_lists(clock=clock.now)
    scene.browser.get(f"{where}refused.csv")
    scene.browser.post(f"{where}invite/", {"deed": "begin", "per_day": "5", "language": "en"})
    assert invite_listed(clock=clock.now) == 1
    scene.browser.get(where)
    scene.nobody.post("/associations/invited/canary/stop/")
    scene.browser.post(f"{where}move/", {"move": "undo"})


@flow
def evidence_added_and_removed(scene: Scene) -> None:
    case = scene.case(State.VERIFIED)
    upload = SimpleUploadedFile(FILE, PDF)
    mail = SimpleUploadedFile("canary.eml", f"From: {FRIEND}\nSubject: {NOTICE}\n\n{STORY}\n".encode())
    scene.browser.post(at("evidence-list", case), {"files": [upload, mail], "kind": "suspension_notice"})
    scene.browser.post(at("evidence-list", case), {"files": [SimpleUploadedFile(FILE, b"\0")], "kind": STORE})
    for entry in case.files.all():
        scene.browser.get(at("evidence-detail", case, entry.pk))
        scene.other.get(at("evidence-detail", case, entry.pk))
        scene.browser.post(at("evidence-remove", case, entry.pk))


@flow
def dates(scene: Scene) -> None:
    scene.case(State.VERIFIED)
    scene.browser.get("/dates/")
    own = {"label": LABEL, "day": "2030-01-02", "at": "", "zone": "UTC", "belongs_to": ""}
    assert scene.browser.post("/dates/new/", own).status_code == 302
    scene.browser.post("/dates/new/", {"label": LABEL * 50, "day": STORY})


@flow
def errors(scene: Scene) -> None:
    case = scene.draft().case
    scene.nobody.get("/nowhere/")
    scene.browser.get(at("case-step", case, "nowhere"))
    scene.browser.put(at("case-detail", case), STORY, content_type="text/plain")
    scene.browser.post(at("notice-add", case), {"notice_file": BytesIO(STORY.encode())}, CONTENT_LENGTH=str(2**40))
    scene.browser.post("/cases/new/", {"a" * 10: STORY} | {f"f{n}": STORY for n in range(600)})


@flow
def a_fault_of_ours(scene: Scene) -> None:
    """What an error says may quote what was typed."""
    case = scene.draft().case

    def broken(*args: Any, **kwargs: Any) -> None:
        raise ValueError(f"cannot read {STORY} of {ADDRESS}")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("apps.cases.actions.save_answers", broken)
        assert scene.browser.post(at("case-step", case, "event"), EVENT).status_code == 500
        assert scene.browser.post(at("case-autosave", case, "event"), EVENT).status_code == 500


@flow
def a_refusal_of_the_database(scene: Scene) -> None:
    """PostgreSQL quotes the whole row that it refuses."""
    case = scene.case()

    def refused(*args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            Case.objects.filter(pk=case.pk).update(platform=STORE, outcome=TOKEN)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("apps.cases.actions.withdraw_case", refused)
        assert scene.browser.post(at("case-withdraw", case)).status_code == 500


@flow
def taking_data_along(scene: Scene) -> None:
    scene.case(State.VERIFIED)
    request_export(by=scene.person, now=clock.now())
    make_next_export(clock=clock.now)
    scene.browser.get("/me/data/")
    scene.browser.post("/me/data/erase/", {"address": FRIEND})


@flow
def being_erased(scene: Scene) -> None:
    scene.case(State.VERIFIED)
    request_erasure(by=scene.person, now=clock.now())
    erasure = scene.person.erasures.get()
    erase_due(now=erasure.due_at)


@flow
def programs(scene: Scene) -> None:
    made = make_token(name="canary", scopes=TokenScope.values, days=30, by=scene.person, now=clock.now())
    for secret in (made.secret, "rc_" + TOKEN):
        _file_by_program(scene, {"Authorization": f"Bearer {secret}", "Idempotency-Key": FILE})
    assert Case.objects.filter(state=State.SUBMITTED).count() == 1


def _file_by_program(scene: Scene, headers: dict[str, str]) -> None:
    def ask(path: str, body: Any) -> Any:
        named = {**headers, "Idempotency-Key": headers["Idempotency-Key"] + path}
        return scene.nobody.post(f"/api/v1/{path}", body, content_type="application/json", headers=named)

    filing = {"event": EVENT, "amounts": [AMOUNTS], "account": ACCOUNT, "visibility": "counted"}
    ask("drafts/", {"event": {"platform": STORE, "notice_date": NOTICE, STORY: TOKEN}})
    ask("drafts/", {**filing, "visibility": STORY})
    begun = ask("drafts/?", filing)  # another address for its own key
    if begun.status_code == 201:
        ask(f"drafts/{begun.json()['id']}/submit/", {})
    scene.nobody.get("/api/v1/cases/", {"q": STORE, "state": TOKEN, "ordering": COMPANY}, headers=headers)
    upload = {"kind": STORE, "file": SimpleUploadedFile(FILE, b"\0" + STORY.encode())}
    for case in Case.objects.filter(state=State.SUBMITTED):
        scene.nobody.post(f"/api/v1/cases/{case.pk}/evidence/", upload, headers=headers)


@flow
def appeals_by_program(scene: Scene) -> None:
    made = make_token(name="canary", scopes=TokenScope.values, days=30, by=scene.person, now=clock.now())
    case = scene.case(State.VERIFIED)
    headers = {"Authorization": f"Bearer {made.secret}", "If-Match": "*"}
    today = clock.now().date().isoformat()
    sent = {"day": today, "zone": "UTC", "channel": "form", "reference": TOKEN, "words": REASON, "already": True}
    asked: list[tuple[str, str, Any]] = [
        ("post", "limit/", {"allowed": 1, "words": NOTICE}),
        ("post", "", {"track": "cured"}),
        ("patch", "1/", {"parts": {"root_cause": STORY, "proof": COMPANY}, "questions": [{"question": NOTICE}]}),
        ("patch", "1/", {"track": STORE, "files": [STORY], "form_limit": TOKEN}),
        ("post", "1/steps/", {"step": "alone", "typed": REASON}),
        ("post", "1/steps/", {"step": "finish", "confirmed": [NOTICE]}),
        ("post", "1/steps/", {"step": "ask"}),
        ("post", "1/sent/", {**sent, "zone": COMPANY}),
        ("post", "1/sent/", {**sent, "channel": STORE}),
        ("post", "1/sent/", sent),
        ("post", "sent/", {**sent, "track": "error", "text": STORY}),
        ("post", "1/answers/", {"answer": "refused", "day": today, "words": NOTICE, "note": REASON}),
        ("get", f"?state={STORE}&answer={TOKEN}&cursor={STORY}", None),
        ("get", "1/", None),
        ("get", f"1/versions/?ordering={COMPANY}", None),
    ]
    for method, path, body in asked:
        ask = getattr(scene.nobody, method)
        sent_as = {} if body is None else {"data": body, "content_type": "application/json"}
        ask(f"/api/v1/cases/{case.pk}/appeals/{path}", headers=headers, **sent_as)
    assert [appeal.answer for appeal in case.appeals.all()] == ["refused"]


@pytest.fixture
def scene(browser_of: Callable[[User | None], Watched], person: User, moderator: User, stranger: User) -> Scene:
    desk = browser_of(moderator)
    use_second_factor(desk, moderator)
    return Scene(person, moderator, stranger, browser_of(person), desk, browser_of(None), browser_of(stranger))


@pytest.mark.parametrize("name", FLOWS)
def test_no_canary_leaves_by_any_way(name: str, scene: Scene, outside: Outside) -> None:
    FLOWS[name](scene)
    assert outside.found() == []


def test_the_watch_finds_a_canary_in_every_way(scene: Scene, outside: Outside) -> None:
    """A test that cannot fail proves nothing."""
    for way in list(outside.said):
        outside.said[way].append(f"… {STORE} …")
    assert {line.split(" in ")[1].split(":")[0] for line in outside.found()} == {"log", "address", "error page", "task"}
