"""Finding cases by what was typed: references and words of the vocabulary, names, and words of encrypted texts.

Whoever searches says by `Reach` in whose texts they may look; a word stands for a number there that only its owner's
key gives. What a reader may not read, they cannot find by.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, UUIDField
from django.db.models.expressions import RawSQL
from django.db.models.fields.related import ForeignKey
from django.db.models.lookups import Lookup

from apps.accounts.models import User
from apps.cases.enums import Scope, State
from apps.cases.models import AccountTerms, Case, CaseTerms, SellerAccount
from apps.cases.rules import covers
from apps.cases.rules.terms import CJK, VERSION, Word, fold, likeness, words_of
from apps.cases.selectors import live_grants
from apps.core.blind_index import blind, key_in_use
from apps.core.fingerprints import fingerprint
from apps.core.references import PREFIX, parse_reference
from apps.marketplaces.enums import ALLEGATIONS, CASE_TYPES, MARKETPLACES, PLATFORMS, Terms

NOWHERE = Q(pk__in=[])
WITH_STORY = [scope for scope in Scope if covers(scope, Scope.FULL)]
ALIKE = 0.4  # from here on two words look alike
MARKS = (("store_name", "store"), ("merchant_token", "token"), ("store_url", "url"))
VOCABULARY: dict[str, Terms] = {
    "platform": PLATFORMS,
    "marketplace": MARKETPLACES,
    "case_type": CASE_TYPES,
    "allegation": ALLEGATIONS,
}


FEW = 100  # arrays of numbers; so many look-ups in the index are part of the search itself
MANY = 2_000  # so many cost less than reading what their owners have: 20 ms for a thousand, and 190
MOST_ACCOUNTS = 1_000  # of one name
BY_INDEX: dict[type[CaseTerms | AccountTerms], str] = {
    CaseTerms: """SELECT kept.case_id FROM unnest(%s::text[]) AS sought
        JOIN cases_caseterms kept ON kept.numbers @> sought::bigint[]""",
    AccountTerms: """SELECT kept.account_id FROM unnest(%s::text[]) AS sought
        JOIN cases_accountterms kept ON kept.numbers @> sought::bigint[]""",
}
BY_OWNER: dict[type[CaseTerms | AccountTerms], str] = {
    CaseTerms: """SELECT kept.case_id FROM unnest(%s::text[], %s::uuid[]) AS sought(numbers, owner)
        JOIN cases_case filed ON filed.owner_id = sought.owner
        JOIN cases_caseterms kept ON kept.case_id = filed.id AND kept.numbers @> sought.numbers::bigint[]""",
    AccountTerms: """SELECT kept.account_id FROM unnest(%s::text[], %s::uuid[]) AS sought(numbers, owner)
        JOIN cases_seller business ON business.owner_id = sought.owner
        JOIN cases_selleraccount named ON named.seller_id = business.id
        JOIN cases_accountterms kept ON kept.account_id = named.id AND kept.numbers @> sought.numbers::bigint[]""",
}


@UUIDField.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """`pk__among=subquery`: as `in`, but found first and once. The planner then comes to the rows by their index, where
    for `IN` it reads all cases, since it believes that every row would run the subquery again."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = compiler.compile(self.rhs)
        return f"{left} = ANY(ARRAY{right})", (*left_values, *right_values)


@dataclass(frozen=True)
class Reach:
    """In whose texts somebody may look, and for which cases what is found there counts.

    `stories` are the cases whose story and notice they may read, `names` those whose account. With `whole_names` an
    account is also found by its whole name, token or link, whoever owns it: for moderators.
    """

    owners: tuple[UUID, ...] = ()
    stories: Q = NOWHERE
    names: Q = NOWHERE
    whole_names: bool = False


def reach_of(person: User, *, now: datetime) -> Reach:
    """A person's reach: all of their own cases, the story of those shared with them in full, nobody else's names."""
    shared = live_grants(now=now).filter(person=person, scope__in=WITH_STORY).order_by()
    owners = {owner for owner in shared.values_list("case__owner", flat=True).distinct() if owner}
    own = Q(owner=person)
    stories = own | Q(pk__in=shared.values("case")) if owners else own
    return Reach(owners=(person.pk, *sorted(owners - {person.pk})), stories=stories, names=own)


def search_cases(cases: QuerySet[Case], text: str, *, reach: Reach, near: bool = False) -> QuerySet[Case]:
    """Those of `cases` that a typed text means: a whole reference, or cases in which every word is met.

    With `near` a Latin word is also met by one that is spelled almost like it.
    """
    text = text.replace("\0", "").strip()
    if not text:
        return cases
    if reference := parse_reference(text):
        return cases.filter(reference=reference)
    met = Q(reference__startswith=text.upper()) if text.upper().startswith(PREFIX) else NOWHERE
    if reach.whole_names:
        met |= Q(account__in=list(_accounts_called(text).values_list("pk", flat=True)[:MOST_ACCOUNTS]))
    if words := typed_words(text):
        every = Q()
        for word in words:
            every &= _met(word, reach, near=near)
        met |= every
    return cases.filter(met)


