"""Passkeys: as second factor, instead of a password, and what is no good as one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client, override_settings

from casework.actors import acting_as
from casework.config.settings import base
from casework.enums import Role
from casework.models import AuditEvent, User
from tests.casework.passkey import Passkey
from tests.casework.test_second_factor import code_of
from tests.conftest import PASSWORD, MakeUser

pytestmark = pytest.mark.django_db
LOGIN, SECOND, ALONE = "/konto/login/", "/konto/2fa/authenticate/", "/konto/2fa/webauthn/login/"
ADD, KEYS, AGAIN = (f"/konto/2fa/webauthn/{page}" for page in ("add/", "", "reauthenticate/"))
JSON = {"accept": "application/json"}
BEGUN = {"type": "public-key", "id": "AA", "rawId": "AA"}
PARTS = ("authenticatorData", "signature", "userHandle")
# What is read before anybody has proven anything.
JUNK = [
    *("", "null", "[]", "{}", '"x"', "7", "{", '{"id": null}', '{"response": null}'),
    '{"type": "public-key", "id": "AA", "rawId": "AA", "response": {}}',
    '{"type": "public-key", "id": "AA", "rawId": "AA", "response": {"userHandle": "AA"}}',
    json.dumps(BEGUN | {"response": dict.fromkeys(PARTS, "AA") | {"clientDataJSON": "e30"}}),
    json.dumps(BEGUN | {"response": {"clientDataJSON": "e30", "attestationObject": "AA"}}),
]


def with_password(user: User) -> Client:
    client = Client()
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    return client


def add_passkey(client: Client, passkey: Passkey, name: str = "Surfplattan") -> int:
    """Register *passkey* in the way a browser does; the status of the answer."""
    client.post("/konto/reauthenticate/", {"password": PASSWORD})
    options = client.get(ADD).context["js_data"]["creation_options"]
    return client.post(ADD, {"name": name, "credential": passkey.create(options)}).status_code


@pytest.fixture
def passkey() -> Passkey:
    return Passkey()


@pytest.fixture
def holder(make_user: MakeUser, passkey: Passkey) -> User:
    """Somebody who has registered *passkey*."""
    user = make_user(Role.COORDINATOR, "pom")
    assert add_passkey(with_password(user), passkey) == 302
    return user


def challenge(client: Client) -> dict[str, object]:
    found: dict[str, object] = client.get(ALONE, headers=JSON).json()["request_options"]
    return found


def sign_in_alone(client: Client, passkey: Passkey) -> None:
    client.post(ALONE, {"credential": passkey.get(challenge(client))}, secure=True)


def is_signed_in(client: Client) -> bool:
    return client.get("/roller/").status_code == 200


def events(actor: User | None, make_user: MakeUser) -> list[str]:
    with acting_as(make_user(Role.LOG_REVIEWER)):
        by = {"actor_id": actor.pk} if actor else {"actor_name": "anonymous"}
        found = AuditEvent.objects.filter(**by).order_by("at")
        return list(found.values_list("event", flat=True))


class TestRegistering:
    def test_is_logged_and_gives_recovery_codes(self, holder: User, make_user: MakeUser) -> None:
        assert events(holder, make_user) == [
            "account.signed_in",
            "account.factor_added",
            "account.recovery_codes_made",
        ]
        types = Authenticator.objects.filter(user=holder).values_list("type", flat=True)
        assert sorted(types) == ["recovery_codes", "webauthn"]

    def test_one_that_asks_for_no_finger_is_refused(self, make_user: MakeUser) -> None:
        user = make_user(None)
        assert add_passkey(with_password(user), Passkey(verifies=False)) == 200
        assert Authenticator.objects.filter(user=user).count() == 0

    def test_one_made_for_another_address_is_refused(self, make_user: MakeUser) -> None:
        user = make_user(None)
        false_page = Passkey(origin="https://testserver.example.org")
        assert add_passkey(with_password(user), false_page) == 200
        assert Authenticator.objects.filter(user=user).count() == 0

    def test_an_answer_is_good_once(self, make_user: MakeUser, passkey: Passkey) -> None:
        user = make_user(None)
        client = with_password(user)
        client.post("/konto/reauthenticate/", {"password": PASSWORD})
        answer = passkey.create(client.get(ADD).context["js_data"]["creation_options"])
        assert client.post(ADD, {"name": "", "credential": answer}).status_code == 302
        assert client.post(ADD, {"name": "", "credential": answer}).status_code == 200
        assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1

    @pytest.mark.parametrize("junk", JUNK)
    def test_junk_is_refused(self, make_user: MakeUser, junk: str) -> None:
        client = with_password(make_user(None))
        client.post("/konto/reauthenticate/", {"password": PASSWORD})
        client.get(ADD)
        assert client.post(ADD, {"name": "", "credential": junk}).status_code == 200

    def test_whoever_has_an_app_gives_its_code_first(self, make_user: MakeUser) -> None:
        user = make_user(None)
        client = with_password(user)
        TOTP.activate(user, generate_totp_secret())
        client.post("/konto/reauthenticate/", {"password": PASSWORD})
        response = client.get(ADD)
        wanted = quote(ADD, safe="")
        assert response.headers["Location"] == f"/konto/2fa/reauthenticate/?next={wanted}"


class TestAsSecondFactor:
    def test_the_password_alone_signs_nobody_in(self, holder: User) -> None:
        client = with_password(holder)
        assert not is_signed_in(client)
        assert client.get(SECOND).status_code == 200

    def test_with_it_one_is_signed_in(self, holder: User, passkey: Passkey) -> None:
        client = with_password(holder)
        options = client.get(SECOND).context["js_data"]["request_options"]
        client.post(SECOND, {"credential": passkey.get(options)})
        assert is_signed_in(client)

    def test_an_answer_is_good_once(self, holder: User, passkey: Passkey) -> None:
        first, second = with_password(holder), with_password(holder)
        answer = passkey.get(first.get(SECOND).context["js_data"]["request_options"])
        second.get(SECOND)
        second.post(SECOND, {"credential": answer})
        first.post(SECOND, {"credential": answer})
        assert (is_signed_in(first), is_signed_in(second)) == (True, False)
        first.post("/konto/logout/")
        first.post(LOGIN, {"login": holder.email, "password": PASSWORD})
        first.post(SECOND, {"credential": answer})
        assert not is_signed_in(first)

    def test_another_key_is_refused_and_logged(self, holder: User, make_user: MakeUser) -> None:
        client = with_password(holder)
        options = client.get(SECOND).context["js_data"]["request_options"]
        response = client.post(SECOND, {"credential": Passkey().get(options)})
        assert response.status_code == 200
        assert not is_signed_in(client)
        assert events(None, make_user) == ["account.code_refused"]

    def test_one_that_asked_for_no_finger_is_refused(self, holder: User, passkey: Passkey) -> None:
        client = with_password(holder)
        passkey.verifies = False
        options = client.get(SECOND).context["js_data"]["request_options"]
        client.post(SECOND, {"credential": passkey.get(options)})
        assert not is_signed_in(client)

    @pytest.mark.parametrize("junk", JUNK)
    def test_junk_is_refused(self, holder: User, junk: str) -> None:
        client = with_password(holder)
        client.get(SECOND)
        assert client.post(SECOND, {"credential": junk}).status_code == 200
        assert not is_signed_in(client)

    def test_it_counts_as_what_the_role_requires(self, holder: User, passkey: Passkey) -> None:
        client = with_password(holder)
        options = client.get(SECOND).context["js_data"]["request_options"]
        client.post(SECOND, {"credential": passkey.get(options)})
        with override_settings(SECOND_FACTOR_ROLES=["coordinator"]):
            assert is_signed_in(client)


class TestAlone:
    def test_signs_in_without_a_password(self, holder: User, passkey: Passkey) -> None:
        client = Client()
        sign_in_alone(client, passkey)
        assert is_signed_in(client)

    def test_an_answer_is_good_once(self, holder: User, passkey: Passkey) -> None:
        client, other = Client(), Client()
        answer = passkey.get(challenge(client))
        challenge(other)
        other.post(ALONE, {"credential": answer})
        client.post(ALONE, {"credential": answer})
        assert (is_signed_in(client), is_signed_in(other)) == (True, False)
        client.post("/konto/logout/")
        client.post(ALONE, {"credential": answer})
        assert not is_signed_in(client)

    def test_one_that_asked_for_no_finger_is_refused(self, holder: User, passkey: Passkey) -> None:
        client = Client()
        passkey.verifies = False
        sign_in_alone(client, passkey)
        assert not is_signed_in(client)

    def test_nobody_signs_in_as_somebody_else(
        self, holder: User, passkey: Passkey, make_user: MakeUser
    ) -> None:
        """The name inside the answer is not signed: it decides whose keys are asked, no more."""
        other, theirs = make_user(None), Passkey()
        add_passkey(with_password(other), theirs)
        theirs.user_handle, client = passkey.user_handle, Client()
        sign_in_alone(client, theirs)
        assert not is_signed_in(client)

    def test_goes_on_to_where_one_was_going(self, holder: User, passkey: Passkey) -> None:
        for wanted, reached in (("/kommuner/", "/kommuner/"), ("https://elsewhere.example/", "/")):
            client = Client()
            answer = {"credential": passkey.get(challenge(client)), "next": wanted}
            assert client.post(ALONE, answer).headers["Location"] == reached

    def test_an_account_out_of_use_is_not_signed_in(self, holder: User, passkey: Passkey) -> None:
        User.objects.filter(pk=holder.pk).update(is_active=False)
        client = Client()
        sign_in_alone(client, passkey)
        assert not is_signed_in(client)

    @pytest.mark.parametrize("junk", JUNK)
    def test_junk_leads_back_and_is_logged(self, make_user: MakeUser, junk: str) -> None:
        client = Client()
        challenge(client)
        response = client.post(ALONE, {"credential": junk})
        assert response.headers["Location"] == LOGIN
        assert not is_signed_in(client)

    def test_a_wrong_one_is_logged_without_a_name(self, make_user: MakeUser) -> None:
        sign_in_alone(Client(), Passkey())
        assert events(None, make_user) == ["account.sign_in_failed"]


class TestTakingItAway:
    @pytest.fixture
    def client(self, holder: User, passkey: Passkey) -> Client:
        client = Client()
        sign_in_alone(client, passkey)
        return client

    def page_of(self, holder: User) -> str:
        key = Authenticator.objects.get(user=holder, type="webauthn")
        return f"{KEYS}keys/{key.pk}/remove/"

    def give_it_again(self, client: Client, passkey: Passkey) -> None:
        options = client.get(AGAIN).context["js_data"]["request_options"]
        client.post(AGAIN, {"credential": passkey.get(options)})

    def test_asks_for_it_once_more(self, client: Client, holder: User, passkey: Passkey) -> None:
        client.post("/konto/reauthenticate/", {"password": PASSWORD})
        page = self.page_of(holder)
        for method in (client.get, client.post):
            assert method(page).headers["Location"].startswith(f"{AGAIN}?next=")
        self.give_it_again(client, passkey)
        assert client.get(page).status_code == 200
        assert client.post(page).status_code == 302
        assert Authenticator.objects.filter(user=holder).count() == 0

    def test_the_password_is_no_way_around_it(self, client: Client) -> None:
        response = client.post("/konto/reauthenticate/", {"password": PASSWORD})
        assert response.headers["Location"] == AGAIN
        page = client.get(AGAIN).content.decode()
        assert ("Använd ditt lösenord" in page, "app eller kod" in page) == (False, True)

    def test_the_last_one_stays_where_a_role_requires_it(
        self, client: Client, holder: User, passkey: Passkey
    ) -> None:
        with override_settings(SECOND_FACTOR_ROLES=["coordinator"]):
            self.give_it_again(client, passkey)
            assert client.post(self.page_of(holder)).headers["Location"] == KEYS
            assert "Din roll kräver ett andra steg" in client.get(KEYS).content.decode()
            assert Authenticator.objects.filter(user=holder, type="webauthn").count() == 1
            TOTP.activate(holder, generate_totp_secret())
            client.post(self.page_of(holder))
        types = Authenticator.objects.filter(user=holder).values_list("type", flat=True)
        assert sorted(types) == ["recovery_codes", "totp"]

    def test_somebody_elses_is_not_there(
        self, client: Client, holder: User, passkey: Passkey, make_user: MakeUser
    ) -> None:
        other = make_user(None)
        add_passkey(with_password(other), Passkey())
        self.give_it_again(client, passkey)
        for page in ("remove", "edit"):
            address = self.page_of(other).replace("remove", page)
            assert [m(address).status_code for m in (client.get, client.post)] == [404, 404]
        assert Authenticator.objects.filter(user=other, type="webauthn").count() == 1


class TestLimits:
    """With the limits of production, which the other tests are without."""

    @pytest.fixture(autouse=True)
    def limits(self) -> Iterator[None]:
        cache.clear()
        with override_settings(
            ACCOUNT_RATE_LIMITS=base.ACCOUNT_RATE_LIMITS, MFA_RATE_LIMITS=base.MFA_RATE_LIMITS
        ):
            yield
        cache.clear()

    def test_five_wrong_codes_close_the_second_step(self, make_user: MakeUser) -> None:
        user, secret = make_user(None), generate_totp_secret()
        TOTP.activate(user, secret)
        client = with_password(user)
        for _ in range(5):
            client.post(SECOND, {"code": "000000"})
        response = client.post(SECOND, {"code": code_of(secret)})
        assert response.status_code == 200
        assert not is_signed_in(client)
        # From another browser neither: the account is counted, not the session.
        other = with_password(user)
        other.post(SECOND, {"code": code_of(secret)})
        assert not is_signed_in(other)

    def test_five_wrong_recovery_codes_do_too(self, holder: User) -> None:
        codes = Authenticator.objects.get(user=holder, type="recovery_codes").wrap()
        client = with_password(holder)
        for _ in range(5):
            client.post(SECOND, {"code": "00000000"})
        client.post(SECOND, {"code": codes.get_unused_codes()[0]})
        assert not is_signed_in(client)

    def test_five_wrong_passkeys_do_too(self, holder: User, passkey: Passkey) -> None:
        client = with_password(holder)
        for _ in range(5):
            options = client.get(SECOND).context["js_data"]["request_options"]
            client.post(SECOND, {"credential": Passkey().get(options)})
        options = client.get(SECOND).context["js_data"]["request_options"]
        client.post(SECOND, {"credential": passkey.get(options)})
        assert not is_signed_in(client)

    def test_a_recovery_code_is_good_once(self, holder: User) -> None:
        codes = Authenticator.objects.get(user=holder, type="recovery_codes").wrap()
        (code, *_) = codes.get_unused_codes()
        for expected in (True, False):
            client = with_password(holder)
            client.post(SECOND, {"code": code})
            assert is_signed_in(client) is expected

    def test_an_address_answers_no_endless_challenges(self) -> None:
        statuses = [Client().post(ALONE, {"credential": "x"}).status_code for _ in range(61)]
        assert statuses == [*[302] * 60, 429]
