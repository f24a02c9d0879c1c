"""How much two sellers look like one, and in what. Facts are compared here and never leave as words."""

from dataclasses import dataclass, field
from enum import StrEnum

from apps.cases.rules.names import ALIKE, NameParts, likeness_of_cores, likeness_of_names, may_be_alike, parts_of

BY_STORE = 0.85  # the same store name on the same platform, nothing else known


class Fact(StrEnum):
    """What agrees or differs between two sellers; the words for it are in `cases.enums.FACTS`."""

    COMPANY = "company"
    PLACE = "place"
    TRADE = "trade"
    CREDIT_CODE = "credit_code"
    STORE = "store"
    TOKEN = "token"  # noqa: S105  a platform's number of a seller
    URL = "url"
    EMAIL = "email"
    PLATFORM = "platform"


@dataclass(frozen=True)
class Looks:
    """What is compared of a seller. Sets hold one value for each account, each with its platform where that matters."""

    company: str = ""
    credit_code: str = ""
    email: str = ""
    platforms: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    tokens: frozenset[str] = frozenset()
    urls: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sight:
    """What a first look at very many sellers sees: the name, and fingerprints of stores."""

    name: NameParts
    stores: frozenset[str]

    def may_be_like(self, other: "Sight") -> bool:
        """False only for two that `compare` holds to be less than ALIKE, unless they share a key that joins."""
        return may_be_alike(self.name, other.name) or not self.stores.isdisjoint(other.stores)


@dataclass(frozen=True)
class Likeness:
    """`score` from 0 to 1; facts that neither agree nor differ are missing on a side."""

    score: float
    agrees: list[Fact] = field(default_factory=list)
    differs: list[Fact] = field(default_factory=list)

    @property
    def is_worth_a_look(self) -> bool:
        return self.score >= ALIKE


def compare(one: Looks, other: Looks) -> Likeness:
    """Compare two sellers. Exact keys make 1; two credit codes that differ are two companies, whatever else agrees."""
    here, there = parts_of(one.company), parts_of(other.company)
    of_cores = likeness_of_cores(here, there)
    agrees: list[Fact] = []
    differs: list[Fact] = []
    for fact, same in _facts(one, other, here, there, of_cores):
        (agrees if same else differs).append(fact)
    if {Fact.CREDIT_CODE, Fact.TOKEN, Fact.URL} & set(agrees):
        return Likeness(1.0, agrees, differs)
    score = likeness_of_names(here, there, of_cores)
    if Fact.STORE in agrees:
        score = max(score, BY_STORE) if Fact.COMPANY not in differs else max(score, ALIKE)
    if Fact.CREDIT_CODE in differs:
        score /= 2
    return Likeness(round(score, 3), agrees, differs)


def _facts(one: Looks, other: Looks, here: NameParts, there: NameParts, of_cores: float) -> list[tuple[Fact, bool]]:
    """Each fact that both sides have, and whether it agrees."""
    found = []
    if here.core and there.core:
        found.append((Fact.COMPANY, of_cores >= ALIKE))
    for fact, left, right in (
        (Fact.PLACE, here.place, there.place),
        (Fact.TRADE, here.trade, there.trade),
        (Fact.CREDIT_CODE, one.credit_code, other.credit_code),
        (Fact.EMAIL, one.email, other.email),
    ):
        if left and right:
            found.append((fact, left == right))
    for fact, mine, theirs in (
        (Fact.PLATFORM, one.platforms, other.platforms),
        (Fact.STORE, one.stores, other.stores),
        (Fact.TOKEN, one.tokens, other.tokens),
        (Fact.URL, one.urls, other.urls),
    ):
        if mine and theirs:
            found.append((fact, not mine.isdisjoint(theirs)))
    return found
