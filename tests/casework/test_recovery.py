"""Letting somebody in again takes two people, within a day, and neither can do it alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from casework.access.recovery import can_confirm_recovery, can_see_recovery
from casework.actions.accounts import renew_password
from casework.actions.base import ActionRefused
from casework.actions.recovery import ask_recovery, confirm_recovery, stop_recovery
from casework.actors import CLOCK, acting_as
from casework.enums import RecoveryKind, RecoveryState, Role
from casework.models import AuditEvent, Recovery, User
from casework.models.recovery import KEPT
from casework.queries.recovery import elsewhere, to_confirm
from casework.tasks.recovery import expire_recoveries
from tests.conftest import PASSWORD, MakeUser, SignIn
from tests.counting import MOST_QUERIES, statements_of
from tests.staff import change_memberships, employ

pytestmark = pytest.mark.django_db
LIST = "/organisation/konton/aterstallning/"
REASON = "Hon ringde från sin egen telefon"


class People:
    """An administrator who asks, two who may confirm, one who may not, and whom it is about."""

    def __init__(self, make_user: MakeUser) -> None:
        self.asker = make_user(Role.ADMINISTRATOR)
        self.administrator = make_user(Role.ADMINISTRATOR)
        self.manager = make_user(Role.UNIT_MANAGER, "pom")
        self.stranger = make_user(Role.UNIT_MANAGER, "mika")
        self.holder = make_user(Role.COORDINATOR, "pom")
        TOTP.activate(self.holder, generate_totp_secret())

    def ask(self, kind: RecoveryKind = RecoveryKind.FACTOR) -> Recovery:
        recovery, self.half = ask_recovery(
            by=self.asker, holder=self.holder, kind=kind, reason=REASON
        )
        return recovery

    def state(self, recovery: Recovery) -> str:
        with acting_as(self.asker):
            return Recovery.objects.get(pk=recovery.pk).state


@pytest.fixture
def people(make_user: MakeUser) -> People:
    return People(make_user)


def has_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user).exists())


def events(make_user: MakeUser, holder: User) -> list[tuple[str, object]]:
    with acting_as(make_user(Role.LOG_REVIEWER)):
        found = AuditEvent.objects.filter(object_id=holder.pk).order_by("at", "pk")
        return list(found.values_list("event", "actor_id"))


def age(recovery: Recovery, hours: float) -> None:
    """Let it have been asked for so many hours ago."""
    asked_at = timezone.now() - timedelta(hours=hours)
    with acting_as(recovery.asked_by):
        Recovery.objects.filter(pk=recovery.pk).update(
            asked_at=asked_at, expires_at=asked_at + KEPT
        )


class TestASecondFactor:
    @pytest.mark.parametrize("second", ["administrator", "manager"])
    def test_goes_when_two_agree(self, people: People, make_user: MakeUser, second: str) -> None:
        recovery, by = people.ask(), getattr(people, second)
        assert has_factor(people.holder)
        assert confirm_recovery(by=by, recovery_id=recovery.pk) == ""
        assert not has_factor(people.holder)
        assert people.state(recovery) == "confirmed"
        assert events(make_user, people.holder)[-3:] == [
            ("recovery.asked", people.asker.pk),
            ("account.factor_removed", by.pk),
            ("recovery.confirmed", by.pk),
        ]
        unchanged = User.objects.get(pk=people.holder.pk)
        assert (unchanged.password, unchanged.password_is_temporary) == (
            people.holder.password,
            False,
        )

    def test_the_holder_is_signed_out_and_led_to_a_new_one(self, people: People) -> None:
        Authenticator.objects.filter(user=people.holder).delete()
        client = Client()
        client.post("/konto/login/", {"login": people.holder.email, "password": PASSWORD})
        TOTP.activate(people.holder, generate_totp_secret())
        assert client.get("/roller/").status_code == 200
        confirm_recovery(by=people.manager, recovery_id=people.ask().pk)
        assert client.get("/roller/").status_code == 302
        with override_settings(SECOND_FACTOR_ROLES=["coordinator"]):
            client.post("/konto/login/", {"login": people.holder.email, "password": PASSWORD})
            assert client.get("/roller/").headers["Location"] == "/konto/2fa/"

    @pytest.mark.parametrize("who", ["asker", "stranger", "holder"])
    def test_stays_where_the_second_may_not(self, people: People, who: str) -> None:
        recovery = people.ask()
        with pytest.raises((ActionRefused, Recovery.DoesNotExist)):
            confirm_recovery(by=getattr(people, who), recovery_id=recovery.pk)
        assert has_factor(people.holder)
        assert people.state(recovery) == "waiting"

    def test_an_administrator_does_not_confirm_about_oneself(
        self, people: People, make_user: MakeUser
    ) -> None:
        make_user(Role.ADMINISTRATOR)
        TOTP.activate(people.administrator, generate_totp_secret())
        recovery, _half = ask_recovery(
            by=people.asker,
            holder=people.administrator,
            kind=RecoveryKind.FACTOR,
            reason=REASON,
        )
        with pytest.raises(ActionRefused):
            confirm_recovery(by=people.administrator, recovery_id=recovery.pk)
        assert has_factor(people.administrator)

    def test_is_confirmed_once(self, people: People, make_user: MakeUser) -> None:
        recovery = people.ask()
        confirm_recovery(by=people.manager, recovery_id=recovery.pk)
        TOTP.activate(people.holder, generate_totp_secret())
        with pytest.raises(ActionRefused, match="avslutad redan"):
            confirm_recovery(by=people.administrator, recovery_id=recovery.pk)
        assert has_factor(people.holder)

    def test_is_not_confirmed_after_a_day(self, people: People) -> None:
        recovery = people.ask()
        age(recovery, 23.9)
        with acting_as(people.manager):
            assert to_confirm(people.manager).count() == 1
        age(recovery, 24.1)
        with acting_as(people.manager):
            assert to_confirm(people.manager).count() == 0
        with pytest.raises(ActionRefused, match="äldre än ett dygn"):
            confirm_recovery(by=people.manager, recovery_id=recovery.pk)
        assert has_factor(people.holder)

    def test_is_not_confirmed_when_stopped(self, people: People) -> None:
        recovery = people.ask()
        stop_recovery(by=people.asker, recovery_id=recovery.pk)
        with pytest.raises(ActionRefused):
            confirm_recovery(by=people.manager, recovery_id=recovery.pk)
        assert (has_factor(people.holder), people.state(recovery)) == (True, "stopped")

    def test_is_not_confirmed_for_an_asker_who_is_gone(
        self, people: People, sign_in: SignIn
    ) -> None:
        recovery = people.ask()
        with acting_as(people.manager):
            assert list(to_confirm(people.manager)) == [recovery]
        User.objects.filter(pk=people.asker.pk).update(is_active=False)
        with pytest.raises(ActionRefused, match=r"inte i bruk|not in use"):
            confirm_recovery(by=people.manager, recovery_id=recovery.pk)
        with acting_as(people.manager):
            found = Recovery.objects.get(pk=recovery.pk)
            assert not can_confirm_recovery(people.manager, found)
            assert list(to_confirm(people.manager)) == []
            assert list(elsewhere(people.manager)) == [recovery]
        page = sign_in(people.manager).get(reverse("casework:recovery", args=[recovery.pk]))
        assert 'value="confirm"' not in page.content.decode()
        assert has_factor(people.holder)

    def test_nor_by_a_manager_who_is_none_any_more(self, people: People) -> None:
        recovery = people.ask()
        change_memberships(
            people.manager,
            valid_from=timezone.localdate() - timedelta(days=9),
            valid_to=timezone.localdate() - timedelta(days=1),
        )
        with pytest.raises((ActionRefused, Recovery.DoesNotExist)):
            confirm_recovery(by=people.manager, recovery_id=recovery.pk)
        assert has_factor(people.holder)


class TestAPassword:
    def test_is_made_of_two_halves_that_nobody_holds_both_of(self, people: People) -> None:
        recovery = people.ask(RecoveryKind.PASSWORD)
        first = people.half
        assert User.objects.get(pk=people.holder.pk).check_password(PASSWORD)
        second = confirm_recovery(by=people.manager, recovery_id=recovery.pk)
        holder = User.objects.get(pk=people.holder.pk)
        assert holder.check_password(f"{first}-{second}")
        assert not any(holder.check_password(half) for half in (first, second, PASSWORD))
        assert holder.password_is_temporary
        assert {len(first), len(second)} == {11}
        assert has_factor(holder)

    def test_the_first_half_is_sealed_and_then_gone(self, people: People) -> None:
        recovery = people.ask(RecoveryKind.PASSWORD)

        def row() -> str:
            with acting_as(people.manager), connection.cursor() as cursor:
                cursor.execute("SELECT r::text FROM casework_recovery r")
                return str(cursor.fetchone()[0])

        for text in (people.half, REASON):
            assert text not in row()
            assert text.encode().hex() not in row()
        confirm_recovery(by=people.manager, recovery_id=recovery.pk)
        with acting_as(people.asker):
            done = Recovery.objects.get(pk=recovery.pk)
            assert (done.first_half, done.reason) == (None, REASON)

    def test_of_somebody_with_a_role_no_administrator_renews_alone(self, people: People) -> None:
        with pytest.raises(ActionRefused):
            renew_password(by=people.asker, user=people.holder)
        assert User.objects.get(pk=people.holder.pk).password == people.holder.password

    def test_nor_of_somebody_whose_roles_were_just_ended(self, people: People) -> None:
        """Else one would end them, take the password, and ask the manager to give them again."""
        change_memberships(
            people.holder,
            valid_from=timezone.localdate() - timedelta(days=9),
            valid_to=timezone.localdate() - timedelta(days=1),
        )
        with pytest.raises(ActionRefused):
            renew_password(by=people.asker, user=people.holder)

    def test_nor_of_somebody_whose_role_begins_tomorrow(
        self, people: People, make_user: MakeUser
    ) -> None:
        newcomer = make_user(None)
        renew_password(by=people.asker, user=newcomer)
        tomorrow = timezone.localdate() + timedelta(days=1)
        employ(newcomer, Role.COORDINATOR, "pom", valid_from=tomorrow)
        with pytest.raises(ActionRefused):
            renew_password(by=people.asker, user=newcomer)


class TestAsking:
    @pytest.mark.parametrize("who", ["manager", "holder", "stranger"])
    def test_is_for_administrators(self, people: People, who: str) -> None:
        with pytest.raises(ActionRefused):
            ask_recovery(
                by=getattr(people, who),
                holder=people.holder,
                kind=RecoveryKind.FACTOR,
                reason=REASON,
            )

    def test_not_for_oneself(self, people: People) -> None:
        TOTP.activate(people.asker, generate_totp_secret())
        with pytest.raises(ActionRefused):
            ask_recovery(
                by=people.asker, holder=people.asker, kind=RecoveryKind.FACTOR, reason=REASON
            )

    def test_not_twice_and_again_after_a_day(self, people: People) -> None:
        first = people.ask()
        with pytest.raises(ActionRefused):
            people.ask()
        age(first, 25)
        again = people.ask()
        assert (people.state(first), people.state(again)) == ("stopped", "waiting")

    def test_not_without_a_reason_a_factor_or_a_second_person(
        self, people: People, make_user: MakeUser
    ) -> None:
        refused: list[tuple[User, RecoveryKind, str]] = [
            (people.holder, RecoveryKind.FACTOR, "  "),
            (people.manager, RecoveryKind.FACTOR, REASON),
        ]
        for holder, kind, reason in refused:
            with pytest.raises(ActionRefused):
                ask_recovery(by=people.asker, holder=holder, kind=kind, reason=reason)
        yesterday = timezone.localdate() - timedelta(days=1)
        for somebody in (people.administrator, people.manager):
            change_memberships(somebody, valid_from=yesterday, valid_to=yesterday)
        with pytest.raises(ActionRefused, match="på servern"):
            people.ask()


class TestTheDatabase:
    """What no bug above it can do."""

    @pytest.mark.parametrize("who", ["asker", "holder"])
    def test_refuses_a_confirmation_by_the_wrong_one(self, people: People, who: str) -> None:
        recovery = people.ask()
        with pytest.raises(IntegrityError), acting_as(people.asker):
            Recovery.objects.filter(pk=recovery.pk).update(
                state=RecoveryState.CONFIRMED,
                settled_by=people.asker,
                settled_at=timezone.now(),
                **({} if who == "asker" else {"asked_by": people.manager, "holder": people.asker}),
            )

    def test_refuses_a_confirmation_in_somebody_elses_name(self, people: People) -> None:
        recovery = people.ask()
        with pytest.raises(DatabaseError, match="row-level security"), acting_as(people.asker):
            Recovery.objects.filter(pk=recovery.pk).update(
                state=RecoveryState.CONFIRMED,
                settled_by=people.manager,
                settled_at=timezone.now(),
            )

    def test_refuses_a_late_confirmation(self, people: People) -> None:
        recovery = people.ask()
        age(recovery, 25)
        with pytest.raises(IntegrityError), acting_as(people.manager):
            Recovery.objects.filter(pk=recovery.pk).update(
                state=RecoveryState.CONFIRMED,
                settled_by=people.manager,
                settled_at=timezone.now(),
            )

    def test_refuses_a_confirmation_for_an_asker_who_is_gone(self, people: People) -> None:
        recovery = people.ask()
        User.objects.filter(pk=people.asker.pk).update(is_active=False)
        with pytest.raises(DatabaseError, match="row-level security"), acting_as(people.manager):
            Recovery.objects.filter(pk=recovery.pk).update(
                state=RecoveryState.CONFIRMED,
                settled_by=people.manager,
                settled_at=timezone.now(),
            )

    def test_lets_nobody_change_what_is_settled_or_delete(self, people: People) -> None:
        recovery = people.ask()
        confirm_recovery(by=people.manager, recovery_id=recovery.pk)
        with acting_as(people.administrator):
            changed = Recovery.objects.filter(pk=recovery.pk).update(state=RecoveryState.STOPPED)
        assert changed == 0
        with pytest.raises(DatabaseError, match="permission denied"):
            with acting_as(people.administrator), connection.cursor() as cursor:
                cursor.execute("DELETE FROM casework_recovery")

    def test_agrees_with_the_rule_about_who_sees_it(
        self, people: People, make_user: MakeUser
    ) -> None:
        recovery = people.ask()
        everybody = [
            *(people.asker, people.administrator, people.manager, people.stranger, people.holder),
            *(make_user(role) for role in (Role.STATISTICS_MANAGER, Role.LOG_REVIEWER)),
            make_user(Role.OUTREACH_WORKER, "pom"),
            make_user(None, is_superuser=True),
        ]
        expected = [True, True, True, *[False] * 6]
        for user, wanted in zip(everybody, expected, strict=True):
            assert can_see_recovery(user, recovery) is wanted
            with acting_as(user):
                assert Recovery.objects.exists() is wanted
                assert Recovery.objects.visible_to(user).exists() is wanted


class TestTheClock:
    def test_closes_what_nobody_confirmed(self, people: People, make_user: MakeUser) -> None:
        late, half = people.ask(RecoveryKind.PASSWORD), people.half
        waiting = people.ask()
        age(late, 25)
        expire_recoveries()
        expire_recoveries()
        assert (people.state(late), people.state(waiting)) == ("expired", "waiting")
        with acting_as(people.asker):
            assert Recovery.objects.get(pk=late.pk).first_half is None
        assert half
        with acting_as(make_user(Role.LOG_REVIEWER)):
            event = AuditEvent.objects.get(event="recovery.expired")
        assert (event.actor_name, event.details) == ("clock", {"count": 1})

    def test_reads_no_reason_and_closes_nothing_early(self, people: People) -> None:
        people.ask()
        with acting_as(CLOCK):
            assert Recovery.objects.order_by().values_list("pk").count() == 0
        for statement in (
            "SELECT reason FROM casework_recovery",
            "SELECT holder_id FROM casework_recovery",
            "UPDATE casework_recovery SET settled_by_id = NULL",
        ):
            with pytest.raises(DatabaseError, match="permission denied"):
                with acting_as(CLOCK), connection.cursor() as cursor:
                    cursor.execute(statement)


class TestThePages:
    def test_two_people_do_it_and_each_sees_one_half(
        self, people: People, sign_in: SignIn, make_user: MakeUser
    ) -> None:
        desk, other = sign_in(people.asker), sign_in(people.manager)
        page = f"/organisation/konton/{people.holder.pk}/aterstall/"
        assert desk.get(page).status_code == 200
        answer = desk.post(page, {"kind": "password", "reason": REASON}).content.decode()
        (first,) = re.findall(r'one-time-password">([a-z0-9-]+)<', answer)
        with acting_as(people.manager):
            recovery = Recovery.objects.get()
        address = f"{LIST}{recovery.pk}/"
        assert address in other.get(LIST).content.decode()
        assert "En kollega väntar på din" in other.get("/organisation/").content.decode()
        opened = other.get(address).content.decode()
        assert (REASON in opened, first.strip("-") in opened) == (True, False)
        done = other.post(address, {"wanted": "confirm"}).content.decode()
        (second,) = re.findall(r'one-time-password">([a-z0-9-]+)<', done)
        assert User.objects.get(pk=people.holder.pk).check_password(first + second.strip("-"))
        for text in (first.strip("-"), second.strip("-")):
            for client in (desk, other):
                assert text not in client.get(address).content.decode()

    def test_the_asker_confirms_nothing_by_a_made_up_request(
        self, people: People, sign_in: SignIn
    ) -> None:
        recovery, desk = people.ask(), sign_in(people.asker)
        address = f"{LIST}{recovery.pk}/"
        assert 'value="confirm"' not in desk.get(address).content.decode()
        response = desk.post(address, {"wanted": "confirm"})
        assert response.headers["Location"] == address
        assert "det krävs två" in desk.get(address).content.decode()
        assert has_factor(people.holder)

    def test_the_second_is_told_that_it_is_done_already(
        self, people: People, sign_in: SignIn
    ) -> None:
        recovery = people.ask()
        address = f"{LIST}{recovery.pk}/"
        late = sign_in(people.administrator)
        assert 'value="confirm"' in late.get(address).content.decode()
        sign_in(people.manager).post(address, {"wanted": "confirm"})
        late.post(address, {"wanted": "confirm"})
        page = late.get(address).content.decode()
        assert "avslutad redan" in page
        assert str(people.manager) in page

    def test_what_is_not_mine_is_not_there(
        self, people: People, sign_in: SignIn, make_user: MakeUser
    ) -> None:
        recovery = people.ask()
        for user in (people.stranger, people.holder, make_user(Role.LOG_REVIEWER)):
            client = sign_in(user)
            assert client.get(f"{LIST}{recovery.pk}/").status_code == 404
            response = client.post(f"{LIST}{recovery.pk}/", {"wanted": "confirm"})
            assert response.status_code == 404
        assert has_factor(people.holder)

    def test_the_list_asks_as_much_for_one_as_for_three(
        self,
        people: People,
        sign_in: SignIn,
        make_user: MakeUser,
    ) -> None:
        client, counts = sign_in(people.manager), []
        client.get(LIST)
        for size in (1, 3):
            while True:
                with acting_as(people.manager):
                    if to_confirm(people.manager).count() >= size:
                        break
                holder = make_user(Role.COORDINATOR, "pom")
                ask_recovery(
                    by=people.asker, holder=holder, kind=RecoveryKind.PASSWORD, reason=REASON
                )
            assert client.get(LIST).content.decode().count(LIST) >= size
            counts.append(len(statements_of(client, LIST)))
        assert counts[0] == counts[1]
        assert counts[0] <= MOST_QUERIES

    def test_what_was_typed_survives_an_expired_session(
        self, people: People, sign_in: SignIn
    ) -> None:
        client = sign_in(people.asker)
        page = f"/organisation/konton/{people.holder.pk}/aterstall/"
        (author,) = re.findall(r'name="author" value="([^"]+)"', client.get(page).content.decode())
        client.logout()
        sent = {"kind": "factor", "reason": REASON, "author": author}
        assert client.post(page, sent).headers["Location"].startswith("/konto/login/")
        client.force_login(
            people.asker, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        assert REASON in client.get(page).content.decode()
        with transaction.atomic(), acting_as(people.asker):
            assert Recovery.objects.count() == 0