def accounts_named(text: str, *, reach: Reach) -> QuerySet[SellerAccount]:
    """The accounts in whose names every word of a text stands, to put their cases first."""
    accounts = SellerAccount.objects.all()
    for word in typed_words(text):
        accounts = accounts.filter(_found("pk", AccountTerms, word, reach.owners, near=False))
    return accounts


def typed_words(text: str) -> list[Word]:
    """The words of a typed search; Chinese without spaces is cut at words of the vocabulary."""
    return words_of(text, _chinese_words())


def _met(word: Word, reach: Reach, *, near: bool) -> Q:
    met = NOWHERE
    for column in VOCABULARY:
        if codes := _codes_with(column, word.text):
            met |= Q(**{f"{column}__in": codes})
    if reach.owners and reach.names != NOWHERE:
        met |= Q(reach.names, _found("account", AccountTerms, word, reach.owners, near=near))
    if reach.owners and reach.stories != NOWHERE:
        met |= Q(reach.stories, _found("pk", CaseTerms, word, reach.owners, near=near))
    return met


def _found(
    column: str, terms: type[CaseTerms | AccountTerms], word: Word, owners: tuple[UUID, ...], *, near: bool
) -> Q:
    """Whether `column` is a case or an account whose terms meet a word, in texts of any of `owners`.

    Numbers of two owners never meet by chance, so each owner's are looked up by themselves: a few in the index, many
    among their owners' rows. As one large overlap every row is compared with all of them, which takes seconds.
    """
    ways: list[tuple[str, ...]] = [way for way in word.ways if way]
    if word.beginning and terms is AccountTerms:
        ways.append((word.beginning,))
    if near:
        ways += [(spelling,) for spelling in word.near]
    sought = [(owner, blind(way, owner=owner)) for owner in owners for way in ways]
    arrays = ["{" + ",".join(map(str, numbers)) + "}" for _, numbers in sought]
    if len(arrays) > FEW:
        with connection.cursor() as cursor:
            if len(arrays) > MANY:
                cursor.execute(BY_OWNER[terms], [arrays, [owner for owner, _ in sought]])
            else:
                cursor.execute(BY_INDEX[terms], [arrays])
            return Q((f"{column}__in", [pk for (pk,) in cursor.fetchall()]))
    lookup = "in" if len(owners) == 1 else "among"  # one's own may be thousands, which `among` would compare in turn
    return Q((f"{column}__{lookup}", RawSQL(BY_INDEX[terms], [arrays])))  # noqa: S611 a constant


# -- the vocabulary
def _codes_with(column: str, word: str) -> list[str]:
    """Codes whose label, in either language, has the word: Chinese anywhere, Latin at the beginning of a word."""
    begins = "" if re.match(f"[{CJK}]", word) else r"(?<![a-z0-9])"
    pattern = re.compile(begins + re.escape(word))
    return [code for code, label in _folded(column) if pattern.search(label)]


@lru_cache(maxsize=len(VOCABULARY))
def _folded(column: str) -> list[tuple[str, str]]:
    return [(code, fold(f"{code.replace('_', ' ')} {term.en} {term.zh}")) for code, term in VOCABULARY[column].items()]


@lru_cache(maxsize=1)
def _chinese_words() -> frozenset[str]:
    labels = " ".join(term.zh for terms in VOCABULARY.values() for term in terms.values())
    return frozenset(re.findall(f"[{CJK}]{{2,6}}", labels))


def suggestions(text: str, at_most: int = 3) -> list[str]:
    """Words of the vocabulary that look like what was typed, the likest first, for whoever found nothing."""
    typed = [word.text for word in typed_words(text)]
    likest = {word: max((likeness(word, said) for said in typed), default=0.0) for word in _known_words()}
    near = [word for word, likeness in likest.items() if ALIKE <= likeness < 1]
    return sorted(near, key=lambda word: (-likest[word], word))[:at_most]


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    labels = " ".join(term.en for terms in VOCABULARY.values() for term in terms.values())
    return _chinese_words() | {word.lower() for word in re.findall(r"[A-Za-z]{4,}", labels)}


def _accounts_called(text: str) -> QuerySet[SellerAccount]:
    meant = NOWHERE
    for kind, column in MARKS:
        marks = [mark for platform in PLATFORMS if (mark := fingerprint(kind, platform, text))]
        meant |= Q(**{f"{column}_fingerprint__in": marks})
    return SellerAccount.objects.filter(meant)


# -- keeping it in step
def made_with() -> str:
    """What the index is made with today; rows made with anything else are stale."""
    return f"{key_in_use()}/{VERSION}"


def stale_cases() -> QuerySet[Case]:
    """Filed cases whose words are not in the index as they would be put there today."""
    return Case.objects.exclude(state=State.DRAFT).exclude(terms__made_with=made_with()).order_by("pk")


def stale_accounts() -> QuerySet[SellerAccount]:
    """As `stale_cases`, for accounts."""
    return SellerAccount.objects.exclude(terms__made_with=made_with()).select_related("seller").order_by("pk")
