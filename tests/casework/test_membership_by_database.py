"""Memberships written by SQL of the application: only as the functions allow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework.actions.accounts import create_account, renew_password
from casework.actions.base import ActionRefused
from casework.actions.membership import grant_membership, set_intake
from casework.actors import acting_as, set_acting_user
from casework.audit.events import Event
from casework.enums import Role
from casework.identifiers import uuid7
from casework.models import AuditEvent, Membership, User
from tests.casework.people import opened, sees, unit
from tests.conftest import MakeUser, SignIn

pytestmark = pytest.mark.django_db
DENIED = r"not theirs|has held|no such|permission denied"


def granted(by: User | None, member: User, role: Role, code: str | None = None,
            first: date | None = None) -> Membership:  # fmt: skip
    """A membership by the function itself, past the action."""
    new = uuid7()
    with transaction.atomic():
        set_acting_user(by)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT app_grant_membership(%s, %s, %s, %s, %s, NULL, false)",
                [new, member.pk, str(role), unit(code).pk if code else None,
                 first or timezone.localdate()],
            )  # fmt: skip
    return Membership.objects.get(pk=new)


class TestTheTable:
    @pytest.mark.parametrize(
        "statement",
        [
            """INSERT INTO casework_membership (id, user_id, role, valid_from, takes_intake)
            VALUES (gen_random_uuid(), %s, 'administrator', now(), false)""",
            "UPDATE casework_membership SET role = 'administrator' WHERE user_id = %s",
            "UPDATE casework_membership SET valid_to = NULL WHERE user_id = %s",
            "DELETE FROM casework_membership WHERE user_id = %s",
        ],
    )
    def test_takes_nothing_from_the_application(self, make_user: MakeUser, statement: str) -> None:
        user = make_user(Role.UNIT_MANAGER, "pom")
        with pytest.raises(DatabaseError, match="permission denied"):
            with acting_as(user), connection.cursor() as cursor:
                cursor.execute(statement, [user.pk])


class TestTheFunction:
    def test_gives_what_the_giver_may_give(self, make_user: MakeUser) -> None:
        manager, administrator = make_user(Role.UNIT_MANAGER, "pom"), make_user(Role.ADMINISTRATOR)
        assert granted(manager, make_user(None), Role.COORDINATOR, "pom").approved_by == manager
        first = granted(administrator, make_user(None), Role.UNIT_MANAGER, "mika")
        assert first.approved_by == administrator

    @pytest.mark.parametrize("role", list(Role))
    def test_gives_nobody_anything_they_may_not_give(self, make_user: MakeUser, role: Role) -> None:
        make_user(Role.UNIT_MANAGER, "pom")
        city = role in (Role.STATISTICS_MANAGER, Role.LOG_REVIEWER, Role.ADMINISTRATOR)
        code = None if city else "pom"
        make_user(Role.ADMINISTRATOR)
        wrong = [
            make_user(None, is_superuser=True),
            make_user(Role.UNIT_MANAGER, "mika"),
            make_user(Role.OUTREACH_WORKER, "pom"),
            make_user(Role.LOG_REVIEWER),
            None,
        ]
        for by in wrong:
            with pytest.raises(DatabaseError, match=DENIED):
                granted(by, make_user(None), role, code)

    def test_never_to_oneself(self, make_user: MakeUser) -> None:
        manager, administrator = make_user(Role.UNIT_MANAGER, "pom"), make_user(Role.ADMINISTRATOR)
        with pytest.raises(DatabaseError, match="not theirs"):
            granted(manager, manager, Role.COORDINATOR, "pom")
        with pytest.raises(DatabaseError, match="not theirs"):
            granted(administrator, administrator, Role.LOG_REVIEWER)

    def test_no_puppet_of_who_has_held_the_password(self, make_user: MakeUser) -> None:
        administrator, other = make_user(Role.ADMINISTRATOR), make_user(Role.ADMINISTRATOR)
        made, _ = create_account(by=administrator, email="ny@example.org", full_name="Ny")
        renewed = make_user(None)
        renew_password(by=administrator, user=renewed)
        for puppet in (made, renewed):
            for role, code in ((Role.ADMINISTRATOR, None), (Role.UNIT_MANAGER, "mika")):
                with pytest.raises(DatabaseError, match="has held"):
                    granted(administrator, puppet, role, code)
        assert granted(other, made, Role.ADMINISTRATOR).approved_by == other

    def test_nobody_signed_in_makes_the_first_administrator_only(self, make_user: MakeUser) -> None:
        first, second = make_user(None), make_user(None)
        with pytest.raises(DatabaseError, match="not theirs"):
            granted(None, first, Role.UNIT_MANAGER, "pom")
        granted(None, first, Role.ADMINISTRATOR)
        with pytest.raises(DatabaseError, match="not theirs"):
            granted(None, second, Role.ADMINISTRATOR)
        with acting_as(make_user(Role.LOG_REVIEWER)):
            event = AuditEvent.objects.get(
                event=Event.MEMBERSHIP_GRANTED, details__member=str(first.pk)
            )
        assert (event.actor_id, event.actor_name) == (None, "setup")

    def test_not_from_a_day_that_has_been(self, make_user: MakeUser) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        with pytest.raises(DatabaseError, match="no such membership"):
            granted(make_user(Role.UNIT_MANAGER, "pom"), make_user(None), Role.COORDINATOR, "pom",
                    yesterday)  # fmt: skip

    def test_an_end_is_never_moved_away(self, make_user: MakeUser) -> None:
        manager, worker = make_user(Role.UNIT_MANAGER, "pom"), make_user(None)
        held = grant_membership(
            by=manager,
            user=worker,
            role=Role.COORDINATOR,
            unit=unit("pom"),
            valid_to=timezone.localdate() + timedelta(days=5),
        )
        for days in (6, -2):
            with pytest.raises(DatabaseError, match="no such last day"):
                with acting_as(manager), connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT app_end_membership(%s, app_today() + %s)", [held.pk, days]
                    )


class TestIntake:
    def test_who_takes_in_sees_what_comes_to_the_unit(self, make_user: MakeUser) -> None:
        manager, worker = make_user(Role.UNIT_MANAGER, "mika"), make_user(Role.UNIT_WORKER, "mika")
        person = opened(worker, "mika")
        colleague = make_user(None)
        membership = grant_membership(
            by=manager, user=colleague, role=Role.UNIT_WORKER, unit=unit("mika"), takes_intake=True
        )
        assert sees(colleague, person)
        set_intake(by=manager, membership=membership, takes_intake=False)
        assert not sees(colleague, person)

    def test_nobody_says_so_for_themselves_or_from_outside(self, make_user: MakeUser) -> None:
        manager, worker = make_user(Role.UNIT_MANAGER, "mika"), make_user(Role.UNIT_WORKER, "mika")
        other = make_user(Role.UNIT_MANAGER, "pom")
        for by, whose in (
            (worker, worker),
            (other, worker),
            (manager, manager),
            (make_user(Role.ADMINISTRATOR), worker),
        ):
            with pytest.raises(ActionRefused):
                set_intake(by=by, membership=whose.memberships.get(), takes_intake=True)

    def test_on_the_page_of_the_unit(self, make_user: MakeUser, sign_in: SignIn) -> None:
        manager, new = make_user(Role.UNIT_MANAGER, "pom"), make_user(None)
        pom = unit("pom")
        sign_in(manager).post(
            f"/organisation/{pom.pk}/",
            {"email": new.email, "role": "coordinator", "takes_intake": "on",
             "valid_from": timezone.localdate().isoformat()},
        )  # fmt: skip
        membership = new.memberships.get()
        assert membership.takes_intake
        sign_in(manager).post(f"/organisation/medlemskap/{membership.pk}/intag/")
        membership.refresh_from_db()
        assert not membership.takes_intake
