"""Escrow under attack, at every address: what everybody is answered is the same whether or not people joined sealed.

The addresses are those the resolver knows, so that a new one is tried on the day it is written. Everybody asks for
the things of somebody who joins sealed (their case, files, appeals, dossier …) and for those of the campaign and of
the bodies in it, in every format in which they are handed out.
"""

import copy
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from apps.accounts.actions import make_token
from apps.accounts.enums import Scope as TokenScope
from apps.accounts.models import User
from apps.associations.actions import share_with_association
from apps.associations.enums import Role
from apps.campaigns.actions import make_papers, renew_counts
from apps.cases.enums import CircleScope
from apps.cases.models import Case
from apps.core import clock
from tests.architecture.test_rights_matrix import World, addresses
from tests.associations.people import member, signed_in
from tests.campaigns.test_attack import SIGNED, dump, join_sealed
from tests.campaigns.test_mandates import give
from tests.factories.associations import AssociationFactory
from tests.factories.campaigns import CampaignFactory, CampaignUpdateFactory, SignOnFactory, body_in
from tests.factories.cases import CaseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault_folder")]
NOW = datetime(2018, 3, 10, 9, tzinfo=UTC)
ANEW = re.compile(  # what every answer makes anew
    rb'name="csrfmiddlewaretoken" value="\w+"|"x-csrftoken": "\w+"|data-csrf="\w+"|name="writer" value="[\w-]+"'
)
# Every way in which pages and programs are asked for more than their address says.
ASKED = {
    "body-cases": ("?q={reference}", "?q={email}", "?q={campaign}"),
    "case-list": ("?q={campaign}",),
    "admin:cases_case_changelist": ("?q={reference}", "?q={campaign}"),
    "admin:accounts_user_changelist": ("?q={email}",),
    "admin:campaigns_campaign_changelist": ("?q={campaign}", "?q={email}", "?stage__exact=gathering"),
    "api:association-cases": ("?format=csv", "?q={reference}"),
    "api:association-mandates": ("?format=csv", "?campaign={campaign}"),
}
REFUSALS = (b"302", b"401", b"403", b"404", b"405")
ABOUT = ("campaign", "association", "joining", "mandate", "update", "/me/", "cases/", "shared", "dates/")
ALIKE = ("case_worker", "observer", "counsel", "owner elsewhere")
RUNS_THE_SERVER = ("metrics", "healthz", "livez")  # numbers of the process, asked for while it answers


class Scene(World):
    """The world of the rights matrix, whose owner joins sealed; a campaign with two bodies, people of one outside."""

    def __init__(self, owner: User, stranger: User, moderator: User) -> None:
        super().__init__(owner, stranger, moderator)
        self.campaign = CampaignFactory.create(threshold=30, until=date(2018, 12, 31))
        self.association = body_in(self.campaign, AssociationFactory.create(), now=NOW)
        self.victims: list[Case] = [self.filed, *(CaseFactory.create() for _each in range(6))]
        for case in self.victims[:3]:
            assert case.owner is not None
            given: Any = {"case": case, "association": self.association, "by": case.owner}
            share_with_association(**given, scope=CircleScope.EVIDENCE, ends_at=None, now=NOW)
        participant = CaseFactory.create().owner
        assert participant is not None
        SignOnFactory.create(campaign=self.campaign, case=participant.cases.get(), now=NOW)
        self.mandate = give(self.campaign, self.association, participant)
        make_papers(clock=clock.now)
        self.update = CampaignUpdateFactory.create(
            campaign=self.campaign, association=self.association, begun=True, now=NOW
        )
        self.people: dict[str, User] = {"participant": participant, "sealed": owner, "other seller": stranger}
        self.people |= {role.value: member(self.association, role).person for role in Role}
        self.people["owner elsewhere"] = member(AssociationFactory.create(), Role.OWNER).person
        self.clients = {"anybody": Client()} | {who: signed_in(person) for who, person in self.people.items()}
        self.clients["moderator"] = signed_in(moderator)
        self.tokens = {who: token_of(person) for who, person in self.people.items()}

    @property
    def of_many(self) -> dict[str, str]:
        ids = {"mandate_id": str(self.mandate.pk), "update_id": str(self.update.pk)}
        return super().of_many | ids | {"source": "gathering", "target": "closed"}

    def address(self, name: str, pattern: str) -> str:
        """Of the thing that has most to tell."""
        if "associations/" in pattern:
            pattern = pattern.replace("<slug:slug>", self.association.slug)
        if name.startswith("admin:") and "object_id" in pattern:
            _desk, app, model = pattern.split("/")[:3]
            thing = apps.get_model(app, model)._base_manager.order_by("pk").first()
            pattern = pattern.replace("<path:object_id>", str(thing.pk if thing else 0))
        about = (
            "date" if "deadline_id" in pattern else "draft" if "drafts/" in pattern or "/file/" in pattern else "case"
        )
        return self.fill(pattern, about, "theirs")

    def questions(self) -> Iterator[tuple[str, str]]:
        """Who asks for what: everybody for everything, programs for what is theirs."""
        words = {
            "reference": self.filed.reference,
            "email": self.people["sealed"].email,
            "campaign": self.campaign.slug,
        }
        for name, pattern in addresses():
            if name in RUNS_THE_SERVER:
                continue
            for more in ("", *ASKED.get(name, ())):
                url = self.address(name, pattern) + more.format(**words)
                yield from ((who, url) for who in self.askers(name, url))

    def everything(self) -> dict[tuple[str, str], bytes]:
        """What everybody is answered everywhere; an address without GET says so to all, and is asked once."""
        said: dict[tuple[str, str], bytes] = {}
        for who, url in self.questions():
            if not said.get(("anybody", url), b"").startswith(b"405"):
                said[who, url] = self.answer(who, url)
        return said

    def askers(self, name: str, url: str) -> list[str]:
        """Everybody. But at the desk there is one door for all who are no moderators, and what somebody is in a body
        makes no difference on pages that are neither of bodies nor of campaigns nor of cases."""
        if name.startswith("admin:"):
            return ["anybody", "sealed", "owner", "moderator"]
        asking = list(self.tokens if name.startswith("api:") else self.clients)
        return asking if any(word in url for word in ABOUT) else [who for who in asking if who not in ALIKE]

    def answer(self, who: str, url: str) -> bytes:
        """All of one answer; the asking leaves nothing behind."""
        cache.clear()
        asking = Client(raise_request_exception=False)
        told = {"authorization": f"Bearer {self.tokens[who]}"} if url.startswith("/api/") else {}
        if not told:
            asking.cookies = copy.deepcopy(self.clients[who].cookies)
        with transaction.atomic():
            answer: HttpResponseBase = asking.get(url, headers=told)
            content = unpacked(b"".join(answer))  # type: ignore[arg-type]
            transaction.set_rollback(True)
        own = answer.headers.get("X-Request-Id", "").encode()
        first = f"{answer.status_code} {answer.headers.get('Location', '')} ".encode()
        return ANEW.sub(b"", first + (content.replace(own, b"") if own else content))


