"""Very many cases, quickly: a few are filed by the actions that file them in life, the rest are copied from them.

Every copy has its own ids, its own encrypted texts and its own place in the search index; its events, losses and dates
are those of the case it was copied from. Rows go in by COPY, triggers and foreign keys asleep, into a database made
for it.
"""

import random
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import count
from typing import Any

from django.db import connection, models

from apps.accounts.models import User
from apps.cases.actions.search import account_numbers, case_numbers
from apps.cases.enums import Scope, State
from apps.cases.models import AccountTerms, Case, CaseEvent, CaseGrant, CaseTerms, Seller, SellerAccount
from apps.cases.search import made_with
from apps.core.encryption import EncryptedTextField
from apps.core.references import new_reference
from apps.deadlines.models import Deadline, Docket, TriggerEntry
from apps.losses.models import Ledger, LossLine
from tests.factories.accounts import ModeratorFactory, UserFactory
from tests.factories.cases import STARTED, CaseFactory, FilingFactory

SELLER, PROVIDER, READER = "seller@bench.example", "provider@bench.example", "reader@bench.example"
MODERATOR = "moderator@bench.example"
OF_SELLER, OF_OTHERS, SHARED = 12, 5, 20  # cases
SHARE_OF_PROVIDER = 20  # one case in so many belongs to the service provider
COMMON, RARE, CHINESE = "warehouse", "zanzibar", "货款"
EARLY = 200  # among so many first cases everybody has one with the rare word: it stays as rare at every size
STATES = (State.SUBMITTED, State.RETURNED, State.VERIFIED, State.APPEALED, State.REJECTED, State.RESOLVED)
KINDS = (
    {},
    {"platform": "temu", "marketplace": "", "country": "US", "case_type": "funds_withheld"},
    {"platform": "amazon", "marketplace": "amazon.de", "case_type": "listing_removal", "allegation": "counterfeit"},
)
BATCH = 1000
_random = random.Random(20180214)
_ids = count(1_000_000)


def load(cases: int, say: Callable[[str], None]) -> None:
    """Fill an empty, migrated database with so many filed cases."""
    people = [UserFactory.create(email=address) for address in (SELLER, PROVIDER, READER)]
    ModeratorFactory.create(email=MODERATOR)
    filings = [FilingFactory.build(**kind) for kind in KINDS]
    patterns = [CaseFactory.create(state=state, filing=filing) for state in STATES for filing in filings]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    owners = _owners(people, cases)
    made = 0
    batch: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for owner, number in owners:
        account = _account_of(owner, batch)
        for place in range(number):
            pattern = patterns[(made + place) % len(patterns)]
            with_rare = place == 0 and made < EARLY
            _copy_case(pattern, owner, account, with_rare=with_rare, batch=batch)
        made += number
        if len(batch[Case]) >= BATCH:
            _write(batch)
            say(f"{made} of {cases} cases")
    _write(batch)
    _share(people)
    _settle()


def _owners(people: list[User], cases: int) -> Iterable[tuple[User, int]]:
    """Who has how many. The provider's cases come in small lots between those of others, as in life."""
    seller, provider, _reader = people
    yield seller, OF_SELLER
    left, lot = cases - OF_SELLER, OF_OTHERS
    while left > 0:
        is_provider = _random.randrange(SHARE_OF_PROVIDER) == 0
        owner = provider if is_provider else User(email=f"{uuid.uuid4()}@bench.example", time_zone="Asia/Shanghai")
        yield owner, min(lot, left)
        left -= lot


def _account_of(owner: User, batch: dict[type[models.Model], list[models.Model]]) -> SellerAccount:
    if owner._state.adding:
        batch[User].append(owner)
    name = f"{_word().title()} {_word().title()}"
    seller = Seller(owner=owner, company_name=f"深圳市{name}有限公司", created_at=STARTED)
    token = f"A{uuid.uuid4().hex[:12].upper()}"
    account = SellerAccount(seller=seller, platform="amazon", store_name=name, merchant_token=token, created_at=STARTED)
    batch[Seller].append(seller)
    batch[SellerAccount].append(account)
    batch[AccountTerms].append(AccountTerms(account=account, numbers=account_numbers(account), made_with=made_with()))
    return account


