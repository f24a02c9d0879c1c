"""Mandates: what is signed, what its paper says, and that an end reaches every list at once."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from apps.accounts.models import User
from apps.associations.actions import decide_standing
from apps.associations.enums import Standing
from apps.associations.models import Association
from apps.campaigns.actions import (
    MandateRefused,
    leave_campaign,
    make_papers,
    revoke_mandate,
    sign_mandate,
)
from apps.campaigns.actions.mandates import Signature, draft_mandate
from apps.campaigns.models import Campaign, Mandate
from apps.campaigns.rules.mandates import LANGUAGES, hash_of, write_mandate
from apps.campaigns.selectors.mandates import MandateScope, mandates_held_by, open_sign_on
from apps.cases.models import Case
from apps.core import clock
from apps.evidence.actions import open_file
from apps.privacy.actions import erase_due, request_erasure
from tests.conftest import use_second_factor
from tests.factories.associations import AssociationFactory
from tests.factories.campaigns import CampaignFactory, SignOnFactory, body_in
from tests.factories.cases import CaseFactory
from tests.web.test_campaigns import body

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
FAR = date(2090, 1, 1)
COMPANY = "深圳海港灯饰有限公司"


@pytest.fixture
def agent() -> Association:
    return AssociationFactory.create()


@pytest.fixture
def campaign(agent: Association) -> Campaign:
    campaign = CampaignFactory.create(until=FAR)
    body_in(campaign, agent, now=clock.now())
    return campaign


@pytest.fixture
def case(campaign: Campaign, seller: User) -> Case:
    case = CaseFactory.create(owner=seller, filing__account__company_name=COMPANY)
    SignOnFactory.create(campaign=campaign, case=case, now=clock.now())
    return case


def scope_to(agent: Association, days: int = 90) -> MandateScope:
    return MandateScope(agent, ["money", "reasons"], ["petition"], clock.now().date() + timedelta(days=days))


def give(campaign: Campaign, agent: Association, person: User, **changed: object) -> Mandate:
    scope = scope_to(agent)
    sign_on = open_sign_on(campaign, person)
    assert sign_on is not None
    texts = draft_mandate(sign_on=sign_on, scope=scope, name="陈伟", language="zh-hans")
    said = {"name": "陈伟", "shown_sha256": hash_of(texts), "language": "zh-hans", "signed_in_by": "code", **changed}
    signature = Signature(**said)  # type: ignore[arg-type]
    return sign_mandate(campaign=campaign, scope=scope, signature=signature, by=person, now=clock.now())


def held(agent: Association) -> list[Mandate]:
    return list(mandates_held_by(agent, now=clock.now()))


def paper_of(mandate: Mandate) -> bytes:
    mandate.refresh_from_db()
    assert mandate.file is not None
    return b"".join(open_file(file=mandate.file, by=mandate.person, now=clock.now()))


def test_every_version_says_the_same_things_in_both_languages() -> None:
    names = ["principal", "agent", "campaign", "platform", "reference", "claims", "forums", "until", "language"]
    texts = write_mandate({language: {name: f"<{name}>" for name in names} for language in LANGUAGES})
    for text in texts.values():
        assert {name for name in names if f"<{name}>" in text} == set(names)
    assert (
        len(re.findall(r"^\d\.", texts["en"], re.M)) == len(re.findall(r"^[一二三四五六七]、", texts["zh"], re.M)) == 7
    )


def test_what_is_signed_names_who_what_where_until(
    campaign: Campaign, agent: Association, case: Case, seller: User
) -> None:
    mandate = give(campaign, agent, seller)
    for words in (COMPANY, "陈伟", agent.name, case.reference, "Petition to the platform"):
        assert words in mandate.text_en
    assert "向平台请愿" in mandate.text_zh
    assert mandate.text_sha256 == hash_of({"en": mandate.text_en, "zh": mandate.text_zh})
    assert held(agent) == [mandate]


def test_the_paper_says_what_was_signed(campaign: Campaign, agent: Association, case: Case, seller: User) -> None:
    mandate = give(campaign, agent, seller)
    assert make_papers(clock=clock.now) == 1
    assert make_papers(clock=clock.now) == 0
    content = paper_of(mandate)
    with pikepdf.open(BytesIO(content)) as paper:
        assert len(paper.pages) == 3
    text = text_of(content)
    for words in (mandate.text_sha256, mandate.code, "陈伟", case.reference):
        assert words in text


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")


def test_a_text_that_was_not_shown_is_not_signed(
    campaign: Campaign, agent: Association, case: Case, seller: User
) -> None:
    with pytest.raises(MandateRefused):
        give(campaign, agent, seller, shown_sha256="0" * 64)
    with pytest.raises(MandateRefused):
        give(campaign, AssociationFactory.create(), seller)
    assert held(agent) == []


def test_only_who_takes_part_openly_gives_one(campaign: Campaign, agent: Association, stranger: User) -> None:
    case = CaseFactory.create(owner=stranger)
    SignOnFactory.create(campaign=campaign, case=case, is_sealed=True, now=clock.now())
    assert open_sign_on(campaign, stranger) is None
    signature = Signature("A", "0" * 64, "en", "code")
    with pytest.raises(MandateRefused):
        sign_mandate(campaign=campaign, scope=scope_to(agent), signature=signature, by=stranger, now=clock.now())


def test_another_one_to_the_same_body_replaces_the_first(
    campaign: Campaign, agent: Association, case: Case, seller: User
) -> None:
    first, second = give(campaign, agent, seller), give(campaign, agent, seller)
    first.refresh_from_db()
    assert (first.revoked_at is not None, held(agent)) == (True, [second])


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize("how", ["revoked", "left", "suspended", "run out", "erased"])
def test_an_end_reaches_every_list(
    how: str, campaign: Campaign, agent: Association, seller: User, moderator: User
) -> None:
    mandate, now = give(campaign, agent, seller), clock.now()
    if how == "revoked":
        assert revoke_mandate(mandate=mandate, by=seller, now=now)
        assert not revoke_mandate(mandate=mandate, by=seller, now=now)
    elif how == "left":
        leave_campaign(campaign=campaign, by=seller, now=now)
    elif how == "suspended":
        decide_standing(association=agent, standing=Standing.SUSPENDED, reason="Asked.", by=moderator, now=now)
    elif how == "erased":
        request_erasure(by=seller, now=now)
        erase_due(now=now + timedelta(days=8))
    elif how == "run out":
        now += timedelta(days=91)
    assert list(mandates_held_by(agent, now=now)) == []


def test_nobody_else_revokes_it(
    campaign: Campaign, agent: Association, case: Case, seller: User, stranger: User
) -> None:
    mandate = give(campaign, agent, seller)
    assert not revoke_mandate(mandate=mandate, by=stranger, now=clock.now())


def test_a_signed_mandate_is_not_changed_or_deleted(
    campaign: Campaign, agent: Association, case: Case, seller: User
) -> None:
    mandate = give(campaign, agent, seller)
    revoke_mandate(mandate=mandate, by=seller, now=clock.now())
    rows = Mandate.objects.filter(pk=mandate.pk)
    for change in ({"until": FAR}, {"text_sha256": "0" * 64}, {"claims": ["stock"]}, {"revoked_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_pages_from_giving_to_revoking(
    campaign: Campaign, agent: Association, case: Case, seller: User, client_of: Callable[[User], Client]
) -> None:
    browser, path = client_of(seller), f"/me/campaigns/{campaign.slug}/mandate/"
    assert browser.get(path).status_code == 200
    until = (clock.now().date() + timedelta(days=30)).isoformat()
    said = {"agent": str(agent.pk), "claims": ["money"], "forums": ["petition"], "until": until, "name": "陈伟"}
    shown = browser.post(path, said)
    assert "授权书（第1版）" in shown.content.decode()
    assert not Mandate.objects.exists()
    sha256 = shown.context["sha256"]
    assert browser.post(path, {**said, "step": "sign", "sha256": sha256}).status_code == 302
    mandate = Mandate.objects.get()
    assert browser.get(f"/me/mandates/{mandate.pk}/paper/").status_code == 404
    make_papers(clock=clock.now)
    paper = browser.get(f"/me/mandates/{mandate.pk}/paper/")
    assert b"".join(paper.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert "The paper (PDF)" in body(browser, "/me/campaigns/")
    assert browser.get(f"/me/mandates/{mandate.pk}/revoke/").status_code == 200
    assert browser.post(f"/me/mandates/{mandate.pk}/revoke/").status_code == 302
    assert held(agent) == []


@pytest.mark.usefixtures("case")
def test_a_stranger_has_none_of_its_pages(
    campaign: Campaign, agent: Association, seller: User, stranger: User, client_of: Callable[[User], Client]
) -> None:
    mandate, other = give(campaign, agent, seller), client_of(stranger)
    for path in (f"/me/mandates/{mandate.pk}/paper/", f"/me/mandates/{mandate.pk}/revoke/", "/me/campaigns/x/mandate/"):
        assert other.get(path).status_code == 404
    for path in (f"/associations/{agent.slug}/mandates/", f"/associations/{agent.slug}/mandates.csv"):
        assert other.get(path).status_code == 404


def test_who_may_act_for_whom_as_page_and_table(
    campaign: Campaign, agent: Association, case: Case, seller: User
) -> None:
    mandate, browser = give(campaign, agent, seller), Client()
    browser.force_login(agent.founded_by)
    use_second_factor(browser, agent.founded_by)
    assert COMPANY in body(browser, f"/associations/{agent.slug}/mandates/")
    table = browser.get(f"/associations/{agent.slug}/mandates.csv").content.decode()
    assert COMPANY in table
    revoke_mandate(mandate=mandate, by=seller, now=clock.now())
    assert COMPANY not in body(browser, f"/associations/{agent.slug}/mandates/")
    assert COMPANY not in browser.get(f"/associations/{agent.slug}/mandates.csv").content.decode()


def test_checking_says_whether_it_holds_and_no_name(
    campaign: Campaign, agent: Association, case: Case, seller: User, client: Client
) -> None:
    mandate = give(campaign, agent, seller)

    def said(**typed: str) -> str:
        return client.post("/mandates/", {"code": mandate.code, **typed}).content.decode()

    assert "It holds today." in said(sha256=mandate.text_sha256)
    assert COMPANY not in said()
    assert "陈伟" not in said()
    assert "its hash is another" in said(sha256="f" * 64)
    assert "No mandate has this code" in said(code="nothing")
    revoke_mandate(mandate=mandate, by=seller, now=clock.now())
    assert "It was revoked" in said()


def test_the_card_may_be_framed_and_has_no_script(campaign: Campaign, client: Client) -> None:
    card = client.get(f"/campaigns/{campaign.slug}/card/")
    assert "X-Frame-Options" not in card.headers
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    assert "<script" not in card.content.decode()
    assert "frame-ancestors 'none'" in client.get(f"/campaigns/{campaign.slug}/").headers["Content-Security-Policy"]


def test_the_feed_tells_what_happened(campaign: Campaign, client: Client) -> None:
    feed = client.get(f"/campaigns/{campaign.slug}/feed/")
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert "Gathering" in feed.content.decode()
