"""The second factor at rest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from casework.actors import acting_as
from casework.config.settings import base, demo
from casework.crypto import CannotOpen
from casework.enums import Role
from casework.models import AuditEvent, User
from tests.conftest import PASSWORD, MakeUser


def test_the_secret_lies_sealed_and_still_makes_codes(make_user: MakeUser) -> None:
    secret = generate_totp_secret()
    user = make_user(None)
    TOTP.activate(user, secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator WHERE user_id = %s", [user.pk])
        assert secret not in cursor.fetchone()[0]
    kept = TOTP(Authenticator.objects.get(user=user))
    code = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))
    assert kept.validate_code(code) is True


def test_without_the_key_no_code_is_accepted(make_user: MakeUser, settings: object) -> None:
    user = make_user(None)
    TOTP.activate(user, generate_totp_secret())
    settings.FIELD_KEYS = ["other:" + "A" * 43 + "="]  # type: ignore[attr-defined]
    with pytest.raises(CannotOpen):
        TOTP(Authenticator.objects.get(user=user)).validate_code("000000")


LOGIN = "/konto/login/"
FACTORS = "/konto/2fa/"


def code_of(secret: str, steps: int = 0) -> str:
    """The code of now, or of so many half minutes later: each is accepted once."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


@pytest.fixture(autouse=True)
def steps_between_codes() -> Iterator[None]:
    """The next code is good already: no test waits half a minute for it, or falls on the border."""
    with override_settings(MFA_TOTP_TOLERANCE=1):
        yield


@pytest.fixture
def required() -> Iterator[None]:
    with override_settings(SECOND_FACTOR_ROLES=["administrator"]):
        yield


@pytest.fixture
def secret(db: None) -> str:
    return str(generate_totp_secret())


def events_of(user: User) -> list[str]:
    with acting_as(user):
        found = AuditEvent.objects.filter(actor_id=user.pk).order_by("at")
        return list(found.values_list("event", flat=True))


def anonymous_events(make_user: MakeUser) -> list[tuple[str, object, object]]:
    with acting_as(make_user(Role.LOG_REVIEWER)):
        found = AuditEvent.objects.filter(actor_name="anonymous").order_by("at")
        return list(found.values_list("event", "object_id", "details"))


def sign_in_with_code(user: User, secret: str) -> Client:
    client = Client()
    response = client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert response.headers["Location"] == "/konto/2fa/authenticate/"
    assert client.post(response.headers["Location"], {"code": code_of(secret)}).status_code == 302
    return client


class TestAdministrators:
    def test_reach_nothing_before_it_is_set_up(self, required: None, make_user: MakeUser) -> None:
        user, client = make_user(Role.ADMINISTRATOR), Client()
        client.post(LOGIN, {"login": user.email, "password": PASSWORD})
        for address in ("/", "/organisation/", "/organisation/konton/", "/kommuner/"):
            assert client.get(address).headers["Location"] == FACTORS
        assert client.post("/organisation/konton/nytt/", {}).status_code == 302
        page = f"{FACTORS}totp/activate/"
        asked = client.get(page)
        assert asked.headers["Location"].startswith("/konto/reauthenticate/")
        client.post(asked.headers["Location"], {"password": PASSWORD})
        assert client.get(page).status_code == 200
        secret = client.session["mfa.totp.secret"]
        assert client.post(page, {"code": code_of(secret)}).status_code == 302
        assert client.get("/organisation/").status_code == 200
        assert events_of(user) == [
            "account.signed_in",
            "account.factor_added",
            "account.recovery_codes_made",
        ]

    def test_cannot_take_it_away(self, required: None, make_user: MakeUser, secret: str) -> None:
        user = make_user(Role.ADMINISTRATOR)
        TOTP.activate(user, secret)
        client = sign_in_with_code(user, secret)
        client.post(f"{FACTORS}reauthenticate/", {"code": code_of(secret, 1)})
        response = client.post(f"{FACTORS}totp/deactivate/")
        assert response.status_code == 200
        assert "Din roll kräver ett andra steg" in response.content.decode()
        assert Authenticator.objects.filter(user=user).exists()

    def test_others_need_none(self, required: None, make_user: MakeUser) -> None:
        client = Client()
        user = make_user(Role.COORDINATOR, "pom")
        client.post(LOGIN, {"login": user.email, "password": PASSWORD})
        assert client.get("/kommuner/").status_code == 200

    def test_a_lost_device_is_the_shells_affair(self, make_user: MakeUser, secret: str) -> None:
        user = make_user(Role.ADMINISTRATOR)
        TOTP.activate(user, secret)
        client = sign_in_with_code(user, secret)
        assert client.get("/roller/").status_code == 200
        call_command("remove_second_factor", user.email, stdout=StringIO())
        assert client.get("/roller/").status_code == 302
        assert not Authenticator.objects.filter(user=user).exists()
        with acting_as(make_user(Role.LOG_REVIEWER)):
            event = AuditEvent.objects.get(event="account.factor_removed")
        assert (event.actor_name, event.object_id) == ("setup", user.pk)
        for address in (user.email, "ingen@example.org"):
            with pytest.raises(CommandError):
                call_command("remove_second_factor", address)


