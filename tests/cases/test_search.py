"""Finding cases: by what is public, by names, by words that are encrypted; and never by what one may not read."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.cases import actions
from apps.cases.actions.search import forget_case_terms
from apps.cases.enums import State
from apps.cases.models import AccountTerms, Case, CaseTerms
from apps.cases.rules import AccountFacts
from apps.cases.search import Reach, accounts_named, reach_of, search_cases, stale_accounts, stale_cases
from apps.cases.selectors import cases_visible_to
from tests.factories.cases import STARTED, CaseFactory, FilingFactory

pytestmark = pytest.mark.django_db
NOW = STARTED + timedelta(days=1)
STORY = "平台扣留了我们的货款。 We asked about order 113-1234567-1234567 and ASIN B0ABCDEFG1, without an answer."


@pytest.fixture
def lamp(seller: User) -> Case:
    facts = AccountFacts(
        "Harbour Lamp", "A2TOKEN", "https://www.amazon.com/shops/a2", company_name="深圳市海港灯饰有限公司"
    )
    filing = FilingFactory.build(account=facts, narrative=STORY, notice_text="Your listings were removed: 假货.")
    return CaseFactory.create(owner=seller, filing=filing)


@pytest.fixture
def ebay(seller: User) -> Case:
    said: dict[str, Any] = {"platform": "ebay", "marketplace": "", "case_type": "penalty"}
    said |= {"notice_text": "Hello.", "narrative": "Nobody wrote.", "account": AccountFacts("Lighthouse", "", "")}
    return CaseFactory.create(owner=seller, filing=FilingFactory.build(allegation="section_3", **said))


def found(text: str, person: User, *, near: bool = False) -> list[Case]:
    return list(search_cases(cases_visible_to(person, now=NOW), text, reach=reach_of(person, now=NOW), near=near))


PUBLIC = ["亚马逊", "亞馬遜", "Amazon", "amaz", "刷单", "封号", "封", "US", "亚马逊封号"]
NAMES = [" HARBOUR  LAMP ", "harb", "Lamp", "a2token", "amazon.com/shops/A2", "灯饰", "燈飾", "海港灯饰"]
WORDS = ["货款", "貨款", "扣留了我们", "113-1234567-1234567", "11312345671234567", "b0abcdefg1", "ＡＳＩＮ", "假货"]
MIXED = ["亚马逊 货款", "harbour 封号", "亚马逊货款", "B0ABCDEFG1 灯饰 amazon"]


@pytest.mark.parametrize("text", PUBLIC + NAMES + WORDS + MIXED)
def test_search_finds_what_is_meant(text: str, lamp: Case, ebay: Case, seller: User) -> None:
    assert found(text, seller) == [lamp]


def test_search_finds_a_reference_however_typed(lamp: Case, ebay: Case, seller: User) -> None:
    bare = lamp.reference.removeprefix("RC-").replace("-", "")
    for text in (lamp.reference, lamp.reference.lower(), bare, f" rc {bare[:4]} {bare[4:]} ", lamp.reference[:7]):
        assert found(text, seller) == [lamp]


@pytest.mark.parametrize("text", ["nothing like it", "%", "_", "'; --", "\0oil", "货款 ebay", "harbor", "款扣"])
def test_search_finds_nothing_else_and_takes_nothing_for_a_pattern(
    text: str, lamp: Case, ebay: Case, seller: User
) -> None:
    assert found(text, seller) == []


@pytest.mark.parametrize("text", ["harbor", "haarbour", "anser", "withuot 货款", "ansewr 亚马逊"])
def test_a_near_search_forgives_a_slip(text: str, lamp: Case, ebay: Case, seller: User) -> None:
    assert found(text, seller) == []
    assert found(text, seller, near=True) == [lamp]


def test_an_empty_search_is_no_search(lamp: Case, ebay: Case, seller: User) -> None:
    assert set(found(" \0 ", seller)) == {lamp, ebay}


@pytest.mark.parametrize("text", [*PUBLIC, *NAMES, *WORDS, *MIXED, ""])
def test_a_stranger_finds_nothing(text: str, lamp: Case, stranger: User) -> None:
    assert found(text, stranger) == []
    assert found(text, stranger, near=True) == []


@pytest.mark.parametrize("text", NAMES + WORDS)
def test_where_words_may_not_be_read_they_do_not_find(text: str, lamp: Case, seller: User) -> None:
    """Somebody who may see that a case exists learns nothing about its texts by asking for words."""
    everything = Case.objects.all()
    for reach in (Reach(), Reach(owners=(seller.pk,)), Reach(stories=reach_of(seller, now=NOW).stories)):
        assert list(search_cases(everything, text, reach=reach)) == []


def test_names_and_stories_are_apart(lamp: Case, seller: User) -> None:
    own = reach_of(seller, now=NOW)
    stories, names = Reach(own.owners, stories=own.stories), Reach(own.owners, names=own.names)
    for text in NAMES:
        assert list(search_cases(Case.objects.all(), text, reach=stories)) == []
        assert list(search_cases(Case.objects.all(), text, reach=names)) == [lamp]
    for text in WORDS:
        assert list(search_cases(Case.objects.all(), text, reach=names)) == []
        assert list(search_cases(Case.objects.all(), text, reach=stories)) == [lamp]


def test_words_of_several_owners_are_found_by_each_ones_key(lamp: Case, seller: User, stranger: User) -> None:
    other = CaseFactory.create(owner=stranger, filing=FilingFactory.build(narrative=STORY))
    both = Reach(
        owners=(seller.pk, stranger.pk), stories=reach_of(seller, now=NOW).stories | reach_of(stranger, now=NOW).stories
    )
    assert set(search_cases(Case.objects.all(), "扣留 货款 ASIN", reach=both)) == {lamp, other}


def test_moderators_find_a_name_whole_only(lamp: Case, ebay: Case) -> None:
    desk = Reach(whole_names=True)
    for text in ("harbour lamp", " HARBOUR  LAMP ", "a2token"):
        assert list(search_cases(Case.objects.all(), text, reach=desk)) == [lamp]
    for text in ("Harbour", "TOKEN", "灯饰"):
        assert list(search_cases(Case.objects.all(), text, reach=desk)) == []


def test_accounts_named_so_are_known(lamp: Case, ebay: Case, seller: User) -> None:
    assert list(accounts_named("harbour", reach=reach_of(seller, now=NOW))) == [lamp.account]
    assert list(accounts_named("货款", reach=reach_of(seller, now=NOW))) == []


# -- in step with the texts
def test_what_was_mended_is_found_by_its_new_words(seller: User) -> None:
    case = CaseFactory.create(owner=seller, state=State.RETURNED, filing=FilingFactory.build(narrative="被扣押的货物"))
    actions.submit_case(case=case, filing=FilingFactory.build(narrative="延误的款项"), by=seller, now=NOW)
    assert (found("货物", seller), found("款项", seller)) == ([], [case])


def test_a_name_learned_later_finds_the_earlier_case(seller: User) -> None:
    facts = AccountFacts("Harbour Lamp", "A2TOKEN", "")
    first = CaseFactory.create(owner=seller, filing=FilingFactory.build(account=facts))
    later = AccountFacts("Lighthouse", "A2TOKEN", "")
    second = CaseFactory.create(owner=seller, filing=FilingFactory.build(account=later))
    assert set(found("lighthouse", seller)) == {first, second}


def test_no_word_of_a_seller_stands_readable_in_the_index(lamp: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT numbers::text FROM cases_caseterms UNION ALL SELECT numbers::text FROM cases_accountterms"
        )
        rows = [row[0] for row in cursor.fetchall()]
    assert len(rows) == 2
    assert all(set(row) <= set("-0123456789,{}") for row in rows)


def test_equal_texts_of_two_sellers_share_no_number(seller: User, stranger: User) -> None:
    for owner in (seller, stranger):
        CaseFactory.create(owner=owner, filing=FilingFactory.build(narrative=STORY))
    one, two = CaseTerms.objects.values_list("numbers", flat=True)
    assert len(one) == len(two) > 20
    assert set(one).isdisjoint(two)


def test_erased_words_no_longer_find(lamp: Case, seller: User) -> None:
    forget_case_terms(case=lamp)
    assert found("货款", seller) == []


# -- the command
def reindex(*options: str) -> dict[str, object]:
    out = StringIO()
    call_command("reindex", "--json", *options, stdout=out)
    answer: dict[str, object] = json.loads(out.getvalue())
    return answer


def test_reindex_makes_good_what_is_missing(lamp: Case, ebay: Case, seller: User) -> None:
    CaseTerms.objects.filter(case=lamp).delete()
    AccountTerms.objects.all().delete()
    assert reindex("--dry-run")["indexed"] == {
        "accounts": {"indexed": 0, "left": 2},
        "cases": {"indexed": 0, "left": 1},
    }
    assert reindex("--batch", "1")["indexed"] == {
        "accounts": {"indexed": 2, "left": 0},
        "cases": {"indexed": 1, "left": 0},
    }
    assert found("货款 harbour", seller) == [lamp]


def test_reindex_follows_a_change_of_key(lamp: Case, seller: User) -> None:
    with override_settings(FINGERPRINT_KEYS=["k9:" + "Zm9yIGEgdGVzdCBvbmx5LCAzMiBieXRlcyBsb25nISE="]):
        assert found("货款", seller) == []
        assert (stale_cases().count(), stale_accounts().count()) == (1, 1)
        reindex()
        assert found("货款", seller) == [lamp]
        assert (stale_cases().count(), stale_accounts().count()) == (0, 0)


def test_a_search_of_many_words_asks_the_database_once(lamp: Case, ebay: Case, seller: User) -> None:
    reach = reach_of(seller, now=NOW)
    with CaptureQueriesContext(connection) as asked:
        list(search_cases(Case.objects.filter(owner=seller), "亚马逊 货款 harbour B0ABCDEFG1", reach=reach))
    assert len(asked) == 1


def test_the_index_is_cheaper_to_ask_than_its_table_to_read() -> None:
    """Arrays lie in their rows, so that the planner knows what reading all of them costs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attrelid::regclass::text, attstorage FROM pg_attribute WHERE attname = 'numbers'"
            " AND attrelid IN ('cases_caseterms'::regclass, 'cases_accountterms'::regclass)"
        )
        assert dict(cursor.fetchall()) == {"cases_caseterms": "m", "cases_accountterms": "m"}
