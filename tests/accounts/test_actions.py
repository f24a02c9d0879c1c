import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import CommandError, call_command
from django.db import connection

from apps.accounts import actions, selectors
from apps.accounts.devices import device_named
from apps.accounts.models import User
from tests.core.test_encryption import NEW, rotate
from tests.factories.accounts import ModeratorFactory, UserFactory

NOW = datetime(2018, 2, 14, 8, tzinfo=UTC)


# -- joining
def test_joining_twice_is_one_person(db: None) -> None:
    first = actions.join(email="Lin@Sellers.example", language="zh-hans", now=NOW)
    again = actions.join(email="lin@sellers.example", language="en", now=NOW)
    assert (first.pk, first.email, again.language) == (again.pk, "lin@sellers.example", "zh-hans")
    assert first.date_joined == NOW
    assert not first.has_usable_password()


@pytest.mark.django_db(transaction=True)
def test_joining_from_two_browsers_at_once_is_one_person() -> None:
    def join(_: int) -> str:
        try:
            return str(actions.join(email="lin@sellers.example", language="en", now=NOW).pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(join, range(8)))) == 1
    assert User.objects.count() == 1


def test_joining_does_not_open_a_closed_account(db: None) -> None:
    UserFactory.create(email="lin@sellers.example", is_active=False)
    assert actions.join(email="lin@sellers.example", language="en", now=NOW).is_active is False


def test_preferences_are_kept(seller: User) -> None:
    actions.set_preferences(person=seller, language="zh-hans", time_zone="Asia/Shanghai", by=seller, now=NOW)
    fresh = User.objects.get()
    assert (fresh.language, fresh.time_zone, fresh.has_preferences) == ("zh-hans", "Asia/Shanghai", True)
    assert (seller.language, seller.time_zone) == ("zh-hans", "Asia/Shanghai")


# -- moderators
def moderator_command(*args: str) -> str:
    out = StringIO()
    call_command("make_moderator", *args, stdout=out)
    return out.getvalue()


def test_somebody_new_is_made_a_moderator(db: None) -> None:
    said = json.loads(moderator_command("Lin@recourse.example", "--json"))
    assert said == {
        "email": "lin@recourse.example",
        "created": True,
        "was_moderator": False,
        "needs_second_factor": True,
        "dry_run": False,
    }
    assert User.objects.get().is_moderator


def test_a_seller_is_promoted_and_stays_the_same_person(seller: User) -> None:
    assert "is a moderator." in moderator_command(seller.email)
    assert User.objects.get().pk == seller.pk
    assert User.objects.get().is_staff


def test_a_dry_run_changes_nothing(seller: User) -> None:
    moderator_command(seller.email, "--dry-run")
    moderator_command("new@recourse.example", "--dry-run")
    assert list(User.objects.values_list("is_staff", flat=True)) == [False]


def test_what_is_no_address_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="not an e-mail address"):
        moderator_command("lin")


def test_a_second_factor_is_needed_until_there_is_one(moderator: User, seller: User) -> None:
    assert (selectors.needs_second_factor(moderator), selectors.needs_second_factor(seller)) == (True, False)
    demo = ModeratorFactory.create(is_demonstration=True)
    actions.give_demonstration_second_factor(user=demo, now=NOW)
    assert selectors.needs_second_factor(demo) is False


# -- the second factor of people of the demonstration
def test_its_secret_is_ciphertext_and_its_code_is_six_digits(db: None) -> None:
    demo = ModeratorFactory.create(is_demonstration=True)
    actions.give_demonstration_second_factor(user=demo, now=NOW)
    actions.give_demonstration_second_factor(user=demo, now=NOW)
    key = Authenticator.objects.get()
    code = selectors.demonstration_codes(now=NOW)[0]
    assert (code.email, len(code.code), code.code.isdigit(), code.seconds) == (demo.email, 6, True, 30)
    assert key.wrap().validate_code is not None
    assert not key.data["secret"].isalnum() or len(key.data["secret"]) > 32


def test_real_people_never_get_one_that_others_read(moderator: User) -> None:
    with pytest.raises(actions.NotForRealPeople):
        actions.give_demonstration_second_factor(user=moderator, now=NOW)
    assert selectors.demonstration_codes(now=NOW) == []


# -- sessions
@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile Safari/537 MicroMessenger/8.0", "WeChat, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Linux"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_by_its_kind(user_agent: str, name: str) -> None:
    assert device_named(user_agent) == name


def test_a_rotation_of_keys_seals_second_factors_again(db: None, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_ROOT = tmp_path
    today = list(settings.ENCRYPTION_KEYS)
    demo = ModeratorFactory.create(is_demonstration=True)
    actions.give_demonstration_second_factor(user=demo, now=NOW)
    RecoveryCodes.activate(demo)
    before = selectors.demonstration_codes(now=NOW)
    settings.ENCRYPTION_KEYS = [NEW, *today]
    assert rotate("--dry-run")["second factors"] == {"to_do": 2}
    assert rotate()["second factors"] == {"written": 2, "not_opened": 0}
    assert rotate()["second factors"] == {"written": 0, "not_opened": 0}
    settings.ENCRYPTION_KEYS = [NEW]
    assert selectors.demonstration_codes(now=NOW) == before
    assert len(before) == 1
