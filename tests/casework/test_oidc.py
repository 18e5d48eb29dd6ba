"""The city's identity provider, against a small one that can be made to lie."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.test import Client, override_settings

from casework.actors import acting_as
from casework.enums import Role
from casework.models import AuditEvent, User
from tests.casework.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, new_key, running
from tests.conftest import PASSWORD, MakeUser

pytestmark = pytest.mark.django_db
LOGIN, BEGIN, ANSWER = "/konto/login/", "/konto/staden/", "/konto/staden/svar/"
NO_ACCOUNT = "har inget konto som är i bruk här"
FAILED = "Inloggningen gick inte"


@pytest.fixture(scope="module")
def running_provider() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(running_provider: Provider) -> Iterator[Provider]:
    url, key = running_provider.url, running_provider.key
    running_provider.__dict__.update(Provider(url=url, key=key).__dict__)
    with override_settings(
        OIDC_SERVER_URL=url,
        OIDC_CLIENT_ID=CLIENT_ID,
        OIDC_CLIENT_SECRET=CLIENT_SECRET,
        OIDC_NAME="Stadens konto",
    ):
        yield running_provider


@pytest.fixture
def user(make_user: MakeUser, provider: Provider) -> User:
    user = make_user(Role.COORDINATOR, "pom", email="karin@example.org")
    provider.person = {
        "sub": "karin-4711",
        "email": "Karin@Example.org",
        "email_verified": True,
        "name": "Karin hemma",
    }
    return user


def there(client: Client, **sent: str) -> str:
    """Go to the provider and sign in there; the address that it sends the browser back to."""
    response = client.post(BEGIN, sent)
    assert response.status_code == 302
    back = requests.get(response.headers["Location"], allow_redirects=False, timeout=5)
    address = urlsplit(back.headers["Location"])
    assert address.path == ANSWER
    return f"{address.path}?{address.query}"


def sign_in(client: Client, **sent: str) -> str:
    """The whole way; where it ends."""
    return str(client.get(there(client, **sent)).headers["Location"])


def is_signed_in(client: Client) -> bool:
    return client.get("/roller/").status_code == 200


def logged(make_user: MakeUser, event: str) -> list[tuple[object, Any]]:
    with acting_as(make_user(Role.LOG_REVIEWER)):
        found = AuditEvent.objects.filter(event=event).order_by("at")
        return list(found.values_list("actor_id", "details"))


class TestNotConfigured:
    def test_there_is_no_trace_of_it(self) -> None:
        client = Client()
        page = client.get(LOGIN).content.decode()
        assert (BEGIN in page, "Stadens konto" in page) == (False, False)
        assert client.post(BEGIN).status_code == 404
        assert client.get(f"{ANSWER}?code=1&state=1").status_code == 404

    @pytest.mark.parametrize("page", ["3rdparty/", "3rdparty/signup/", "oidc/city/login/"])
    def test_the_librarys_own_pages_are_not_there(self, provider: Provider, page: str) -> None:
        for method in (Client().get, Client().post):
            assert method(f"/konto/{page}").status_code == 404


class TestSigningIn:
    def test_opens_the_account_with_the_address(self, user: User, make_user: MakeUser) -> None:
        client = Client()
        assert BEGIN in client.get(LOGIN).content.decode()
        assert sign_in(client) == "/"
        assert client.get("/roller/").wsgi_request.user == user
        link = SocialAccount.objects.get()
        assert (link.user, link.uid, link.extra_data) == (user, "karin-4711", {})
        assert SocialToken.objects.count() == 0
        assert logged(make_user, "account.identity_linked") == [(user.pk, {})]
        assert len(logged(make_user, "account.signed_in")) == 1

    def test_goes_on_to_where_one_was_going(self, user: User) -> None:
        assert sign_in(Client(), next="/kommuner/") == "/kommuner/"
        assert sign_in(Client(), next="https://elsewhere.example/") == "/"

    def test_the_second_time_it_goes_by_the_identity(
        self, user: User, provider: Provider, make_user: MakeUser
    ) -> None:
        sign_in(Client())
        provider.person["email"] = "karin.nytt.namn@example.org"
        provider.person["email_verified"] = False
        client = Client()
        sign_in(client)
        assert client.get("/roller/").wsgi_request.user == user
        assert SocialAccount.objects.count() == 1

    def test_is_asked_for_by_post_with_pkce_and_a_nonce(
        self, user: User, provider: Provider
    ) -> None:
        client = Client()
        assert client.get(BEGIN).status_code == 405
        there(client, auth_params="nonce=known", scope="offline_access", process="connect")
        there(client)
        first, second = provider.asked
        assert (first["code_challenge_method"], first["response_type"]) == ("S256", "code")
        assert set(first["scope"].split()) == {"openid", "profile", "email"}
        for name in ("nonce", "state", "code_challenge"):
            assert first[name] != second[name] != "known"

    def test_the_address_may_come_from_the_page_about_the_person(
        self, user: User, provider: Provider
    ) -> None:
        del provider.person["email"], provider.person["email_verified"]
        provider.userinfo = {
            "sub": "karin-4711",
            "email": "karin@example.org",
            "email_verified": True,
        }
        client = Client()
        sign_in(client)
        assert is_signed_in(client)

    def test_not_from_a_page_about_somebody_else(
        self, user: User, provider: Provider, make_user: MakeUser
    ) -> None:
        del provider.person["email"], provider.person["email_verified"]
        provider.userinfo = {
            "sub": "another-1",
            "email": "karin@example.org",
            "email_verified": True,
        }
        refused(provider, make_user)

    def test_the_token_stands_in_no_session(self, user: User) -> None:
        TOTP.activate(user, generate_totp_secret())
        client = Client()
        assert sign_in(client) == "/konto/2fa/authenticate/"
        kept = str([session.get_decoded() for session in Session.objects.all()])
        assert "account_login" in kept
        for secret in ("an-access-token-that-is-kept-nowhere", user.password, "Karin hemma"):
            assert secret not in kept


def refused(provider: Provider, make_user: MakeUser) -> None:
    """Signing in ends on the sign-in page, with a sentence and an entry in the log."""
    client = Client()
    assert sign_in(client) == LOGIN
    assert FAILED in client.get(LOGIN).content.decode()
    assert not is_signed_in(client)
    assert SocialAccount.objects.count() == 0
    assert logged(make_user, "account.sign_in_failed") == [(None, {})]


class TestWithoutAPassword:
    """An account that was made for somebody who only ever comes by the city's sign-in."""

    @pytest.fixture
    def client(self, user: User) -> Client:
        User.objects.filter(pk=user.pk).update(password_is_temporary=True)
        client = Client()
        sign_in(client)
        return client

    def test_the_one_that_was_handed_over_ends(self, user: User, client: Client) -> None:
        assert is_signed_in(client)
        user.refresh_from_db()
        assert (user.has_usable_password(), user.password_is_temporary) == (False, False)
        other = Client()
        other.post(LOGIN, {"login": user.email, "password": PASSWORD})
        assert not is_signed_in(other)

    def test_one_of_ones_own_stays(self, user: User) -> None:
        sign_in(Client())
        user.refresh_from_db()
        assert user.check_password(PASSWORD)

    @pytest.mark.parametrize("page", ["2fa/totp/activate/", "2fa/webauthn/add/", "password/set/"])
    def test_a_tablet_left_open_gives_nobody_a_way_in(self, client: Client, page: str) -> None:
        assert client.get(f"/konto/{page}").status_code == 200
        session = client.session
        for given in session["account_authentication_methods"]:
            given["at"] -= 3600
        session.save()
        for method in (client.get, client.post):
            assert method(f"/konto/{page}").headers["Location"] == "/konto/2fa/"


