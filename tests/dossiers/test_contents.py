"""What a dossier says, before it is printed: provenance, dates, appeals; and what one for sharing does not say."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import override_settings

from apps.cases.actions import state_limit
from apps.cases.enums import AppealState, EventKind, State
from apps.cases.models import Appeal, Case
from apps.core import clock
from apps.dossiers.enums import Variant
from apps.dossiers.models import Dossier
from apps.dossiers.paper.chapters import write
from apps.dossiers.selectors import exhibits_of
from apps.evidence.enums import Making
from apps.evidence.models import StoredFile
from apps.losses.actions import take_over, work_on_imports
from apps.losses.models import ExchangeRate, ReportImport
from tests.dossiers.conftest import pdf_of
from tests.factories.appeals import AppealFactory
from tests.factories.cases import (
    AccountFactsFactory,
    CaseEventFactory,
    CaseFactory,
    CaseFileFactory,
    EventRemarkFactory,
)
from tests.factories.dossiers import ASKED
from tests.factories.evidence import CopyFactory
from tests.losses.reports.settlements import FINE, RESERVE, settlement

pytestmark = pytest.mark.django_db
ACCOUNT = {
    "company_name": "Shenzhen Harbour Lamp Co.",
    "credit_code": "91110000600037341L",
    "store_name": "Canary Lamps",
    "merchant_token": "A2CANARYTOKEN1",
    "store_url": "https://www.amazon.com/sp?seller=A2CANARYTOKEN1",
}
STORY = "Canary Lamps of SHENZHEN  HARBOUR LAMP CO. was blocked. Token A2CANARYTOKEN1, order 114-1234567-7654321."
REPORT = settlement(
    [(FINE, "2018-03-03", "-80.00"), (RESERVE, "2018-03-28", "-420.00")],
    name="9001",
    ends="2018-03-28",
    total="-500.00",
)


@pytest.fixture
def case() -> Case:
    return CaseFactory.create(
        state=State.VERIFIED,
        filing__narrative=STORY,
        filing__notice_text="Dear Canary Lamps, your account A2CANARYTOKEN1 is closed.",
        filing__account=AccountFactsFactory.build(**ACCOUNT),
    )


def html(case: Case, variant: str = Variant.FULL, language: str = "en") -> str:
    case = Case.objects.select_related("account__seller", "owner", "docket", "ledger").get(pk=case.pk)
    dossier = Dossier(case=case, variant=variant, language=language)
    return write(dossier, exhibits_of(case, variant), now=ASKED).html


def test_the_complete_one_says_whose_case_it_is(case: Case) -> None:
    text = html(case)
    assert [value for value in ACCOUNT.values() if value.replace("&", "&amp;") not in text] == []
    assert STORY in text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_one_for_sharing_names_no_seller(case: Case, language: str) -> None:
    entry = CaseFileFactory.create(case=case, file__content=pdf_of("red"), file__name="Canary Lamps notice.pdf")
    text = html(case, Variant.REDACTED, language)
    lowered = " ".join(text.lower().split())
    assert case.owner
    secrets = [*ACCOUNT.values(), case.owner.email, "114-1234567-7654321", entry.file.sha256, entry.file.name]
    assert [value for value in secrets if value.lower() in lowered] == []
    assert "■■■ of ■■■ was blocked." in text
    assert "■■■, your account ■■■ is closed." in text


def test_for_sharing_only_covered_copies_count_and_the_rest_is_said(case: Case) -> None:
    first, second = (CaseFileFactory.create(case=case, file__content=pdf_of(colour)) for colour in ("red", "blue"))
    CopyFactory.create(original=first.file)
    covered = CopyFactory.create(original=second.file, making=Making.REDACTED, content=b"%PDF-1.7\nCovered.\n%%EOF\n")
    StoredFile.objects.filter(making=Making.REDACTED).update(pages=1)
    assert [exhibit.copy for exhibit in exhibits_of(case, Variant.REDACTED)] == [None, covered]
    text = html(case, Variant.REDACTED)
    assert "left out: there is no copy of it with parts covered" in text
    assert "Listed without pages, exhibits: 1." in " ".join(text.split())
    assert (covered.sha256 in text, "place-2-1" in text, "place-1-1" in text) == (True, True, False)
    assert second.file.sha256 not in text


def test_an_infected_file_is_in_neither(case: Case) -> None:
    entry = CaseFileFactory.create(case=case)
    CopyFactory.create(original=entry.file)
    StoredFile.objects.filter(pk=entry.file_id).update(scan_state="infected", scanned_at=ASKED)
    assert [exhibit.copy for exhibit in exhibits_of(case, Variant.FULL)] == [None]
    assert "a malware scanner found something in it" in html(case)


def test_lines_name_the_exhibit_and_rows_they_come_from(case: Case, tmp_path: object) -> None:
    assert case.owner
    entry = CaseFileFactory.create(case=case, file__content=REPORT, file__name="s.txt", kind="settlement_report")
    report = ReportImport.objects.create(
        ledger=case.ledger, file=entry.file, brought_at=ASKED, brought_by=case.owner, moved_at=ASKED
    )
    work_on_imports(clock=clock.now)
    report.refresh_from_db()
    take_over(report=report, by=case.owner, now=clock.now())
    work_on_imports(clock=clock.now)
    ExchangeRate.objects.create(currency="USD", day=date(2018, 2, 1), per_euro=Decimal("1.25"))
    ExchangeRate.objects.create(currency="CNY", day=date(2018, 2, 1), per_euro=Decimal("7.5"))
    text = " ".join(html(case).split())
    wanted = (
        "exhibit 1, row",
        "A – platform document",
        "US$420",
        "US$80",
        "C – declared",
        "US$12,500",
        "Documented",
        "Verified",
    )
    assert [word for word in wanted if word not in text] == []
    assert entry.file.sha256 in text


def test_appeals_stand_there_as_they_were_sent_with_their_answers() -> None:
    appeal: Appeal = AppealFactory.create(state=AppealState.ANSWERED)
    case = appeal.case
    assert case.owner
    state_limit(case=case, allowed=1, words="You may appeal once.", by=case.owner, now=clock.now())
    text = " ".join(html(case).split())
    wanted = ("Attempt 1", "As it was sent", "Root cause", "a former employee ordered 14", "The platform's answer")
    assert [word for word in wanted if word not in text] == []


def test_internal_notes_and_sharing_are_not_told(case: Case) -> None:
    note = CaseEventFactory.create(case=case, kind=EventKind.NOTE)
    EventRemarkFactory.create(event=note, text="canary note")
    CaseEventFactory.create(case=case, kind=EventKind.SHARE)
    text = html(case)
    assert [word for word in ("canary note", "shared") if word in text] == []


def test_dates_stand_there_with_their_working_and_source(case: Case) -> None:
    text = html(case)
    deadline = case.docket.deadlines.exclude(rule_id="").first() if case.docket else None
    assert deadline is not None
    assert deadline.facts["working"][0]["en"] in text.replace("&#x27;", "'")
    assert deadline.facts["sources"][0]["cite"]["en"] in text.replace("&amp;", "&").replace("&#x27;", "'")


@pytest.mark.parametrize("variant", Variant.values)
def test_the_text_of_both_languages_differs_in_words_only(case: Case, variant: str) -> None:
    english, chinese = html(case, variant), html(case, variant, "zh-hans")
    assert ('lang="en"' in english, 'lang="zh-Hans"' in chinese) == (True, True)
    assert english.count("<section") == chinese.count("<section")
    assert english.count("<tr>") == chinese.count("<tr>")


def test_what_somebody_wrote_is_text_and_never_markup() -> None:
    case = CaseFactory.create(state=State.VERIFIED, filing__narrative="<img src=file:///etc/passwd><script>1</script>")
    text = html(case)
    assert "&lt;img src=file:///etc/passwd&gt;" in text
    assert "<img" not in text


def test_the_number_of_queries_does_not_grow_with_exhibits(
    case: Case, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(6):
        CaseFileFactory.create(case=case, file__content=b"%%PDF-1.7\n%d\n%%%%EOF\n" % number)
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        assert len(exhibits_of(case, Variant.FULL)) == 6


def test_a_mail_is_printed_as_text(case: Case) -> None:
    entry = CaseFileFactory.create(case=case, kind="platform_email")
    CopyFactory.create(original=entry.file, content="From: Amazon\n\n您的账户 <b>已停用</b>".encode(), name="mail.txt")
    assert "您的账户 &lt;b&gt;已停用&lt;/b&gt;" in html(case)
    with override_settings(LANGUAGE_CODE="en"):
        assert "您的账户" not in html(case, Variant.REDACTED)
