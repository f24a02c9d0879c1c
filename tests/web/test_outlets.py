"""Where else reminders go, as a page."""

from collections.abc import Callable

from django.test import Client

from apps.accounts.models import User
from apps.notifications.models import Message, Outlet

ClientOf = Callable[[User], Client]
SAID = {"kind": "webhook", "address": "https://hooks.sellers.example/in"}


def test_one_is_added_tried_and_removed(seller: User, client_of: ClientOf) -> None:
    client = client_of(seller)
    assert client.get("/me/outlets/").status_code == 200
    page = client.post("/me/outlets/", SAID).content.decode()
    outlet = Outlet.objects.get()
    assert (outlet.secret in page, "not proved yet" in page) == (True, True)
    again = client.get("/me/outlets/").content.decode()
    assert (outlet.secret in again, "hooks.sellers.example" in again) == (False, False)
    assert client.post(f"/me/outlets/{outlet.pk}/try/").status_code == 302
    assert Message.objects.filter(kind="outlet_test").exists()
    assert client.post(f"/me/outlets/{outlet.pk}/close/").status_code == 302
    assert "In use" not in client.get("/me/outlets/").content.decode()


def test_what_is_no_address_says_so(seller: User, client_of: ClientOf) -> None:
    client = client_of(seller)
    for said in ({}, {**SAID, "address": "http://10.0.0.1/"}, {**SAID, "kind": "wecom"}, {**SAID, "kind": "email"}):
        assert client.post("/me/outlets/", {"x": "1", **said}).status_code == 422
    assert not Outlet.objects.exists()


def test_a_strangers_outlet_does_not_exist(seller: User, stranger: User, client_of: ClientOf) -> None:
    client_of(seller).post("/me/outlets/", SAID)
    outlet = Outlet.objects.get()
    for way in ("try", "close"):
        assert client_of(stranger).post(f"/me/outlets/{outlet.pk}/{way}/").status_code == 404
    outlet.refresh_from_db()
    assert outlet.closed_at is None
