from datetime import UTC, date, datetime
from decimal import Decimal

import factory

from apps.incidents.models import (
    Advice,
    BulkStep,
    ClaimedFigure,
    ClaimEntry,
    ComputedDate,
    ContestedPoint,
    Incident,
    IncidentDate,
    NoticeMarks,
    Placement,
    PlacementChange,
    PlatformPromise,
    PolicyVersion,
    PromiseOutcome,
    Source,
    Statement,
    StepCase,
    Surge,
    TimelineEntry,
)
from tests.factories.accounts import ModeratorFactory
from tests.factories.cases import CaseFactory


class IncidentFactory(factory.django.DjangoModelFactory[Incident]):
    """A public incident as a moderator would write it, on one known day."""

    class Meta:
        model = Incident

    slug = factory.Sequence(lambda n: f"incident-{n}")
    platform = "amazon"
    title_en = factory.Sequence(lambda n: f"Wave number {n}")
    title_zh = factory.Sequence(lambda n: f"第{n}波封号")
    summary_en = "Accounts were blocked. Sellers wait."
    summary_zh = "账号被封。卖家在等待。"
    case_types = ["account_suspension"]
    started_on = date(2024, 3, 20)
    started_precision = "day"
    started_status = "reported"
    created_at = datetime(2024, 4, 1, tzinfo=UTC)
    changed_at = datetime(2024, 4, 1, tzinfo=UTC)


class SourceFactory(factory.django.DjangoModelFactory[Source]):
    class Meta:
        model = Source

    incident = factory.SubFactory(IncidentFactory)
    number = 1
    publisher = "papers.example"


class PolicyVersionFactory(factory.django.DjangoModelFactory[PolicyVersion]):
    """Terms of which a copy was kept on the day of the wave."""

    class Meta:
        model = PolicyVersion

    incident = factory.SubFactory(IncidentFactory)
    title_en = "Business Solutions Agreement"
    title_zh = "商业解决方案协议"
    status = "confirmed"
    clause = "Section 2"
    url = "https://terms.example/agreement"
    valid_from = date(2017, 8, 1)
    valid_until = date(2018, 9, 30)
    archived_url = "https://archive.example/20180214/agreement"
    archived_on = date(2018, 2, 14)
    archived_sha256 = "a" * 64


class IncidentDateFactory(factory.django.DjangoModelFactory[IncidentDate]):
    class Meta:
        model = IncidentDate

    incident = factory.SubFactory(IncidentFactory)
    event = factory.Sequence(lambda n: f"event-{n}")
    label_en = "Accounts blocked"
    label_zh = "账号被封"
    day = date(2024, 3, 20)
    status = "reported"


class ComputedDateFactory(factory.django.DjangoModelFactory[ComputedDate]):
    class Meta:
        model = ComputedDate

    incident = factory.SubFactory(IncidentFactory)
    rule = "amz.poa_17d"
    label_en = "Last day to appeal"
    label_zh = "申诉最后一天"
    working_en = "17 calendar days."
    working_zh = "17个自然日。"
    trigger_on = date(2024, 3, 20)
    days = 17
    status = "computed"


class TimelineEntryFactory(factory.django.DjangoModelFactory[TimelineEntry]):
    class Meta:
        model = TimelineEntry

    incident = factory.SubFactory(IncidentFactory)
    day = date(2024, 3, 20)
    text_en = "Accounts are blocked."
    text_zh = "账号被封。"
    status = "reported"


class ClaimedFigureFactory(factory.django.DjangoModelFactory[ClaimedFigure]):
    """At least 500 sellers, as a seller says."""

    class Meta:
        model = ClaimedFigure

    incident = factory.SubFactory(IncidentFactory)
    key = factory.Sequence(lambda n: f"sellers-{n}")
    label_en = "Sellers"
    label_zh = "卖家"
    value = Decimal(500)
    bound = "at_least"
    unit_en = "sellers"
    unit_zh = "名卖家"
    claimant_en = "a seller"
    claimant_zh = "一名卖家"
    status = "claimed"


class ClaimEntryFactory(factory.django.DjangoModelFactory[ClaimEntry]):
    """A moderator entered a claim."""

    class Meta:
        model = ClaimEntry

    incident = factory.SubFactory(IncidentFactory)
    claim_key = "sellers"
    said = {"key": "sellers", "label_en": "Sellers", "value": "500.0000"}
    by = factory.SubFactory(ModeratorFactory)
    at = datetime(2024, 4, 1, tzinfo=UTC)


