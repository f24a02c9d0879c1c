"""Views that people of an association keep of its cases: tabs, one of them the default, theirs alone."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from apps.associations.actions import change_role, leave
from apps.associations.enums import Role
from apps.associations.models import Association, Membership
from apps.associations.selectors.work import views_place
from apps.cases.actions.views import choose_default_view
from apps.cases.models import SavedView
from apps.core import clock
from tests.associations.people import member, signed_in
from tests.factories.associations import AssociationFactory
from tests.factories.search import SavedViewFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def association(db: None) -> Association:
    return AssociationFactory.create()


@pytest.fixture
def worker(association: Association) -> Membership:
    return member(association, Role.CASE_WORKER)


@pytest.fixture
def page(worker: Membership) -> Client:
    return signed_in(worker.person)


def url(association: Association, more: str = "") -> str:
    return f"/associations/{association.slug}/cases/{more}"


def view_of(membership: Membership, **known: str) -> SavedView:
    place = views_place(membership.association)
    return SavedViewFactory.create(person=membership.person, place=place, **known)


def test_a_view_is_kept_renamed_and_removed(page: Client, association: Association, worker: Membership) -> None:
    page.post(url(association, "views/"), {"name": "Mine", "query": "state=verified&page=3&nonsense=1"})
    view = SavedView.objects.get()
    assert (view.person, view.place) == (worker.person, views_place(association))
    assert (view.name, view.query) == ("Mine", "state=verified")
    shown = page.get(f"{url(association)}?state=verified&view={view.pk}")
    assert [(tab.label, tab.current) for tab in shown.context["tabs"]] == [("All", False), ("Mine", True)]
    assert "shows something else now" in page.get(f"{url(association)}?worker=nobody&view={view.pk}").text
    page.post(url(association, f"views/{view.pk}/"), {"name": "Nobody's", "query": "worker=nobody"})
    view.refresh_from_db()
    assert (view.name, view.query) == ("Nobody's", "worker=nobody")
    page.post(url(association, f"views/{view.pk}/remove/"))
    assert not SavedView.objects.exists()


def test_the_list_opens_with_the_default_until_it_is_none(
    page: Client, association: Association, worker: Membership
) -> None:
    first, second = view_of(worker, query="state=verified"), view_of(worker, query="worker=nobody")
    for view in (first, second):
        page.post(url(association, f"views/{view.pk}/default/"), {"default": "yes"})
    answer = page.get(url(association))
    assert (answer.status_code, answer["Location"]) == (302, f"{url(association)}?worker=nobody&view={second.pk}")
    everything = page.get(f"{url(association)}?view=all")
    assert (everything.status_code, everything.context["tabs"][0].current) == (200, True)
    page.post(url(association, f"views/{second.pk}/default/"), {"default": "no"})
    assert page.get(url(association)).status_code == 200


def test_a_view_without_a_name_is_refused_in_words(page: Client, association: Association) -> None:
    answer = page.post(url(association, "views/"), {"name": " ", "query": "state=verified"}, follow=True)
    assert "Give the view a name." in answer.text
    assert not SavedView.objects.exists()


def test_a_view_of_another_person_list_or_body_is_not_found(
    page: Client, association: Association, worker: Membership
) -> None:
    elsewhere = member(AssociationFactory.create(), Role.CASE_WORKER)
    foreign = [
        view_of(member(association, Role.CASE_WORKER)),
        SavedViewFactory.create(person=worker.person),
        SavedViewFactory.create(person=worker.person, place=views_place(elsewhere.association)),
    ]
    for view in foreign:
        assert page.get(f"{url(association)}?view={view.pk}").context["tabs"] == []
        for deed in ("", "remove/", "default/"):
            assert page.post(url(association, f"views/{view.pk}/{deed}"), {"name": "x"}).status_code == 404
    assert SavedView.objects.count() == 3
    assert [tab.label for tab in page.get("/cases/").context["tabs"]] == ["All", "Blocked in spring"], "own cases' view"


def test_whoever_leaves_keeps_no_view_and_another_role_keeps_them(association: Association, worker: Membership) -> None:
    own = SavedViewFactory.create(person=worker.person)
    view_of(worker)
    owner = association.memberships.get(role=Role.OWNER)
    changed = change_role(membership=worker, role=Role.COUNSEL, by=owner.person, now=clock.now())
    assert SavedView.objects.count() == 2
    leave(membership=changed, by=worker.person, now=clock.now())
    assert SavedView.objects.get() == own


def test_a_list_has_one_default_whoever_asks(worker: Membership) -> None:
    first, second = view_of(worker), view_of(worker)
    choose_default_view(view=first, is_default=True, by=worker.person, now=clock.now())
    choose_default_view(view=second, is_default=True, by=worker.person, now=clock.now())
    assert list(SavedView.objects.filter(is_default=True)) == [second]
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.update(is_default=True)
