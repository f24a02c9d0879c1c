"""`make bench-sellers`: looking for sellers that may be one among 100,000: one who files, and all of a night."""

import os
import random
import time
import uuid

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.cases.actions import suggestions
from apps.cases.models import Seller, SellerAccount, SellerKeys, SellerPair
from apps.core import clock
from apps.core.fingerprints import fingerprint

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
COUNT = int(os.environ.get("COUNT", "100000"))
PLACES = ("深圳市", "广州市", "义乌市", "杭州", "宁波市", "东莞市", "厦门", "泉州市")
TRADES = ("科技有限公司", "电子商务有限公司", "贸易有限公司", "实业有限公司", "进出口有限公司")
CHARACTERS = "创想恒达宏图远航星海华盛瑞丰金源百川飞跃卓越天成博雅领先泰和新锐优品联众诚信宝利康美佳顺德隆祥"
SYLLABLES = ("ka", "lo", "mi", "ra", "te", "no", "su", "vi", "ber", "lan", "tor", "mon", "del", "fin", "gar", "hol")


def name(chance: random.Random) -> str:
    if chance.random() < 0.7:
        core = "".join(chance.choices(CHARACTERS, k=chance.choice((2, 3, 3, 4, 4))))
        return chance.choice(PLACES) + core + chance.choice(TRADES)
    words = ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 4)))).title() for _ in range(2)]
    return " ".join(words) + chance.choice((" Ltd", " GmbH", " Trading Co., Ltd.", " Inc."))


def fill() -> None:
    chance, now = random.Random(1), clock.now()
    people = [User(email=f"p{n}@sellers.example") for n in range(COUNT)]
    User.objects.bulk_create(people, batch_size=5000)
    sellers = [
        Seller(
            id=uuid.uuid4(),
            owner=person,
            company_name=name(chance),
            created_at=now,
            email_fingerprint=fingerprint("email", "", person.email),
        )
        for person in people
    ]
    Seller.objects.bulk_create(sellers, batch_size=5000)
    accounts = []
    for number, seller in enumerate(sellers):
        token = f"A{number if number % 50 else number - 50:012}"  # one in fifty files again under another address
        accounts.append(
            SellerAccount(
                id=uuid.uuid4(),
                seller=seller,
                platform="amazon",
                store_name=f"Store {number}",
                created_at=now,
                token_fingerprint=fingerprint("merchant_token", "amazon", token),
            )
        )
    SellerAccount.objects.bulk_create(accounts, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a server does by itself; rows of a transaction are not seen by it


def test_sellers_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    fill()
    lines = []
    for what in ("first night (keys of all made)", "every other night"):
        begun, busy = time.perf_counter(), time.process_time()
        new = suggestions.sweep_sellers(now=clock.now())
        taken = f"{time.perf_counter() - begun:.1f} s ({time.process_time() - busy:.1f} s of them Python)"
        lines.append(f"{what}: {taken}, {new:,} new pairs")
    times = []
    for seller in Seller.objects.order_by("pk")[:200]:
        begun = time.perf_counter()
        suggestions.suggest_pairs(seller_id=seller.pk, now=clock.now())
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    lines.append(f"one who files: median {times[100]:.1f} ms, 95% below {times[190]:.1f} ms")
    with capsys.disabled():
        print(f"\n{COUNT:,} sellers, {SellerPair.objects.count():,} pairs, load {os.getloadavg()[0]:.1f}")
        print("\n".join(lines))
    assert SellerKeys.objects.count() == COUNT
