"""How pages name a report and the way it is written."""

import pytest
from django.utils import translation

from apps.losses.reports.formats import FORMATS
from apps.web.report_words import TITLES, title_of_report, writing_of


def test_every_format_has_a_title_for_readers() -> None:
    assert {kind.title for kind in FORMATS} == set(TITLES)


@pytest.mark.parametrize("title", list(TITLES))
def test_a_chinese_title_begins_in_chinese(title: str) -> None:
    with translation.override("zh-hans"):
        said = title_of_report(title)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said)


def test_a_version_is_said_once() -> None:
    assert title_of_report("Amazon Settlement Report (Flat File V2)", "V2").count("V2") == 1
    assert title_of_report("eBay Transaction Report", "2018") == "eBay Transaction Report 2018"


def test_the_way_it_is_written_is_in_the_readers_language() -> None:
    assert writing_of("utf-8", "tab") == "UTF-8, tab"
    with translation.override("zh-hans"):
        assert writing_of("utf-8", "tab") == "UTF-8, 制表符"
