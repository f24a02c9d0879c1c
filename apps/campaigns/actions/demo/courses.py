"""Campaigns of the demonstration, through the moves that real ones make, at their dates."""

from datetime import datetime, timedelta

from django.conf import settings

from apps.accounts.models import User
from apps.campaigns.actions.bodies import ask_body, join_as_body
from apps.campaigns.actions.demo.cast import CROWD, Cast, filed_cases
from apps.campaigns.actions.demo.plots import Course, Given, Together
from apps.campaigns.actions.joining import join_campaign
from apps.campaigns.actions.keeping import Noted, note_entry
from apps.campaigns.actions.leading import Told, add_day, lead_campaign, write_campaign
from apps.campaigns.actions.mandates import Signature, draft_mandate, sign_mandate
from apps.campaigns.actions.moves import move_campaign
from apps.campaigns.actions.ticking import renew_count
from apps.campaigns.actions.updates import Written, move_update, plan_batch, write_update
from apps.campaigns.enums import EntryKind, Segment, Stage, UpdateState
from apps.campaigns.models import Campaign
from apps.campaigns.rules.mandates import hash_of
from apps.campaigns.selectors.mandates import MandateScope, open_sign_on
from apps.cases.models import Case
from apps.incidents.models import Incident

TEXTS = ("title_en", "title_zh", "goal_en", "goal_zh", "demands_en", "demands_zh")
MAILS_PER_DAY = 500


def make_campaigns(told: Together, cast: Cast) -> None:
    """Inside the caller's transaction, once the bodies are there."""
    for course in told.campaigns:
        cast.campaigns[course.slug] = _begin(course, cast)
        _gather(course, cast)
    for given in told.mandates:
        _give(given, cast)
    for course in told.campaigns:
        _go_on(course, cast)


def _begin(course: Course, cast: Cast) -> Campaign:
    """Written by who leads it, read by a moderator, with the other bodies in it."""
    leader, by, at = cast.bodies[course.leader], cast.people[course.by], cast.back(course.made)
    told = Told(
        **{name: getattr(course, name) for name in TEXTS},
        incident=Incident.objects.get(slug=course.incident),
        platform=course.platform,
        forum=course.forum,
        conduct_en="",
        conduct_zh="",
        threshold=course.threshold,
        until=cast.back(course.until).date(),
        takes_escrow=bool(course.sealed and settings.ESCROW_PUBLIC_KEY),
    )
    campaign = write_campaign(association=leader, told=told, by=by, now=at)
    Campaign.objects.filter(pk=campaign.pk).update(slug=course.slug)  # the same at every load
    campaign.slug = course.slug
    lead_campaign(campaign=campaign, association=leader, source=Stage.DRAFT, target=Stage.SUBMITTED, by=by, now=at)
    at += timedelta(days=1)
    move_campaign(campaign=campaign, source=Stage.SUBMITTED, target=Stage.GATHERING, by=cast.moderator, now=at)
    for key in course.asked:
        association = cast.bodies[key]
        ask_body(campaign=campaign, association=association, by=by, now=at)
        join_as_body(campaign=campaign, association=association, by=association.founded_by, now=at)
    campaign.refresh_from_db()
    return campaign


def _gather(course: Course, cast: Cast) -> None:
    """Who joins, one after another; the count that is shown follows as it does every day."""
    campaign, at = cast.campaigns[course.slug], cast.back(course.made - 2)
    for place, case in enumerate(_joining(course)):
        at += timedelta(hours=5)
        is_sealed = course.openly <= place and campaign.takes_escrow
        if case.owner:
            join_campaign(campaign=campaign, case=case, is_sealed=is_sealed, by=case.owner, now=at)
    renew_count(campaign, at)
    campaign.refresh_from_db()


def _joining(course: Course) -> list[Case]:
    """One case of each: who joins first, then the crowd of the campaign's wave."""
    wave = filed_cases().filter(platform=course.platform, placement__incident__slug=course.incident)
    own = {case.owner.email.split("@")[0]: case for case in wave if case.owner}
    crowd = list({case.owner_id: case for case in wave.filter(owner__email__startswith=CROWD)}.values())
    return [*(own[name] for name in course.first), *crowd][: course.openly + course.sealed]


def _go_on(course: Course, cast: Cast) -> None:
    """What came after: filed, answered, told, and the days to come."""
    campaign, leader, by = cast.campaigns[course.slug], cast.bodies[course.leader], cast.people[course.by]
    path = [(Stage.FILED, course.filed), (Stage.ANSWERED, course.answered)]
    source = Stage.THRESHOLD_MET
    for target, ago in path:
        if ago:
            at = cast.back(ago)
            lead_campaign(campaign=campaign, association=leader, source=source, target=target, by=by, now=at)
            source = target
    for row in course.news:
        at, kind = cast.back(row["ago"]), EntryKind(row.get("kind", EntryKind.NEWS))
        noted = Noted(kind, row["text_en"], row["text_zh"], "", at.date())
        note_entry(campaign=campaign, noted=noted, by=by, now=at)
    for row in course.days:
        day = cast.back(-row["in"]).date()
        add_day(campaign=campaign, association=leader, label=row["label"], day=day, zone="UTC", by=by, now=cast.now)
    if course.update:
        _tell(course, by, cast.back(course.update["ago"]), cast)


def _tell(course: Course, by: User, at: datetime, cast: Cast) -> None:
    """An update to everybody who takes part, with its mails."""
    words = {name: text for name, text in course.update.items() if name != "ago"}
    written = Written(**words, segment=Segment.OPEN, marketplace="", per_day=MAILS_PER_DAY)
    campaign, leader = cast.campaigns[course.slug], cast.bodies[course.leader]
    update = write_update(campaign=campaign, association=leader, written=written, by=by, now=at)
    move_update(update=update, source=UpdateState.DRAFT, target=UpdateState.RUNNING, by=by, now=at)
    while plan_batch(update=update, now=at):
        pass


def _give(given: Given, cast: Cast) -> None:
    """A mandate, signed under the text as the page shows it."""
    campaign, person = cast.campaigns[given.campaign], cast.people[given.person]
    sign_on = open_sign_on(campaign, person)
    if sign_on is None:
        raise LookupError(f"{given.person} does not take part in {given.campaign}")
    until = cast.back(-given.until).date()
    scope = MandateScope(agent=cast.bodies[given.body], claims=given.claims, forums=given.forums, until=until)
    texts = draft_mandate(sign_on=sign_on, scope=scope, name=given.name, language=given.language)
    signature = Signature(given.name, hash_of(texts), given.language, "code")
    sign_mandate(campaign=campaign, scope=scope, signature=signature, by=person, now=cast.back(given.ago))
