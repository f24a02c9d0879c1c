"""Components take what they declare and nothing else, and their HTML tells screen readers what they show."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from apps.core.money import Money
from apps.web import components as ui
from apps.web.gallery import ExampleForm, exhibits


def rendered(source: str, **context: Any) -> str:
    return " ".join(Template("{% load ui %}" + source).render(Context(context)).split()).replace(" </", "</")


class NoticeForm(forms.Form):
    notice = forms.CharField(label="Notice", help_text="Paste it.", widget=forms.Textarea)
    seen = forms.ChoiceField(label="Seen by", widget=forms.RadioSelect, choices=[("me", "Only me"), ("all", "All")])
    note = forms.CharField(label="Note", required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)


# -- declarations
def test_component_unknown_is_refused() -> None:
    with pytest.raises(ui.ComponentError, match="There is no component 'knob'"):
        rendered('{% ui "knob" %}')


def test_component_with_unknown_attribute_is_refused() -> None:
    with pytest.raises(ui.ComponentError, match="colour"):
        rendered('{% ui "button" label="Save" colour="red" %}')


def test_component_with_missing_attribute_is_refused() -> None:
    with pytest.raises(ui.ComponentError, match="label"):
        rendered('{% ui "button" kind="primary" %}')


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("button", {"label": 3}),
        ("button", {"label": "Save", "kind": "loud"}),
        ("button", {"label": "Save", "wide": "yes"}),
        ("progress", {"label": "Import", "value": True}),
        ("tabs", {"label": "Views", "items": [("Open", "#")]}),
        ("definitions", {"rows": "pairs"}),
        ("field", {"field": "notice"}),
    ],
)
def test_component_with_wrong_type_is_refused(name: str, attributes: dict[str, Any]) -> None:
    with pytest.raises(ui.ComponentError):
        ui.build(name, attributes)


def test_component_types_are_not_compared_in_production(settings: Any) -> None:
    settings.CHECK_COMPONENTS = False
    assert ui.build("button", {"label": 3}) == ui.Button(label=3)  # type: ignore[arg-type]


def test_every_component_has_template_words_and_example() -> None:
    for exhibit in exhibits():
        assert (Path(settings.BASE_DIR) / "templates" / "components" / f"{exhibit.name}.html").exists()
        assert exhibit.about.startswith("<p>")
        assert exhibit.examples, f"{exhibit.name} has no example in the gallery"


# -- tags
def test_wrap_gives_content_and_slots() -> None:
    html = rendered(
        '{% wrap "card" title="RC" %}<p>{{ text }}</p>{% slot "foot" %}<b>{{ text }}</b>{% endslot %}{% endwrap %}',
        text="<i>",
    )
    assert html == (
        '<article class="card"> <h3 class="card-title">RC</h3> <p>&lt;i&gt;</p> '
        '<div class="card-foot"><b>&lt;i&gt;</b></div></article>'
    )


def test_slot_deeper_than_wrap_is_refused() -> None:
    with pytest.raises(ui.ComponentError, match="directly inside"):
        rendered('{% wrap "card" title="RC" %}{% if 1 %}{% slot "foot" %}x{% endslot %}{% endif %}{% endwrap %}')


def test_slot_that_is_not_declared_is_refused() -> None:
    with pytest.raises(ui.ComponentError, match="head"):
        rendered('{% wrap "card" title="RC" %}{% slot "head" %}x{% endslot %}{% endwrap %}')


def test_component_made_in_python_is_rendered() -> None:
    assert rendered("{% ui it %}", it=ui.Badge(label="Claimed", tone="warning")) == (
        '<span class="tag tone-warning">Claimed</span>'
    )


def test_component_made_in_python_takes_no_more_attributes() -> None:
    with pytest.raises(ui.ComponentError):
        rendered('{% ui it label="x" %}', it=ui.Badge(label="Claimed"))


def test_component_escapes_what_it_is_given() -> None:
    html = rendered('{% ui "badge" label=name %}', name="<script>alert(1)</script>")
    assert html == '<span class="tag tone-neutral">&lt;script&gt;alert(1)&lt;/script&gt;</span>'


# -- fields
def test_field_names_its_help_and_error() -> None:
    html = rendered('{% ui "field" field=form.notice %}', form=NoticeForm({}))
    assert '<label class="field-label" for="id_notice">Notice</label>' in html
    assert 'aria-describedby="id_notice_helptext id_notice_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_notice_helptext">Paste it.</div>' in html
    assert '<div class="field-error" id="id_notice_error">' in html


def test_field_without_error_names_only_its_help() -> None:
    html = rendered('{% ui "field" field=form.notice %}', form=NoticeForm())
    assert 'aria-describedby="id_notice_helptext"' in html
    assert "error" not in html


def test_field_keeps_what_was_typed() -> None:
    html = rendered('{% ui "field" field=form.notice %}', form=NoticeForm({"notice": "Dear <seller>"}))
    assert "Dear &lt;seller&gt;" in html


def test_field_of_choices_is_a_group_with_legend() -> None:
    html = rendered(
        '{% ui "field" field=form.seen descriptions=why %}', form=NoticeForm({}), why={"me": "Nobody else."}
    )
    assert html.startswith('<fieldset class="field field-invalid" id="id_seen" aria-describedby="id_seen_error">')
    assert '<legend class="field-label">Seen by</legend>' in html
    assert html.count('<label class="choice"') == 2
    assert '<span class="choice-help">Nobody else.</span>' in html


def test_field_says_optional_in_words() -> None:
    assert "(optional)" in rendered('{% ui "field" field=form.note %}', form=NoticeForm())
    assert "(optional)" not in rendered('{% ui "field" field=form.notice %}', form=NoticeForm())


def test_field_that_is_hidden_is_only_its_input() -> None:
    assert rendered('{% ui "field" field=form.key %}', form=NoticeForm()) == (
        '<input type="hidden" name="key" id="id_key">'
    )


def test_form_never_looks_default() -> None:
    html = rendered("{{ form }}", form=NoticeForm({}))
    assert '<a href="#id_notice">Notice</a>' in html
    assert '<a href="#id_seen">Seen by</a>' in html
    assert 'class="choice"' in html
    assert '<input type="hidden" name="key" id="id_key">' in html
    assert "errorlist" not in html


def test_error_summary_without_errors_is_nothing() -> None:
    assert rendered('{% ui "error_summary" form=form %}', form=NoticeForm()) == ""


def test_every_kind_of_field_can_be_rendered() -> None:
    html = rendered("{{ form }}", form=ExampleForm())
    for kind in ("text", "date", "time", "radio", "checkbox", "file"):
        assert f'type="{kind}"' in html


# -- facts
def test_when_shows_the_reader_s_zone_and_the_other() -> None:
    moment = datetime(2022, 12, 13, 8, 0, tzinfo=UTC)
    with timezone.override("Asia/Shanghai"):
        html = rendered('{% ui "when" at=at zone="America/Los_Angeles" %}', at=moment)
    assert '<time class="when" datetime="2022-12-13T08:00:00+00:00">' in html
    assert "13 Dec 2022, 16:00 (Beijing time)" in html
    assert "13 Dec 2022, 00:00 (Los Angeles time)" in html


def test_when_says_the_same_moment_once() -> None:
    moment = datetime(2022, 12, 13, 8, 0, tzinfo=UTC)
    with timezone.override("Asia/Shanghai"):
        html = rendered('{% ui "when" at=at zone="Asia/Singapore" %}', at=moment)
    assert html.count("2022,") == 1


def test_when_in_chinese() -> None:
    with translation.override("zh-hans"), timezone.override("Asia/Tokyo"):
        html = rendered('{% ui "when" at=at %}', at=datetime(2022, 12, 13, 8, 0, tzinfo=UTC))
    assert "2022年12月13日 17:00" in html


def test_when_takes_a_date_as_it_stands() -> None:
    with timezone.override("America/Los_Angeles"):
        assert "14 February 2018" in rendered('{% ui "when" at=at %}', at=date(2018, 2, 14))


def test_when_counts_down() -> None:
    now = datetime(2022, 12, 10, 8, 0, tzinfo=UTC)
    html = rendered('{% ui "when" at=at shown="countdown" now=now %}', at=now + timedelta(days=3), now=now)
    assert "<strong data-distance>in 3 days</strong>" in html


def test_money_of_two_currencies_is_never_one_sum() -> None:
    html = rendered('{% ui "money_amount" money=money %}', money=[Money(Decimal(5), "USD"), Money(Decimal(7), "CNY")])
    assert html == (
        '<span class="money" data-currency="USD">US$5</span> + <span class="money" data-currency="CNY">CN¥7</span>'
    )


# -- ways around
def test_pagination_keeps_the_filters() -> None:
    request = RequestFactory().get("/incidents/?q=2018&page=2")
    context = RequestContext(request, {"page": Paginator(range(50), 10).page(2)})
    html = Template('{% load ui %}{% ui "pagination" page=page %}').render(context)
    assert 'href="?q=2018&amp;page=3"' in html
    assert '<span aria-current="page">2</span>' in html


def test_pagination_of_one_page_is_nothing() -> None:
    assert rendered('{% ui "pagination" page=page %}', page=Paginator(range(5), 10).page(1)) == ""


def test_button_with_address_is_a_link() -> None:
    assert rendered('{% ui "button" label="Help" href=href kind="quiet" %}', href="/help/?a=1&b=2") == (
        '<a href="/help/?a=1&amp;b=2" class="btn btn-quiet"><span>Help</span></a>'
    )


def test_state_unknown_is_neutral() -> None:
    assert ui.State(state="new-one", label="New").tone == "neutral"