class TestWithoutAnAccount:
    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"email": "nobody@example.org"}, "unknown"),
            ({"email": ""}, "unknown"),
            ({"email": "karin@example.org.evil.example"}, "unknown"),
            ({"email_verified": False}, "unverified"),
            ({"email_verified": None}, "unverified"),
            ({"email_verified": "true"}, "unverified"),
        ],
    )
    def test_one_is_told_so_and_it_is_logged(
        self,
        user: User,
        provider: Provider,
        make_user: MakeUser,
        change: dict[str, Any],
        why: str,
    ) -> None:
        provider.claims = change
        client, before = Client(), User.objects.count()
        assert sign_in(client) == LOGIN
        assert NO_ACCOUNT in client.get(LOGIN).content.decode()
        assert not is_signed_in(client)
        assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)
        assert logged(make_user, "account.identity_refused") == [(None, {"why": why})]

    @pytest.mark.parametrize("linked", [False, True])
    def test_an_account_out_of_use_stays_closed(
        self, user: User, provider: Provider, make_user: MakeUser, linked: bool
    ) -> None:
        if linked:
            sign_in(Client())
        User.objects.filter(pk=user.pk).update(is_active=False)
        client = Client()
        assert sign_in(client) == LOGIN
        assert NO_ACCOUNT in client.get(LOGIN).content.decode()
        assert not is_signed_in(client)
        assert logged(make_user, "account.identity_refused") == [(None, {"why": "inactive"})]

    def test_an_address_given_to_somebody_new_opens_nothing(
        self, user: User, provider: Provider, make_user: MakeUser
    ) -> None:
        sign_in(Client())
        provider.person["sub"] = "another-karin-1"
        client = Client()
        assert sign_in(client) == LOGIN
        assert not is_signed_in(client)
        assert SocialAccount.objects.get().uid == "karin-4711"


