"""Failed sign-ins are counted, by account and by office, in one place for all web processes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.test import Client, override_settings

from casework.config.settings import base, demo
from casework.enums import Role
from tests.conftest import PASSWORD, MakeUser, SignIn

pytestmark = pytest.mark.django_db
LOGIN = "/konto/login/"


@pytest.fixture
def limits() -> Iterator[None]:
    cache.clear()
    with override_settings(ACCOUNT_RATE_LIMITS=base.ACCOUNT_RATE_LIMITS):
        yield
    cache.clear()


def sign_in_status(email: str, password: str) -> int:
    return Client().post(LOGIN, {"login": email, "password": password}).status_code


def test_five_failures_close_an_account_for_a_while(limits: None, make_user: MakeUser) -> None:
    user = make_user(None)
    for _ in range(5):
        assert sign_in_status(user.email, "fel") == 200
    assert sign_in_status(user.email, PASSWORD) == 200


def test_a_colleague_at_the_same_office_still_signs_in(limits: None, make_user: MakeUser) -> None:
    for number in range(11):
        sign_in_status(f"kollega{number}@example.org", "fel")
    assert sign_in_status(make_user(None).email, PASSWORD) == 302


def test_the_processes_of_the_demonstration_count_together() -> None:
    kept = demo.CACHES["default"]
    assert kept["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    one, other = (RedisCache(kept["LOCATION"], {}) for _ in range(2))
    key = secrets.token_hex(8)
    one.set(key, [1.5], 10)
    assert other.get(key) == [1.5]
    one.delete(key)


def test_a_message_lies_on_the_server_and_in_no_cookie(
    make_user: MakeUser, sign_in: SignIn
) -> None:
    client, colleague = sign_in(make_user(Role.ADMINISTRATOR)), make_user(None)
    response = client.post(f"/organisation/konton/{colleague.pk}/lage/", {"wanted": "inactive"})
    assert response.status_code == 302
    assert "messages" not in client.cookies
    assert "_messages" in client.session
