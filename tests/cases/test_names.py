"""Company names: taken apart, compared, and found again. The Chinese names are this project's own."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.rules.likeness import Fact, Looks, compare
from apps.cases.rules.names import ALIKE, keys_of_name, likeness_of_names, may_be_alike, parts_of
from apps.cases.rules.pairing import pairs_sharing

# name, core, city, trade
CHINESE = [
    ("深圳市创想科技有限公司", "创想", "深圳", "科技"),
    ("创想(深圳)科技有限公司", "创想", "深圳", "科技"),
    ("创想（深圳）科技有限公司", "创想", "深圳", "科技"),
    ("广东省深圳市创想电子商务有限公司", "创想", "深圳", "电子商务"),
    ("義烏市恆達進出口貿易有限公司", "恒达", "义乌", "进出口贸易"),
    ("义乌恒达贸易有限公司", "恒达", "义乌", "贸易"),
    ("深圳市龙岗区宏图五金制品厂", "宏图", "深圳", "五金制品"),
    ("福建省晋江市鸿星鞋业有限公司", "鸿星", "晋江", "鞋业"),
    ("香港創想國際貿易有限公司", "创想", "香港", "国际贸易"),
    ("广西壮族自治区南宁市八桂商贸有限责任公司", "八桂", "南宁", "商贸"),
    ("杭州泛海供应链管理有限公司", "泛海", "杭州", "供应链管理"),
    ("东莞市灯塔照明科技股份有限公司", "灯塔", "东莞", "照明科技"),
    ("厦门 海 灯 户外用品 有限公司", "海灯", "厦门", "户外用品"),
    ("创想科技", "创想", "", "科技"),
    ("深圳市科技有限公司", "科技", "深圳", ""),
    ("上海有限公司", "上海", "", ""),
]
LATIN = [
    ("Shenzhen Chuangxiang Technology Co., Ltd.", "chuangxiang", "shenzhen", "technology"),
    ("SHENZHEN CHUANG XIANG TECH CO LTD", "chuang xiang", "shenzhen", "tech"),
    ("Ｈａｒｂｏｕｒ　Ｌａｍｐ, S.A.R.L.", "harbour lamp", "", ""),
    ("Hafenlampe Löwe GmbH & Co. KG", "hafenlampe lowe", "", ""),
    ("Co., Ltd.", "co", "", ""),
    ("", "", "", ""),
]
ALIKE_NAMES = [
    ("深圳市创想科技有限公司", "創想（深圳）科技有限公司"),
    ("深圳市创想科技有限公司", "深圳创想电子商务有限公司"),
    ("深圳市宏远达科技有限公司", "深圳市宏远大科技有限公司"),
    ("Harbour Lamp GmbH", "Harbor Lamp Inc."),
    ("Lamp Harbour Ltd", "Harbour Lamp Limited"),
    ("Shenzhen Chuangxiang Technology Co., Ltd.", "SHENZHEN CHUANG XIANG TECH CO LTD"),
]
STRANGERS = [
    ("深圳市创想科技有限公司", "深圳市恒达科技有限公司"),  # 9 of 11 characters agree
    ("深圳市创想科技有限公司", "广州市创想贸易有限公司"),
    ("深圳市创想科技有限公司", "深圳市创享科技有限公司"),
    ("Shenzhen Harbour Technology Co., Ltd.", "Shenzhen Mountain Technology Co., Ltd."),
    ("Harbour Lamp", "Harbour Light"),
    ("创想", "Chuangxiang"),
    ("", "深圳市创想科技有限公司"),
]


@pytest.mark.parametrize(("name", "core", "place", "trade"), CHINESE + LATIN)
def test_a_name_is_taken_apart(name: str, core: str, place: str, trade: str) -> None:
    parts = parts_of(name)
    assert (parts.core, parts.place, parts.trade) == (core, place, trade)


@pytest.mark.parametrize(("one", "other"), ALIKE_NAMES)
def test_names_that_may_be_one_are_worth_a_look_and_find_one_another(one: str, other: str) -> None:
    here, there = parts_of(one), parts_of(other)
    assert ALIKE <= likeness_of_names(here, there) == likeness_of_names(there, here) <= 1
    assert keys_of_name(here) & keys_of_name(there)


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_names_of_strangers_are_not(one: str, other: str) -> None:
    assert likeness_of_names(parts_of(one), parts_of(other)) < ALIKE


def test_what_agrees_and_differs_is_said() -> None:
    one = Looks(company="深圳市创想科技有限公司", credit_code="1:a", platforms=frozenset({"amazon"}))
    other = Looks(company="创想贸易有限公司", credit_code="1:b", platforms=frozenset({"amazon", "ebay"}))
    found = compare(one, other)
    assert found.agrees == [Fact.COMPANY, Fact.PLATFORM]
    assert found.differs == [Fact.TRADE, Fact.CREDIT_CODE]


def test_two_credit_codes_are_two_companies() -> None:
    name = "深圳市创想科技有限公司"
    assert compare(Looks(company=name), Looks(company=name)).is_worth_a_look
    assert not compare(Looks(company=name, credit_code="1:a"), Looks(company=name, credit_code="1:b")).is_worth_a_look


def test_one_store_name_on_one_platform_is_worth_a_look() -> None:
    store = frozenset({"amazon\x1fharbourlamp"})
    assert compare(Looks(stores=store), Looks(stores=store)).is_worth_a_look
    assert not compare(Looks(stores=store), Looks(stores=frozenset({"ebay\x1fharbourlamp"}))).is_worth_a_look


def test_an_exact_key_is_certain() -> None:
    token = frozenset({"1:token"})
    assert compare(Looks(tokens=token), Looks(company="Lamp", tokens=token)).score == 1.0


# -- a night looks at very many
PIECES = st.tuples(
    st.sampled_from(["", "深圳市", "广州"]),
    st.text("abc 创想达", max_size=12),
    st.sampled_from(["", "科技有限公司", "贸易有限公司", " Trading Ltd"]),
)


@given(PIECES, PIECES)
def test_a_first_look_misses_nobody(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    here, there = parts_of("".join(one)), parts_of("".join(other))
    assert may_be_alike(here, there) or likeness_of_names(here, there) < ALIKE


@given(st.lists(st.sets(st.integers(-3, 6)).map(sorted), max_size=12), st.integers(2, 12))
def test_who_shares_a_number_that_few_have_is_a_pair_once(rows: list[list[int]], at_most: int) -> None:
    held = Counter(number for row in rows for number in row)
    shared = [
        [one, other]
        for one, other in combinations(range(len(rows)), 2)
        if any(held[number] <= at_most for number in set(rows[one]) & set(rows[other]))
    ]
    assert pairs_sharing(rows, at_most).tolist() == shared