def now() -> int:
    return int(time.time())


class TestAFalseAnswer:
    @pytest.mark.parametrize(
        "claims",
        [
            {"nonce": "of-another-sign-in"},
            {"nonce": None},
            {"nonce": ""},
            {"aud": "another-client"},
            {"aud": None},
            {"aud": ["ledljus", "other"], "azp": "other"},
            {"iss": "https://another.example"},
            {"iss": None},
            {"exp": now() - 120},
            {"exp": None},
            {"iat": now() + 3600},
            {"sub": None},
            {"sub": 7},
        ],
    )
    def test_a_claim_that_is_not_ours(
        self, user: User, provider: Provider, make_user: MakeUser, claims: dict[str, Any]
    ) -> None:
        provider.claims = claims
        refused(provider, make_user)

    @pytest.mark.parametrize("algorithm", ["none", "HS256"])
    def test_a_token_that_nobody_signed(
        self, user: User, provider: Provider, make_user: MakeUser, algorithm: str
    ) -> None:
        provider.algorithm = algorithm
        refused(provider, make_user)

    def test_a_token_signed_by_somebody_else(
        self, user: User, provider: Provider, make_user: MakeUser
    ) -> None:
        provider.signs_with = new_key()
        refused(provider, make_user)

    def test_a_token_changed_after_signing(
        self, user: User, provider: Provider, make_user: MakeUser
    ) -> None:
        provider.person["email"] = "nobody@example.org"
        provider.changed_after_signing = {"email": "karin@example.org"}
        refused(provider, make_user)

    def test_a_provider_that_says_to_be_another(
        self, user: User, provider: Provider, make_user: MakeUser
    ) -> None:
        provider.issuer = provider.claims["iss"] = "https://another.example"
        client = Client()
        assert client.post(BEGIN).headers["Location"] == LOGIN
        assert not is_signed_in(client)

    def test_a_provider_that_is_down(self, user: User, provider: Provider) -> None:
        provider.is_down = True
        client = Client()
        assert client.post(BEGIN).headers["Location"] == LOGIN
        assert FAILED in client.get(LOGIN).content.decode()

    def test_a_state_that_is_not_this_browsers(
        self, user: User, provider: Provider, make_user: MakeUser
    ) -> None:
        """Somebody sends a colleague the answer to a sign-in of their own."""
        client, victim = Client(), Client()
        answer = there(client)
        victim.get(LOGIN)
        assert victim.get(answer).headers["Location"] == LOGIN
        assert not is_signed_in(victim)
        for forged in (f"{ANSWER}?code=x", f"{ANSWER}?code=x&state=y", ANSWER):
            assert victim.get(forged).headers["Location"] == LOGIN

    def test_an_answer_is_good_once(self, user: User, provider: Provider) -> None:
        client = Client()
        answer = there(client)
        client.get(answer)
        client.post("/konto/logout/")
        assert client.get(answer).headers["Location"] == LOGIN
        assert not is_signed_in(client)

    def test_stopping_there_is_no_failure(
        self, user: User, provider: Provider, make_user: MakeUser
    ) -> None:
        client = Client()
        state = there(client).partition("state=")[2]
        response = client.get(f"{ANSWER}?error=access_denied&state={state}")
        assert response.headers["Location"] == LOGIN
        assert "avbröt inloggningen" in client.get(LOGIN).content.decode()
        assert logged(make_user, "account.sign_in_failed") == []


