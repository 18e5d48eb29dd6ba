"""What stands in the database about a session opens none, and an ended session is dead at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.sessions import end_session
from casework.actors import acting_as
from casework.enums import Role
from casework.models import AuditEvent, User
from casework.tasks.recovery import forget_ended_sessions
from casework.web.session_store import SessionStore, stored_key
from tests.conftest import PASSWORD, MakeUser

pytestmark = pytest.mark.django_db
LIST = "/konto/sessions/"


def signed_in(user: User, browser: str = "Mozilla/5.0 (X11; Linux) Firefox/140.0") -> Client:
    client = Client(headers={"user-agent": browser})
    response = client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302
    return client


def cookie(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def may_read(table: str) -> bool:
    """Whether the application role reads the table: what it can't read is no table of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, %s, 'SELECT')", [table])
        return bool(cursor.fetchone()[0])


def tables_with(text: str) -> set[str]:
    """The tables of which a row holds *text*, read by somebody who reads the log too."""
    found = set()
    existing = set(connection.introspection.table_names())
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table not in existing or not may_read(table):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} t WHERE t::text LIKE %s LIMIT 1", [f"%{text}%"])
            if cursor.fetchone():
                found.add(table)
    return found


def is_signed_in(client: Client) -> bool:
    return client.get("/roller/").status_code == 200


class TestKeys:
    def test_the_cookie_stands_in_no_table(self, make_user: MakeUser) -> None:
        client = signed_in(make_user(Role.COORDINATOR, "pom"))
        client.get("/roller/")
        with acting_as(make_user(Role.LOG_REVIEWER)):
            assert tables_with(cookie(client)) == set()
            assert tables_with(stored_key(cookie(client))) == {
                "django_session",
                "usersessions_usersession",
            }

    def test_what_stands_there_is_no_cookie(self, make_user: MakeUser) -> None:
        client = signed_in(make_user(None))
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = stored_key(cookie(client))
        assert is_signed_in(client)
        assert not is_signed_in(thief)

    def test_a_key_chosen_by_the_browser_is_not_taken(self, make_user: MakeUser) -> None:
        user, client = make_user(None), Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = "chosen-by-somebody-else-0123456789"
        client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
        assert cookie(client) != "chosen-by-somebody-else-0123456789"
        assert is_signed_in(client)

    def test_an_ended_session_is_not_written_again(self) -> None:
        store = SessionStore()
        store["seen"] = 1
        store.save()
        other = SessionStore(store.session_key)
        assert other["seen"] == 1
        other.flush()
        assert not store.exists(store.session_key or "")
        assert SessionStore(store.session_key).load() == {}

    def test_signing_in_changes_the_key(self, make_user: MakeUser) -> None:
        user, client = make_user(None), Client()
        client.get("/konto/login/")
        client.post("/konto/logout/")
        signed = signed_in(user)
        first = cookie(signed)
        signed.post("/konto/logout/")
        signed.post("/konto/login/", {"login": user.email, "password": PASSWORD})
        assert cookie(signed) != first
        assert Session.objects.filter(pk=stored_key(first)).count() == 0