def _copy_case(
    pattern: Case,
    owner: User,
    account: SellerAccount,
    *,
    with_rare: bool,
    batch: dict[type[models.Model], list[models.Model]],
) -> None:
    """One more case like `pattern`, of another owner, with another story."""
    days = timedelta(days=_random.randrange(2500), minutes=_random.randrange(1440))
    ids: dict[Any, Any] = {pattern.owner_id: owner.pk, pattern.account_id: account.pk}
    rows = _rows_of(pattern)
    for row in rows:
        ids[row.pk] = next(_ids) if isinstance(row._meta.pk, models.BigAutoField) else uuid.uuid4()
    for row in rows:
        copied = _copied(row, ids)
        if isinstance(copied, Case):
            copied.reference = new_reference()
            copied.narrative = _story(with_rare=with_rare)
            copied.created_at += days
            copied.moved_at += days
            copied.submitted_at = copied.submitted_at + days if copied.submitted_at else None
            copied.notice_date = copied.notice_date + days if copied.notice_date else None
            terms = CaseTerms(case=copied, numbers=case_numbers(copied, owner.pk), made_with=made_with())
            batch[CaseTerms].append(terms)
        batch[type(copied)].append(copied)


_known: dict[uuid.UUID, list[models.Model]] = {}


def _rows_of(pattern: Case) -> list[models.Model]:
    """What belongs to a case, in the order in which it is named by others."""
    if pattern.pk not in _known:
        case = Case.objects.select_related("ledger", "docket").get(pk=pattern.pk)
        rows: list[models.Model] = [case.ledger]
        rows += LossLine.objects.filter(ledger=case.ledger)
        if case.docket:
            rows += [case.docket, *TriggerEntry.objects.filter(docket=case.docket)]
            rows += Deadline.objects.filter(docket=case.docket)
        _known[pattern.pk] = [*rows, case, *CaseEvent.objects.filter(case=case)]
    return _known[pattern.pk]


def _copied(row: models.Model, ids: dict[Any, Any]) -> Any:
    copied = type(row)()
    for field in row._meta.local_concrete_fields:
        is_text = isinstance(field, EncryptedTextField)
        value = getattr(row, field.attname) if is_text else row.__dict__[field.attname]
        is_link = field.primary_key or isinstance(field, models.ForeignKey)
        setattr(copied, field.attname, ids.get(value, value) if is_link else value)
    return copied


ORDER = (User, Seller, SellerAccount, AccountTerms, Ledger, LossLine, Docket, TriggerEntry, Deadline, Case, CaseTerms)


def _write(batch: dict[type[models.Model], list[models.Model]]) -> None:
    for model in (*ORDER, CaseEvent):
        copy_in(model, batch[model])
    batch.clear()


def copy_in(model: type[models.Model], rows: list[models.Model]) -> None:
    """Write rows by COPY, as saving each of them would write it."""
    fields = [field for field in model._meta.local_concrete_fields]
    names = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields])


def _share(people: list[User]) -> None:
    """The reader may read one case each of twenty sellers."""
    _seller, provider, reader = people
    theirs = Case.objects.exclude(owner=provider).order_by("owner", "pk").distinct("owner")[:SHARED]
    grants = [
        CaseGrant(case=case, person=reader, scope=Scope.FULL, granted_at=STARTED, granted_by_id=case.owner_id)
        for case in theirs
    ]
    copy_in(CaseGrant, list(grants))


def _settle() -> None:
    """Sequences past the ids that were given, statistics for the planner, nothing waiting in the index."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(_Plain(), [CaseEvent, LossLine, TriggerEntry]):
            cursor.execute(statement)
        cursor.execute("RESET session_replication_role")
        if not connection.in_atomic_block:
            cursor.execute("VACUUM ANALYZE")


class _Plain:
    """A style that colours nothing."""

    def __getattr__(self, name: str) -> Callable[[str], str]:
        return lambda text: text


# -- words
_WORDS = [
    "".join(_random.choice("bcdfglmnprstv") + _random.choice("aeiou") for _ in range(_random.randint(2, 4)))
    for _ in range(2000)
]
_CHARACTERS = [chr(0x4E00 + _random.randrange(6000)) for _ in range(800)]


def _word() -> str:
    return _WORDS[min(int(_random.expovariate(0.004)), len(_WORDS) - 1)]


def _story(*, with_rare: bool) -> str:
    """Some fifty words and some eighty characters; of two stories one has the common word, of three one the Chinese."""
    words = [_word() for _ in range(50)]
    words += [COMMON] * (_random.random() < 0.5) + [RARE] * with_rare
    characters = "".join(_CHARACTERS[min(int(_random.expovariate(0.01)), 799)] for _ in range(80))
    chinese = f"他们扣了我们的{CHINESE}。" if _random.random() < 0.33 else ""
    return f"{' '.join(words)}. {characters}。{chinese}"