class TestTheSecondFactor:
    """Whose role requires one, with and without one of the provider's."""

    @pytest.fixture(autouse=True)
    def required(self) -> Iterator[None]:
        with override_settings(
            SECOND_FACTOR_ROLES=["coordinator"],
            OIDC_FACTOR_ACR=["loa3"],
            OIDC_FACTOR_AMR=["mfa"],
        ):
            yield

    @pytest.mark.parametrize(
        "claims", [{"acr": "loa3"}, {"amr": ["pwd", "mfa"]}, {"amr": "mfa", "acr": "loa2"}]
    )
    def test_of_the_provider_counts(
        self, user: User, provider: Provider, claims: dict[str, Any]
    ) -> None:
        provider.claims = claims
        client = Client()
        sign_in(client)
        assert is_signed_in(client)
        assert provider.asked[0]["acr_values"] == "loa3"

    @pytest.mark.parametrize(
        "claims", [{}, {"acr": "loa2"}, {"acr": ["loa3"]}, {"amr": ["pwd"]}, {"amr": []}]
    )
    def test_is_ours_where_the_provider_asked_for_none(
        self, user: User, provider: Provider, claims: dict[str, Any]
    ) -> None:
        provider.claims = claims
        client = Client()
        sign_in(client)
        assert client.get("/roller/").headers["Location"] == "/konto/2fa/"
        TOTP.activate(user, generate_totp_secret())
        client = Client()
        assert sign_in(client) == "/konto/2fa/authenticate/"
        assert not is_signed_in(client)

    def test_of_the_provider_spares_our_own(self, user: User, provider: Provider) -> None:
        TOTP.activate(user, generate_totp_secret())
        provider.claims = {"acr": "loa3"}
        client = Client()
        sign_in(client)
        assert is_signed_in(client)

    def test_of_the_provider_counts_for_its_holder_alone(
        self, user: User, provider: Provider, make_user: MakeUser
    ) -> None:
        provider.claims = {"acr": "loa3"}
        client = Client()
        sign_in(client)
        other = make_user(Role.COORDINATOR, "pom")
        session = client.session
        marker = dict(session)["factor_at_the_provider"]
        assert marker == str(user.pk)
        fresh = Client()
        fresh.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")
        kept = fresh.session
        kept["factor_at_the_provider"] = marker
        kept.save()
        assert fresh.get("/roller/").headers["Location"] == "/konto/2fa/"
        assert Authenticator.objects.count() == 0

    def test_without_a_setting_nothing_counts(self, user: User, provider: Provider) -> None:
        provider.claims = {"acr": "loa3", "amr": ["mfa"]}
        with override_settings(OIDC_FACTOR_ACR=[], OIDC_FACTOR_AMR=[]):
            client = Client()
            sign_in(client)
            assert client.get("/roller/").headers["Location"] == "/konto/2fa/"