def token_of(person: User) -> str:
    return make_token(name="t", scopes=list(TokenScope), days=1, by=person, now=clock.now()).secret


def unpacked(content: bytes) -> bytes:
    """A workbook as its parts, without the moments at which they were packed."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(BytesIO(content)) as book:
        return b"\n".join(book.read(name) for name in sorted(book.namelist()))


def is_asked_again(url: str, answer: bytes) -> bool:
    """What refuses somebody is no door to who joined, but on addresses of campaigns, bodies and cases."""
    return answer[:3] not in REFUSALS or any(word in url for word in ABOUT)


def test_every_address_answers_everybody_as_if_nobody_had_joined_sealed(
    seller: User, stranger: User, moderator: User, at: Callable[[datetime], Any], client_of: Callable[[User], Client]
) -> None:
    at(NOW)
    scene = Scene(seller, stranger, moderator)
    renew_counts(now=NOW)
    browsers = [client_of(case.owner) for case in scene.victims if case.owner]
    before = scene.everything()
    rows, mails = dump(), len(mail.outbox)
    for case, browser in zip(scene.victims, browsers, strict=True):
        join_sealed(case, scene.campaign, browser)
    renew_counts(now=NOW)
    again = [asked for asked, answer in before.items() if is_asked_again(asked[1], answer)]
    assert [asked for asked in again if scene.answer(*asked) != before[asked]] == []
    assert [table for table, held in dump().items() if sorted(held) != sorted(rows[table])] == [SIGNED]
    assert len(mail.outbox) == mails
    assert_it_looked(before, scene)


def assert_it_looked(said: dict[tuple[str, str], bytes], scene: Scene) -> None:
    """The things that hold most were really answered, not only refused, and nothing broke."""
    assert [asked for asked, answer in said.items() if answer.startswith(b"500")] == []
    body, campaign = scene.association.slug, scene.campaign
    for who, name, args in (
        ("owner", "body-cases", [body]),
        ("owner", "body-dates", [body]),
        ("coordinator", "body-export-csv", [body]),
        ("coordinator", "body-export-xlsx", [body]),
        ("coordinator", "body-campaign", [body, campaign.slug]),
        ("coordinator", "association-mandates-csv", [body]),
        ("observer", "body-numbers-json", [body]),
        ("participant", "mandate-paper", [scene.mandate.pk]),
        ("participant", "own-update", [scene.update.pk]),
        ("sealed", "own-campaigns", []),
        ("sealed", "case-detail", [scene.filed.pk]),
        ("anybody", "campaign-feed", [campaign.slug]),
        ("anybody", "campaign-card", [campaign.slug]),
        ("moderator", "admin:campaign-desk", [campaign.pk]),
        ("coordinator", "api:association-cases", [body]),
        ("coordinator", "api:association-mandates", [body]),
    ):
        assert said[who, reverse(name, args=args)].startswith(b"200"), (who, name)
