"""A catalogue is complete or says why not."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import polib
import pytest
from django.core.management import call_command
from django.test import override_settings

from apps.core import translations

PY = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("One"); _("Two %(name)s"); _("Three {count}"); _("A %s and b"); pgettext("month", "May")
ngettext("%(n)s case", "%(n)s cases", 2)
"""
HTML = """
    {% load i18n %}<p title="{% translate "Four" %}">
  {% blocktranslate trimmed with name=x %}
      Five of {{ name }},
    100% sure
  {% endblocktranslate %}</p> plain {% translate "One" %}
{% blocktranslate count n=n %}one{% plural %}{{ n }} many{% endblocktranslate %}
"""
WANTED = [
    (None, "Four"),
    (None, "Five of %(name)s, 100%% sure"),
    (None, "One"),
    (None, "one"),
    (None, "Two %(name)s"),
    (None, "Three {count}"),
    (None, "A %s and b"),
    ("month", "May"),
    (None, "%(n)s case"),
]


@pytest.fixture(autouse=True)
def source(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "templates").mkdir()
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps" / "a.py").write_text(PY)
    (tmp_path / "templates" / "a.html").write_text(HTML)
    with override_settings(BASE_DIR=tmp_path, LOCALE_PATHS=[tmp_path / "locale"]):
        yield tmp_path


def po() -> Path:
    return translations.catalogues()["zh_Hans"]


def run(*words: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("translations", *words, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def translate_all() -> polib.POFile:
    """A catalogue in which every message says the same, which is complete."""
    run("update")
    catalogue = polib.pofile(str(po()))
    for entry in catalogue:
        entry.msgstr = "" if entry.msgid_plural else entry.msgid
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid_plural}
    catalogue.save()
    return catalogue


def test_every_message_of_code_and_pages_is_found() -> None:
    assert list(translations.gather()) == WANTED


def test_no_catalogue_is_no_fault_yet() -> None:
    assert run("check") == (0, "zh_Hans: no catalogue yet; `manage.py translations update` makes it\n")


def test_a_new_catalogue_has_all_and_lacks_all() -> None:
    assert run("update") == (0, "zh_Hans: 9 added, 0 removed\n")
    code, told = run("check")
    assert (code, told.count("not translated")) == (1, 9)


def test_a_complete_catalogue_passes() -> None:
    translate_all()
    assert run("check") == (0, "")


def test_a_dry_run_writes_nothing() -> None:
    assert run("update", "--dry-run")[1] == "zh_Hans: 9 added, 0 removed\n"
    assert not po().exists()


def test_an_update_keeps_what_is_translated_and_drops_what_is_gone(source: Path) -> None:
    translate_all()
    (source / "apps" / "a.py").write_text('_("One"); _("Six")')
    code, told = run("update", "--json")
    assert (code, json.loads(told)["zh_Hans"]["added"]) == (0, ["Six"])
    assert {entry.msgid: entry.msgstr for entry in polib.pofile(str(po()))} == {
        "Four": "Four",
        "Five of %(name)s, 100%% sure": "Five of %(name)s, 100%% sure",
        "One": "One",
        "one": "",
        "Six": "",
    }


@pytest.mark.parametrize(
    ("msgid", "msgstr", "problem"),
    [
        ("One", "", "not translated: 'One'"),
        ("One", " ", "not translated: 'One'"),
        ("One", "一\n", "space at the ends differs: 'One'"),
        ("Two %(name)s", "二", "placeholders differ: 'Two %(name)s'"),
        ("Two %(name)s", "二 %(nmae)s", "placeholders differ: 'Two %(name)s'"),
        ("Three {count}", "三 {number}", "placeholders differ: 'Three {count}'"),
        ("A %s and b", "A", "placeholders differ: 'A %s and b'"),
        ("One", "一 %s", "placeholders differ: 'One'"),
    ],
)
def test_what_is_wrong_with_a_message_is_said(msgid: str, msgstr: str, problem: str) -> None:
    catalogue = translate_all()
    catalogue.find(msgid).msgstr = msgstr
    catalogue.save()
    assert run("check") == (1, f"zh_Hans: {problem}\n")


def test_what_is_new_old_or_not_confirmed_is_said(source: Path) -> None:
    catalogue = translate_all()
    catalogue.find("One").flags.append("fuzzy")
    catalogue.save()
    (source / "apps" / "a.py").write_text(PY.replace('_("Three {count}")', '_("New")'))
    assert run("check")[1].splitlines() == [
        "zh_Hans: missing: 'New'",
        "zh_Hans: not confirmed (fuzzy): 'One'",
        "zh_Hans: not used any more: 'Three {count}'",
    ]


def test_compiling_writes_what_django_reads_and_only_when_it_is_older() -> None:
    translate_all()
    assert [path.name for path in translations.compile_stale()] == ["django.mo"]
    assert polib.mofile(str(po().with_suffix(".mo"))).find("One").msgstr == "One"
    assert translations.compile_stale() == []