def test_all_roles_require_one_and_the_demonstration_asks_one_of_them() -> None:
    assert sorted(base.SECOND_FACTOR_ROLES) == sorted(Role.values)
    assert [Role.ADMINISTRATOR.value] == demo.SECOND_FACTOR_ROLES


class TestTakingItAway:
    @pytest.fixture
    def user(self, make_user: MakeUser, secret: str) -> User:
        user = make_user(Role.COORDINATOR, "pom")
        TOTP.activate(user, secret)
        return user

    @pytest.mark.parametrize(
        "page", ["totp/deactivate/", "recovery-codes/", "recovery-codes/generate/"]
    )
    def test_the_password_is_not_enough(self, user: User, secret: str, page: str) -> None:
        client = sign_in_with_code(user, secret)
        client.post("/konto/reauthenticate/", {"password": PASSWORD})
        for method in (client.get, client.post):
            response = method(FACTORS + page)
            assert response.status_code == 302
            assert response.headers["Location"].startswith(f"{FACTORS}reauthenticate/?next=")
            assert client.get(response.headers["Location"]).status_code == 200
        assert Authenticator.objects.filter(user=user).exists()

    def test_a_code_is(self, user: User, secret: str) -> None:
        client = sign_in_with_code(user, secret)
        client.post(f"{FACTORS}reauthenticate/", {"code": code_of(secret, 1)})
        assert client.post(f"{FACTORS}totp/deactivate/").status_code == 302
        assert not Authenticator.objects.filter(user=user).exists()
        assert events_of(user)[-2:] == ["account.signed_in", "account.factor_removed"]

    def test_a_code_of_long_ago_is_not(self, user: User, secret: str) -> None:
        client = sign_in_with_code(user, secret)
        client.post(f"{FACTORS}reauthenticate/", {"code": code_of(secret, 1)})
        session = client.session
        for given in session["account_authentication_methods"]:
            given["at"] -= 3600
        session.save()
        response = client.post(f"{FACTORS}totp/deactivate/")
        assert response.headers["Location"].startswith(f"{FACTORS}reauthenticate/")
        assert Authenticator.objects.filter(user=user).exists()


class TestTheLog:
    def test_signing_in_and_out(self, make_user: MakeUser) -> None:
        user, client = make_user(None), Client()
        client.post(LOGIN, {"login": user.email, "password": PASSWORD})
        client.post("/konto/logout/")
        assert events_of(user) == ["account.signed_in", "account.signed_out"]

    def test_failures_without_what_was_typed(self, make_user: MakeUser) -> None:
        user = make_user(None)
        for address in (user.email, "hemligt-losenord@example.org"):
            Client().post(LOGIN, {"login": address, "password": "fel"})
        failed: tuple[str, None, dict[str, str]] = ("account.sign_in_failed", None, {})
        assert anonymous_events(make_user) == [failed, failed]
        assert events_of(user) == []

    def test_a_wrong_code(self, make_user: MakeUser, secret: str) -> None:
        user, client = make_user(None), Client()
        TOTP.activate(user, secret)
        client.post(LOGIN, {"login": user.email, "password": PASSWORD})
        client.post("/konto/2fa/authenticate/", {"code": "000000"})
        assert anonymous_events(make_user) == [("account.code_refused", user.pk, {})]
        assert events_of(user) == ["account.factor_added"]

    def test_new_recovery_codes(self, make_user: MakeUser, secret: str) -> None:
        user = make_user(None)
        TOTP.activate(user, secret)
        client = sign_in_with_code(user, secret)
        client.post(f"{FACTORS}reauthenticate/", {"code": code_of(secret, 1)})
        client.post(f"{FACTORS}recovery-codes/generate/")
        assert events_of(user)[-1] == "account.recovery_codes_made"