class StatementFactory(factory.django.DjangoModelFactory[Statement]):
    class Meta:
        model = Statement

    incident = factory.SubFactory(IncidentFactory)
    side = "platform"
    speaker_en = "The platform"
    speaker_zh = "平台"
    gist_en = "It follows its rules."
    gist_zh = "平台按规则办事。"
    status = "reported"


class ContestedPointFactory(factory.django.DjangoModelFactory[ContestedPoint]):
    class Meta:
        model = ContestedPoint

    incident = factory.SubFactory(IncidentFactory)
    point_en = "The reason"
    point_zh = "原因"
    platform_side_en = "Fraud."
    platform_side_zh = "欺诈。"
    seller_side_en = "None was given."
    seller_side_zh = "没有给出。"


class AdviceFactory(factory.django.DjangoModelFactory[Advice]):
    class Meta:
        model = Advice

    incident = factory.SubFactory(IncidentFactory)
    text_en = "Keep every mail."
    text_zh = "保存好每一封邮件。"


class PlacementFactory(factory.django.DjangoModelFactory[Placement]):
    """A submitted case that a moderator placed."""

    class Meta:
        model = Placement

    case = factory.SubFactory(CaseFactory)
    incident = factory.SubFactory(IncidentFactory)
    how = "moderator"
    by = factory.SubFactory(ModeratorFactory)
    at = datetime(2024, 4, 1, tzinfo=UTC)


class PlacementChangeFactory(factory.django.DjangoModelFactory[PlacementChange]):
    class Meta:
        model = PlacementChange

    case = factory.SubFactory(CaseFactory)
    to_incident = factory.SubFactory(IncidentFactory)
    by = factory.SubFactory(ModeratorFactory)
    at = datetime(2024, 4, 1, tzinfo=UTC)


class NoticeMarksFactory(factory.django.DjangoModelFactory[NoticeMarks]):
    """A notice that was read by other rules than ours."""

    class Meta:
        model = NoticeMarks

    case = factory.SubFactory(CaseFactory)
    submitted_at = datetime(2018, 2, 20, 10, tzinfo=UTC)
    made_with = "0:test"


class PlatformPromiseFactory(factory.django.DjangoModelFactory[PlatformPromise]):
    """Everything back before 13 December 2022, US time; no rule counts it."""

    class Meta:
        model = PlatformPromise

    incident = factory.SubFactory(IncidentFactory)
    key = factory.Sequence(lambda n: f"promise-{n}")
    wording_en = "Everything will be back before 13 December (US time)."
    wording_zh = "将在12月13日（美国时间）之前全部恢复。"
    named_day = date(2022, 12, 13)
    status = "reported"


class PromiseOutcomeFactory(factory.django.DjangoModelFactory[PromiseOutcome]):
    """It was kept on the 12th."""

    class Meta:
        model = PromiseOutcome

    incident = factory.SubFactory(IncidentFactory)
    promise_key = "everything-back"
    end = "kept"
    kept_on = date(2022, 12, 12)
    reason_en = "Sellers posted that everything was back."
    reason_zh = "卖家发帖称已全部恢复。"
    source = "https://papers.example/back"
    by = factory.SubFactory(ModeratorFactory)
    at = datetime(2023, 1, 1, tzinfo=UTC)


class SurgeFactory(factory.django.DjangoModelFactory[Surge]):
    """Accounts suspended in one day of the founding wave; nobody has decided yet."""

    class Meta:
        model = Surge

    platform = "amazon"
    case_type = "account_suspension"
    marketplace = "amazon.us"
    day = date(2018, 2, 14)
    window = 1
    seen = 6
    expected = 0.1
    p = 0.00001
    found_at = datetime(2018, 2, 14, 20, tzinfo=UTC)


class BulkStepFactory(factory.django.DjangoModelFactory[BulkStep]):
    """A merge that somebody prepared; no figure moves."""

    class Meta:
        model = BulkStep

    kind = "merge"
    source = factory.SubFactory(IncidentFactory)
    target = factory.SubFactory(IncidentFactory)
    figures_move = False
    words = "One wave."
    made_by = factory.SubFactory(ModeratorFactory)
    made_at = datetime(2024, 4, 1, tzinfo=UTC)


class StepCaseFactory(factory.django.DjangoModelFactory[StepCase]):
    class Meta:
        model = StepCase

    step = factory.SubFactory(BulkStepFactory)
    case = factory.SubFactory(CaseFactory)
