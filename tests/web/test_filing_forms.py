"""Answers as typed become a Filing; what cannot be read is said beside its field and stays as it was typed."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils import translation

from apps.accounts.models import User
from apps.cases.enums import State
from apps.cases.rules import AccountFacts, Answers, Filing
from apps.cases.selectors import answers_of
from apps.core.money import Money
from apps.losses.rules import Amount
from apps.losses.selectors import current_lines
from apps.marketplaces.enums import ALLEGATIONS, CASE_TYPES, LOSS_COMPONENTS, MARKETPLACES, PLATFORMS
from apps.web.forms import choices
from apps.web.forms.amounts import AmountsForm, with_row, without_row
from apps.web.forms.filing import Reading, read_answers
from apps.web.forms.steps import AccountForm, EventForm
from tests.factories.cases import CaseFactory, FilingFactory
from tests.factories.losses import AmountFactory

TODAY = date(2018, 2, 20)
COMPLETE: Answers = {
    "event": {
        "platform": ["amazon"],
        "marketplace": ["amazon.us"],
        "case_type": ["account_suspension"],
        "allegation": ["fake_orders_fraud"],
        "notice_date": ["2018-02-14"],
        "notice_time": ["18:30"],
        "notice_zone": ["America/Los_Angeles"],
        "notice_text": ["Dear seller,\n  your account …"],
        "narrative": ["We were blocked."],
    },
    "amounts": {
        "component": ["withheld_balance", "fba_stock", ""],
        "likely": ["12,500", "3万", ""],
        "currency": ["USD", "CNY", "USD"],
        "low": ["", "2万", ""],
        "high": ["", "4万", ""],
        "loss_date": ["2018-02-14", "", ""],
    },
    "account": {"store_name": [" Harbour Lamp "], "merchant_token": ["A2X"]},
    "visibility": {"visibility": ["private"]},
}


def read(answers: Answers) -> Reading:
    return read_answers(answers, zone="Asia/Shanghai", latest_today=TODAY)


def changed(step: str, **fields: str | list[str]) -> Answers:
    said = {name: [text] if isinstance(text, str) else text for name, text in fields.items()}
    return {**COMPLETE, step: {**COMPLETE[step], **said}}


def places(answers: Answers) -> list[tuple[str, str]]:
    return [(problem.step, problem.field) for problem in read(answers).problems]


def test_complete_answers_make_a_filing() -> None:
    reading = read(COMPLETE)
    assert reading.problems == []
    assert reading.filing == Filing(
        platform="amazon",
        marketplace="amazon.us",
        case_type="account_suspension",
        allegation="fake_orders_fraud",
        notice_text="Dear seller,\n  your account …",
        notice_date=date(2018, 2, 14),
        notice_time=time(18, 30),
        notice_zone="America/Los_Angeles",
        narrative="We were blocked.",
        account=AccountFacts(store_name="Harbour Lamp", merchant_token="A2X"),
        amounts=(
            Amount("withheld_balance", *[Decimal(12_500)] * 3, "USD", date(2018, 2, 14)),
            Amount("fba_stock", Decimal(20_000), Decimal(30_000), Decimal(40_000), "CNY"),
        ),
        visibility="private",
    )


def test_nothing_typed_is_read_without_an_error() -> None:
    reading = read({})
    assert reading.filing == Filing(notice_zone="Asia/Shanghai")
    assert [problem.field for problem in reading.problems] == [
        "platform",
        "case_type",
        "allegation",
        "notice_date",
        "store_name",
    ]
    assert all(form.wrong == [] for form in reading.forms.values())


def test_only_a_handful_of_answers_is_needed() -> None:
    few = {
        "event": {
            "platform": ["temu"],
            "case_type": ["penalty"],
            "allegation": ["none_stated"],
            "notice_date": ["2018-02-14"],
        },
        "account": {"store_name": ["Lamp"]},
    }
    assert read(few).problems == []


@pytest.mark.parametrize(
    ("step", "field", "typed"),
    [
        ("event", "platform", "amazn"),
        ("event", "marketplace", "amazon.mars"),
        ("event", "case_type", "<script>"),
        ("event", "allegation", "rude"),
        ("event", "notice_date", "2018-02-21"),
        ("event", "notice_date", "14.2.2018"),
        ("event", "notice_date", "2018-02-30"),
        ("event", "notice_time", "half past six"),
        ("event", "notice_zone", "Mars/Olympus"),
        ("event", "notice_text", "n" * 2_000_000),
        ("event", "narrative", "n" * 20_001),
        ("account", "credit_code", "123"),
        ("account", "store_name", "x" * 201),
        ("visibility", "visibility", "everybody"),
    ],
)
def test_what_cannot_be_is_said_once_at_its_field_and_kept(step: str, field: str, typed: str) -> None:
    answers = changed(step, **{field: typed})
    assert places(answers) == [(step, field)]
    form = read(answers).show_problems(step)
    assert isinstance(form, EventForm | AccountForm) or step == "visibility"
    assert form[field].value() == typed  # type: ignore[index]
    assert len(form.errors[field]) == 1  # type: ignore[union-attr]


def test_problems_are_shown_only_when_asked_for() -> None:
    reading = read({})
    form = reading.forms["event"]
    assert isinstance(form, EventForm)
    assert form.errors == {}
    reading.show_problems("event")
    assert set(form.errors) == {"platform", "case_type", "notice_date", "allegation"}


@pytest.mark.parametrize("typed", ["2018/02/14", "2018.2.14", "2018年2月14日", "２０１８-０２-１４"])
def test_dates_are_read_year_first(typed: str) -> None:
    assert read(changed("event", notice_date=typed)).filing.notice_date == date(2018, 2, 14)


def test_a_question_no_longer_asked_is_not_wrong() -> None:
    reading = read(changed("event", platform="ebay", country="DE"))
    assert reading.problems == []
    assert (reading.filing.marketplace, reading.filing.country) == ("", "DE")
    back = read(changed("event", country="XX"))
    assert back.problems == []
    assert (back.filing.marketplace, back.filing.country) == ("amazon.us", "")


def test_without_a_platform_both_places_are_asked() -> None:
    form = EventForm({}, zone="UTC")
    assert (form.asks_for_marketplace, form.asks_for_country) == (True, True)


def test_nul_is_taken_out_and_everything_else_stays() -> None:
    posted = QueryDict(mutable=True)
    posted.setlist("store_name", ["a\0b\u202e🏮"])
    posted.setlist("is_staff", ["1"])
    assert AccountForm.typed(posted) == {"store_name": ["ab\u202e🏮"]}


def test_a_field_that_was_not_on_the_page_is_no_answer() -> None:
    assert EventForm.typed(QueryDict("platform=ebay")) == {"platform": ["ebay"]}


def test_long_texts_keep_their_blanks_and_lines() -> None:
    assert EventForm.typed(QueryDict("notice_text=%20a%0D%0A%0D%0Ab%0A")) == {"notice_text": [" a\n\nb\n"]}


# -- amounts
def rows(*lines: tuple[str, ...]) -> AmountsForm:
    names = ("component", "likely", "currency", "low", "high", "loss_date")
    padded = [(*row, *[""] * (len(names) - len(row))) for row in lines]
    answers = {name: [row[place] for row in padded] for place, name in enumerate(names)}
    return AmountsForm(answers, currency="USD", latest_today=TODAY)


def test_blank_rows_are_nothing() -> None:
    form = rows(("", "", "USD"), ("", "  ", "CNY"))
    assert (form.amounts, form.wrong) == ((), [])


def test_one_row_is_always_there_in_the_currency_of_the_marketplace() -> None:
    form = AmountsForm({}, currency="EUR", latest_today=TODAY)
    assert [row["currency"].value() for row in form.rows] == ["EUR"]
    assert form.rows[0]["currency"].field.choices[0][0] == "EUR"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (("", "100", "USD"), "component_0"),
        (("fba_stock", "", "USD"), "likely_0"),
        (("fba_stock", "", "USD", "50"), "likely_0"),
        (("luck", "100", "USD"), "component_0"),
        (("fba_stock", "100", ""), "currency_0"),
        (("fba_stock", "100", "XYZ"), "currency_0"),
        (("fba_stock", "1.234", "USD"), "likely_0"),
        (("fba_stock", "100", "USD", "1.234"), "low_0"),
        (("fba_stock", "100", "USD", "", "12,5,0"), "high_0"),
        (("fba_stock", "100", "USD", "200"), "likely_0"),
        (("fba_stock", "100", "USD", "", "50"), "likely_0"),
        (("fba_stock", "-100", "USD"), "likely_0"),
        (("fba_stock", "9千万亿", "USD"), "likely_0"),
        (("fba_stock", "100", "USD", "", "", "2018-02-21"), "loss_date_0"),
        (("fba_stock", "100", "USD", "", "", "yesterday"), "loss_date_0"),
        (("fba_stock", "1" * 41, "USD"), "likely_0"),
    ],
)
def test_a_row_that_cannot_be_is_said_at_its_field(row: tuple[str, ...], field: str) -> None:
    form = rows(row)
    assert [problem.field for problem in form.wrong] == [field]
    assert form.amounts == ()
    assert form.rows[0]["likely"].value() == row[1]


def test_only_the_likely_amount_stands_for_all_three() -> None:
    (amount,) = rows(("fba_stock", "100", "USD")).amounts
    assert (amount.low, amount.likely, amount.high) == (100, 100, 100)


def test_a_row_says_how_it_was_read() -> None:
    form = rows(("fba_stock", "1.5万", "CNY"), ("fba_stock", "100", "USD", "50", "200"), ("fba_stock", "x", "USD"))
    assert [row.understood for row in form.rows] == [
        "Read as CN¥15,000",
        "Read as US$100, between US$50 and US$200",
        "",
    ]


def test_totals_stand_by_currency() -> None:
    form = rows(
        ("fba_stock", "100", "USD"), ("legal_costs", "1万", "CNY"), ("fba_stock", "50", "USD"), ("", "7", "USD")
    )
    assert form.totals == [Money(Decimal(150), "USD"), Money(Decimal(10_000), "CNY")]


def test_too_many_amounts_are_said_once() -> None:
    many = {"component": ["fba_stock"] * 31, "likely": ["1"] * 31, "currency": ["USD"] * 31}
    assert places({**COMPLETE, "amounts": many}) == [("amounts", "")]
    form = read({**COMPLETE, "amounts": many}).show_problems("amounts")
    assert isinstance(form, AmountsForm)
    assert len(form.common) == 1


def test_rows_of_unequal_length_are_filled_up() -> None:
    form = AmountsForm({"component": ["fba_stock"], "likely": ["1", "2"]}, currency="USD", latest_today=TODAY)
    assert [row["component"].value() for row in form.rows] == ["fba_stock", ""]


def test_rows_are_added_and_removed() -> None:
    one = with_row({}, "EUR")
    assert one["currency"] == ["EUR", "EUR"]
    three = with_row(COMPLETE["amounts"], "EUR")
    assert three["currency"] == ["USD", "CNY", "USD", "USD"]
    assert three["likely"] == ["12,500", "3万", "", ""]
    assert without_row(COMPLETE["amounts"], 0)["likely"] == ["3万", ""]
    for place in (-1, 3, 99):
        assert without_row(COMPLETE["amounts"], place) == COMPLETE["amounts"]


# -- a filed case as answers again
@pytest.mark.parametrize(
    "filing",
    [
        FilingFactory.build(),
        FilingFactory.build(platform="ebay", marketplace="", country="DE", notice_time=None, narrative="", amounts=()),
        FilingFactory.build(
            amounts=(
                AmountFactory.build(likely=Decimal("12000.5")),
                AmountFactory.build(currency="JPY", low=Decimal("1.234"), likely=Decimal("1.2345"), high=Decimal(2)),
                AmountFactory.build(low=Decimal(0), likely=Decimal(0), high=Decimal(0), loss_date=date(2018, 2, 1)),
                AmountFactory.build(low=Decimal("0.1"), likely=Decimal(1_000_000), high=Decimal(1_000_000)),
            ),
            visibility="shared",
        ),
    ],
)
def test_a_filed_case_reads_back_as_it_was_filed(filing: Filing, seller: User) -> None:
    case = CaseFactory.create(owner=seller, filing=filing, state=State.RETURNED)
    reading = read(answers_of(case, current_lines(case.ledger)))
    assert reading.problems == []
    assert reading.filing == replace(filing, amounts=tuple(filing.amounts))


# -- the lists
def codes(grouped: list[object]) -> list[str]:
    """Codes of grouped choices, without the empty one."""
    return [code for _name, group in grouped if isinstance(group, list) for code, _label in group]  # type: ignore[misc]


def test_every_word_of_the_vocabulary_is_offered_once() -> None:
    assert sorted(codes(choices.case_types())) == sorted(CASE_TYPES)
    assert sorted(codes(choices.allegations())) == sorted(ALLEGATIONS)
    assert sorted(codes(choices.marketplaces(""))) == sorted(MARKETPLACES)
    assert [len(CASE_TYPES), len(ALLEGATIONS), len(MARKETPLACES), len(PLATFORMS)] == [19, 33, 23, 16]
    assert len(LOSS_COMPONENTS) == 20


def test_zones_begin_with_beijing_and_the_pacific_and_know_the_readers_own() -> None:
    offered = choices.zones(["Asia/Urumqi", "Mars/Olympus", "Asia/Shanghai"])
    assert [name for name, _label in offered][:3] == ["Asia/Shanghai", "America/Los_Angeles", "Asia/Urumqi"]
    assert len({name for name, _label in offered}) == len(offered)
    with translation.override("zh-hans"):
        assert choices.zone_label("Europe/Berlin") == "柏林"


def test_the_currency_of_the_marketplace_comes_first() -> None:
    assert [code for code, _name in choices.currencies("EUR")][:3] == ["EUR", "USD", "CNY"]
    assert choices.currency_of("amazon.jp") == "JPY"
    assert choices.currency_of("nowhere") == ""