class TestTheList:
    def test_shows_my_devices_and_nobody_elses(self, make_user: MakeUser) -> None:
        user, other = make_user(None), make_user(None)
        client = signed_in(user)
        signed_in(user, "Mozilla/5.0 (iPad) Safari/600")
        signed_in(other, "Mozilla/5.0 (Windows NT 10.0) Edg/140")
        page = client.get(LIST).content.decode()
        assert page.count("<li>\n        <svg") == 2
        assert page.count("Den här enheten") == 1
        assert ("iPad" in page, "Edge" in page) == (True, False)

    def test_an_expired_session_is_not_shown(self, make_user: MakeUser) -> None:
        user = make_user(None)
        client, old = signed_in(user), signed_in(user)
        Session.objects.filter(pk=stored_key(cookie(old))).update(
            expire_date=timezone.now() - timedelta(minutes=1)
        )
        assert client.get(LIST).context["sessions"].count() == 1

    def test_one_device_is_signed_out_at_once(self, make_user: MakeUser) -> None:
        user = make_user(None)
        client, other, third = signed_in(user), signed_in(user), signed_in(user)
        row = UserSession.objects.get(session_key=stored_key(cookie(other)))
        response = client.post(f"{LIST}{row.pk}/avsluta/")
        assert response.headers["Location"] == LIST
        assert [is_signed_in(c) for c in (client, other, third)] == [True, False, True]
        with acting_as(user):
            event = AuditEvent.objects.get(event="account.sessions_ended")
        assert (event.actor_id, event.details) == (user.pk, {"count": 1})

    def test_all_others_are_signed_out_at_once(self, make_user: MakeUser) -> None:
        user = make_user(None)
        client, other, stranger = signed_in(user), signed_in(user), signed_in(make_user(None))
        client.post(LIST)
        assert [is_signed_in(c) for c in (client, other, stranger)] == [True, False, True]

    def test_my_own_leads_to_the_sign_in_page(self, make_user: MakeUser) -> None:
        client = signed_in(make_user(None))
        row = UserSession.objects.get(session_key=stored_key(cookie(client)))
        response = client.post(f"{LIST}{row.pk}/avsluta/")
        assert response.headers["Location"] == "/konto/login/"
        assert not is_signed_in(client)

    def test_somebody_elses_is_not_there(self, make_user: MakeUser) -> None:
        client, other = signed_in(make_user(None)), signed_in(make_user(None))
        row = UserSession.objects.get(session_key=stored_key(cookie(other)))
        theirs = client.post(f"{LIST}{row.pk}/avsluta/")
        absent = client.post(f"{LIST}{row.pk + 1000}/avsluta/")
        assert (theirs.status_code, absent.status_code) == (404, 404)
        assert theirs.content == absent.content
        assert is_signed_in(other)

    def test_the_action_ends_nobody_elses_either(self, make_user: MakeUser) -> None:
        user, other = make_user(None), signed_in(make_user(None))
        row = UserSession.objects.get(session_key=stored_key(cookie(other)))
        with pytest.raises(ActionRefused):
            end_session(by=user, session=row)
        assert is_signed_in(other)

    def test_when_it_was_last_used_is_noted_every_few_minutes(self, make_user: MakeUser) -> None:
        client = signed_in(make_user(None))
        row = UserSession.objects.get()
        client.get("/roller/")
        row.refresh_from_db()
        first = row.last_seen_at
        session = client.session
        session["seen_at"] -= 600
        session.save()
        client.get("/inloggad/")
        row.refresh_from_db()
        assert row.last_seen_at == first
        client.get("/roller/", REMOTE_ADDR="192.0.2.7")
        row.refresh_from_db()
        assert (row.last_seen_at > first, row.ip) == (True, "192.0.2.7")


class TestOtherEnds:
    def test_an_account_out_of_use_and_in_use_again_is_signed_out(
        self, make_user: MakeUser
    ) -> None:
        administrator, user = make_user(Role.ADMINISTRATOR), make_user(None)
        client, desk = signed_in(user), signed_in(administrator)
        for wanted in ("inactive", "active"):
            desk.post(f"/organisation/konton/{user.pk}/lage/", {"wanted": wanted})
        assert not is_signed_in(client)
        assert UserSession.objects.filter(user=user).count() == 0

    def test_a_new_password_of_ones_own_ends_the_others(self, make_user: MakeUser) -> None:
        user = make_user(None)
        client, other = signed_in(user), signed_in(user)
        new = "en-helt-annan-lykta-7"
        client.post(
            "/konto/password/change/",
            {"oldpassword": PASSWORD, "password1": new, "password2": new},
        )
        assert not is_signed_in(other)
        assert UserSession.objects.filter(user=user).count() <= 1


def test_what_has_run_out_is_forgotten(make_user: MakeUser) -> None:
    user = make_user(None)
    client, old = signed_in(user), signed_in(user)
    Session.objects.filter(pk=stored_key(cookie(old))).update(
        expire_date=timezone.now() - timedelta(minutes=1)
    )
    forget_ended_sessions()
    alive = stored_key(cookie(client))
    assert list(Session.objects.values_list("pk", flat=True)) == [alive]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [alive]
    assert is_signed_in(client)


class TestTimeLeft:
    def test_asking_renews_nothing_and_staying_does(self, make_user: MakeUser) -> None:
        client = signed_in(make_user(None))
        key = stored_key(cookie(client))
        Session.objects.filter(pk=key).update(expire_date=timezone.now() + timedelta(seconds=200))
        for _ in range(2):
            left = client.get("/inloggad/").json()
            assert 195 <= left["seconds"] <= 200
        assert left["can_stay"] is True
        assert client.post("/inloggad/kvar/").json() == {"seconds": 3600, "can_stay": True}
        assert 3595 <= client.get("/inloggad/").json()["seconds"] <= 3600

    def test_nothing_goes_on_past_a_days_work(self, make_user: MakeUser) -> None:
        client = signed_in(make_user(None))
        client.get("/roller/")
        session = client.session
        session["signed_in_at"] -= settings.SIGNED_IN_SECONDS - 120
        session.save()
        left = client.post("/inloggad/kvar/").json()
        assert left["can_stay"] is False
        assert 115 <= left["seconds"] <= 120

    def test_without_a_session_it_tells_nothing(self) -> None:
        response = Client().get("/inloggad/")
        assert response.headers["Location"] == "/konto/login/?next=/inloggad/"
