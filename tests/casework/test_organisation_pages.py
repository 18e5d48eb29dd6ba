"""The pages about the organisation: who sees them, what they do, what they cost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.enums import Role
from casework.models import Membership, Municipality, Unit, User
from tests.conftest import MakeUser
from tests.staff import employ

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]

CITY_ROLES = {Role.STATISTICS_MANAGER, Role.LOG_REVIEWER, Role.ADMINISTRATOR}


@pytest.fixture
def pom() -> Unit:
    return Unit.objects.get(code="pom")


def person(make_user: MakeUser, role: Role) -> User:
    return make_user(role, None if role in CITY_ROLES else "pom")


def rows(client: Client, url: str) -> int:
    return client.get(url).content.decode().count('<th scope="row">')


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


class TestWhoSees:
    @pytest.mark.parametrize("role", list(Role))
    def test_each_role(self, make_user: MakeUser, sign_in: SignIn, pom: Unit, role: Role) -> None:
        worker = make_user(Role.COORDINATOR, "pom", full_name="Hemlig Kollega")
        mika = make_user(Role.COORDINATOR, "mika", full_name="Annan Kollega")
        client = sign_in(person(make_user, role))
        administrator, manager = role == Role.ADMINISTRATOR, role == Role.UNIT_MANAGER
        other = Unit.objects.get(code="mika")
        expected = {
            "/organisation/": administrator or manager,
            f"/organisation/{pom.pk}/": administrator or manager,
            f"/organisation/{other.pk}/": administrator,
            f"/organisation/medlemskap/{worker.memberships.get().pk}/avsluta/": administrator
            or manager,
            f"/organisation/medlemskap/{mika.memberships.get().pk}/avsluta/": administrator,
            "/organisation/konton/": administrator,
            "/organisation/konton/nytt/": administrator,
            f"/organisation/konton/{worker.pk}/": administrator,
            "/kommuner/": True,
            "/roller/": True,
        }
        found = {url: client.get(url).status_code for url in expected}
        assert found == {url: 200 if seen else 404 for url, seen in expected.items()}

    def test_a_superuser_without_membership_sees_nothing(
        self, make_user: MakeUser, sign_in: SignIn, pom: Unit
    ) -> None:
        make_user(Role.COORDINATOR, "pom")
        root = User.objects.create_superuser("root@example.org", full_name="Rot")
        client = sign_in(root)
        for url in ("/organisation/", f"/organisation/{pom.pk}/", "/organisation/konton/"):
            assert client.get(url).status_code == 404
        page = client.get("/").content.decode()
        assert 'class="nav__link"' not in page
        assert "/organisation/" not in page

    def test_signed_out_is_sent_to_sign_in(self, client: Client, pom: Unit) -> None:
        for url in ("/organisation/", f"/organisation/{pom.pk}/", "/kommuner/", "/roller/"):
            assert client.get(url).headers["Location"].startswith("/konto/login/")

    def test_absent_and_denied_cost_the_same(
        self, make_user: MakeUser, sign_in: SignIn, pom: Unit
    ) -> None:
        client = sign_in(make_user(Role.UNIT_MANAGER, "mika"))
        counts, bodies = [], []
        for pk in (pom.pk, "01900000-0000-7000-8000-000000000000"):
            with CaptureQueriesContext(connection) as captured:
                response = client.get(f"/organisation/{pk}/")
            counts.append(len(captured))
            bodies.append(response.status_code)
        assert bodies == [404, 404]
        assert counts[0] == counts[1]

    def test_navigation(self, make_user: MakeUser, sign_in: SignIn) -> None:
        manager = sign_in(make_user(Role.UNIT_MANAGER, "pom")).get("/roller/").content.decode()
        worker = sign_in(make_user(Role.COORDINATOR, "pom")).get("/roller/").content.decode()
        assert 'href="/organisation/"' in manager
        assert 'href="/organisation/"' not in worker


class TestGiving:
    def test_on_the_units_page(self, make_user: MakeUser, sign_in: SignIn, pom: Unit) -> None:
        manager, newcomer = make_user(Role.UNIT_MANAGER, "pom"), make_user(None)
        data = {
            "email": newcomer.email.upper(),
            "role": "coordinator",
            "valid_from": timezone.localdate().isoformat(),
            "valid_to": "",
        }
        response = sign_in(manager).post(f"/organisation/{pom.pk}/", data)
        assert response.status_code == 302
        membership = newcomer.memberships.get()
        assert (membership.role, membership.unit, membership.approved_by) == (
            "coordinator",
            pom,
            manager,
        )

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"email": "ingen@example.org"}, "Det finns inget|There is no account"),
            ({"role": "administrator"}, "role|roll"),
            ({"role": ""}, "role|roll"),
            ({"valid_to": "2020-01-01"}, "before the first|före den första"),
            ({"valid_from": "igår"}, "valid_from"),
        ],
    )
    def test_what_is_wrong_is_said(
        self,
        make_user: MakeUser,
        sign_in: SignIn,
        pom: Unit,
        change: dict[str, str],
        words: str,
    ) -> None:
        newcomer = make_user(None)
        data = {
            "email": newcomer.email,
            "role": "coordinator",
            "valid_from": timezone.localdate().isoformat(),
            "valid_to": "",
        } | change
        response = sign_in(make_user(Role.UNIT_MANAGER, "pom")).post(
            f"/organisation/{pom.pk}/", data
        )
        assert response.status_code == 422
        page = response.content.decode()
        assert any(word in page for word in words.split("|"))
        assert not newcomer.memberships.exists()

    def test_not_to_oneself(self, make_user: MakeUser, sign_in: SignIn, pom: Unit) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        data = {
            "email": manager.email,
            "role": "coordinator",
            "valid_from": timezone.localdate().isoformat(),
        }
        response = sign_in(manager).post(f"/organisation/{pom.pk}/", data)
        assert response.status_code == 422
        assert manager.memberships.count() == 1

    @pytest.mark.parametrize(
        ("role", "unit_code"),
        [
            (Role.OUTREACH_WORKER, "pom"),
            (Role.COORDINATOR, "pom"),
            (Role.UNIT_MANAGER, "mika"),
            (Role.LOG_REVIEWER, None),
            (Role.STATISTICS_MANAGER, None),
        ],
    )
    def test_nobody_else_changes_anything_by_post(
        self,
        make_user: MakeUser,
        sign_in: SignIn,
        pom: Unit,
        role: Role,
        unit_code: str | None,
    ) -> None:
        colleague, newcomer = make_user(Role.COORDINATOR, "pom"), make_user(None)
        client = sign_in(make_user(role, unit_code))
        today = timezone.localdate().isoformat()
        held = colleague.memberships.get()
        before = list(Membership.objects.order_by("pk").values())
        posts = {
            f"/organisation/{pom.pk}/": {
                "email": newcomer.email,
                "role": "coordinator",
                "valid_from": today,
            },
            f"/organisation/medlemskap/{held.pk}/avsluta/": {"last_day": today},
            f"/organisation/konton/{newcomer.pk}/": {"role": "administrator", "valid_from": today},
            f"/organisation/konton/{colleague.pk}/lage/": {"wanted": "inactive"},
            f"/organisation/konton/{colleague.pk}/losenord/": {},
            "/organisation/konton/nytt/": {"email": "ny@example.org", "full_name": "Ny"},
        }
        assert {url: client.post(url, data).status_code for url, data in posts.items()} == (
            dict.fromkeys(posts, 404)
        )
        assert list(Membership.objects.order_by("pk").values()) == before
        assert not User.objects.filter(email="ny@example.org").exists()
        unchanged = User.objects.get(pk=colleague.pk)
        assert (unchanged.is_active, unchanged.password) == (True, colleague.password)

    def test_an_administrator_is_no_units_manager(
        self, make_user: MakeUser, sign_in: SignIn, pom: Unit
    ) -> None:
        make_user(Role.UNIT_MANAGER, "pom")
        newcomer = make_user(None)
        client = sign_in(make_user(Role.ADMINISTRATOR))
        assert 'name="email"' not in client.get(f"/organisation/{pom.pk}/").content.decode()
        data = {
            "email": newcomer.email,
            "role": "coordinator",
            "valid_from": timezone.localdate().isoformat(),
        }
        assert client.post(f"/organisation/{pom.pk}/", data).status_code == 422
        assert not newcomer.memberships.exists()


class TestEnding:
    def test_goes_back_to_the_unit(self, make_user: MakeUser, sign_in: SignIn, pom: Unit) -> None:
        worker = make_user(Role.COORDINATOR, "pom")
        membership = worker.memberships.get()
        today = timezone.localdate()
        response = sign_in(make_user(Role.UNIT_MANAGER, "pom")).post(
            f"/organisation/medlemskap/{membership.pk}/avsluta/", {"last_day": today.isoformat()}
        )
        assert response.headers["Location"] == f"/organisation/{pom.pk}/"
        membership.refresh_from_db()
        assert membership.valid_to == today

    def test_a_refusal_stands_at_the_field(self, make_user: MakeUser, sign_in: SignIn) -> None:
        membership = make_user(Role.COORDINATOR, "pom").memberships.get()
        day = timezone.localdate() - timedelta(days=3)
        response = sign_in(make_user(Role.UNIT_MANAGER, "pom")).post(
            f"/organisation/medlemskap/{membership.pk}/avsluta/", {"last_day": day.isoformat()}
        )
        assert response.status_code == 422
        assert 'id="id_last_day_error"' in response.content.decode()

    def test_a_city_role_goes_back_to_the_account(
        self, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        reviewer = make_user(Role.LOG_REVIEWER)
        url = f"/organisation/medlemskap/{reviewer.memberships.get().pk}/avsluta/"
        client = sign_in(make_user(Role.ADMINISTRATOR))
        assert client.get(url).status_code == 200
        response = client.post(url, {"last_day": timezone.localdate().isoformat()})
        assert response.headers["Location"] == f"/organisation/konton/{reviewer.pk}/"


class TestAccounts:
    def test_made_and_shown_once(self, make_user: MakeUser, sign_in: SignIn) -> None:
        client = sign_in(make_user(Role.ADMINISTRATOR))
        data = {"email": "ny@example.org", "full_name": "Ny Kollega"}
        page = client.post("/organisation/konton/nytt/", data).content.decode()
        password = page.split('class="one-time-password">', 1)[1].split("<", 1)[0]
        account = User.objects.get(email="ny@example.org")
        assert account.check_password(password)
        assert password not in client.get(f"/organisation/konton/{account.pk}/").content.decode()
        assert client.post("/organisation/konton/nytt/", data).status_code == 422

    def test_out_of_use_and_back(self, make_user: MakeUser, sign_in: SignIn) -> None:
        worker = make_user(Role.COORDINATOR, "pom")
        client = sign_in(make_user(Role.ADMINISTRATOR))
        for wanted, active in (("inactive", False), ("inactive", False), ("active", True)):
            client.post(f"/organisation/konton/{worker.pk}/lage/", {"wanted": wanted})
            worker.refresh_from_db()
            assert worker.is_active is active

    def test_a_city_role_is_given_there(self, make_user: MakeUser, sign_in: SignIn) -> None:
        newcomer = make_user(None)
        client = sign_in(make_user(Role.ADMINISTRATOR))
        today = timezone.localdate().isoformat()
        url = f"/organisation/konton/{newcomer.pk}/"
        assert client.post(url, {"role": "coordinator", "valid_from": today}).status_code == 422
        assert client.post(url, {"role": "log_reviewer", "valid_from": today}).status_code == 302
        assert newcomer.memberships.get().role == "log_reviewer"

    def test_list_by_state(self, make_user: MakeUser, sign_in: SignIn) -> None:
        administrator = make_user(Role.ADMINISTRATOR)
        make_user(None, is_active=False)
        client = sign_in(administrator)
        counted = {
            state: rows(client, f"/organisation/konton/?state={state}")
            for state in ("active", "inactive", "all", "x")
        }
        assert counted == {"active": 1, "inactive": 1, "all": 2, "x": 1}


class TestMunicipalities:
    def test_counts_and_filters(self, make_user: MakeUser, sign_in: SignIn) -> None:
        client = sign_in(make_user(Role.LOG_REVIEWER))
        counted = {
            standing: rows(client, f"/kommuner/?standing={standing}")
            for standing in ("joined", "not_joined", "unknown", "nonsense")
        }
        assert counted == {"joined": 15, "not_joined": 10, "unknown": 1, "nonsense": 25}
        assert rows(client, "/kommuner/?standing=outside&page=11") == 13
        assert rows(client, "/kommuner/?standing=all&page=999") == 290 - 11 * 25
        assert rows(client, "/kommuner/?standing=all&page=" + "9" * 5000) == 15

    @pytest.mark.parametrize("order", ["name", "-name", "county", "standing", "from", "-to"])
    def test_sorts(self, make_user: MakeUser, sign_in: SignIn, order: str) -> None:
        page = sign_in(make_user(Role.LOG_REVIEWER)).get(f"/kommuner/?order={order}")
        expected = "descending" if order.startswith("-") else "ascending"
        assert page.content.decode().count(f'aria-sort="{expected}"') == 1

    @pytest.mark.parametrize("order", ["source", "password", "-", "", "name; DROP", "--name"])
    def test_sorts_by_nothing_else(self, make_user: MakeUser, sign_in: SignIn, order: str) -> None:
        page = sign_in(make_user(Role.LOG_REVIEWER)).get("/kommuner/", {"order": order})
        assert page.status_code == 200
        assert 'aria-sort="ascending"' in page.content.decode()

    def test_an_agreement_that_has_ended_no_longer_counts(
        self, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        nacka = Municipality.objects.get(name="Nacka")
        nacka.agreements.update(valid_to=timezone.localdate() - timedelta(days=1))
        client = sign_in(make_user(Role.LOG_REVIEWER))
        assert rows(client, "/kommuner/?standing=joined") == 14
        assert rows(client, "/kommuner/?standing=unknown") == 2


class TestCost:
    """The same number of queries at one row and at fifty."""

    def test_unit(self, make_user: MakeUser, sign_in: SignIn, pom: Unit) -> None:
        client = sign_in(make_user(Role.UNIT_MANAGER, "pom"))
        few = queries(client, f"/organisation/{pom.pk}/")
        for _ in range(50):
            make_user(Role.COORDINATOR, "pom")
        assert queries(client, f"/organisation/{pom.pk}/") == few

    def test_accounts(self, make_user: MakeUser, sign_in: SignIn) -> None:
        client = sign_in(make_user(Role.ADMINISTRATOR))
        few = queries(client, "/organisation/konton/")
        for _ in range(50):
            make_user(Role.COORDINATOR, "pom")
        assert queries(client, "/organisation/konton/") == few
        assert rows(client, "/organisation/konton/") == 25

    def test_organisation(self, make_user: MakeUser, sign_in: SignIn) -> None:
        # Of units that receive offers or write to municipalities: the navigation counts for them.
        manager = make_user(Role.UNIT_MANAGER, "mika")
        counted = ("mika", "kast", "stab")
        for code in counted[1:]:
            employ(manager, Role.UNIT_MANAGER, code)
        one = queries(sign_in(manager), "/organisation/")
        for unit in Unit.objects.exclude(code__in=counted):
            employ(manager, Role.UNIT_MANAGER, unit)
        assert rows(sign_in(manager), "/organisation/") == 9
        assert queries(sign_in(manager), "/organisation/") == one

    def test_municipalities(self, make_user: MakeUser, sign_in: SignIn) -> None:
        client = sign_in(make_user(Role.LOG_REVIEWER))
        one = queries(client, "/kommuner/?standing=unknown")
        assert queries(client, "/kommuner/?standing=all") == one
