"""Who gives and ends roles, and who does not."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation

from casework.access import has_city_role, works_in_unit
from casework.access.organisation import (
    can_end_membership,
    can_see_unit,
    visible_memberships,
    visible_units,
)
from casework.actions.accounts import (
    create_account,
    deactivate_account,
    reactivate_account,
    renew_password,
)
from casework.actions.base import ActionRefused
from casework.actions.membership import end_membership, grant_membership
from casework.actors import SETUP, acting_as
from casework.enums import Role
from casework.models import AuditEvent, Membership, Unit, User
from tests.conftest import MakeUser
from tests.staff import change_memberships, employ

pytestmark = pytest.mark.django_db
PUPPET_ROLES = [(Role.UNIT_MANAGER, "pom"), (Role.ADMINISTRATOR, None)]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The sentences as they stand in the code, whatever the catalogue says."""
    with translation.override("en"):
        yield


@pytest.fixture
def pom() -> Unit:
    return Unit.objects.get(code="pom")


def today() -> date:
    return timezone.localdate()


class TestGranting:
    def test_the_units_manager_gives_a_role(self, make_user: MakeUser, pom: Unit) -> None:
        manager, newcomer = make_user(Role.UNIT_MANAGER, "pom"), make_user(None)
        membership = grant_membership(
            by=manager, user=newcomer, role=Role.OUTREACH_WORKER, unit=pom
        )
        assert works_in_unit(newcomer, pom.pk)
        assert (membership.approved_by, membership.valid_from) == (manager, today())
        with acting_as(manager):
            event = AuditEvent.objects.get(object_id=membership.pk)
        assert (event.event, event.unit_id) == ("membership.granted", pom.pk)
        assert event.details == {
            "role": "outreach_worker",
            "member": str(newcomer.pk),
            "until": None,
            "intake": False,
        }

    @pytest.mark.parametrize(
        ("role", "unit_code"),
        [
            (Role.OUTREACH_WORKER, "pom"),
            (Role.COORDINATOR, "pom"),
            (Role.UNIT_MANAGER, "mika"),
            (Role.STATISTICS_MANAGER, None),
            (Role.LOG_REVIEWER, None),
            (Role.ADMINISTRATOR, None),
            (None, None),
        ],
    )
    def test_nobody_else_gives_a_role_in_the_unit(
        self, make_user: MakeUser, pom: Unit, role: Role | None, unit_code: str | None
    ) -> None:
        make_user(Role.UNIT_MANAGER, "pom")
        other, newcomer = make_user(role, unit_code), make_user(None)
        for wanted in (Role.OUTREACH_WORKER, Role.UNIT_MANAGER):
            with pytest.raises(ActionRefused):
                grant_membership(by=other, user=newcomer, role=wanted, unit=pom)
        assert not newcomer.memberships.exists()

    def test_a_superuser_gives_nothing(self, make_user: MakeUser, pom: Unit) -> None:
        root = User.objects.create_superuser("root@example.org", full_name="Rot")
        make_user(Role.ADMINISTRATOR)
        with pytest.raises(ActionRefused):
            grant_membership(by=root, user=make_user(None), role=Role.UNIT_MANAGER, unit=pom)

    def test_an_administrator_gives_the_first_manager_only(
        self, make_user: MakeUser, pom: Unit
    ) -> None:
        administrator = make_user(Role.ADMINISTRATOR)
        first = make_user(None)
        grant_membership(by=administrator, user=first, role=Role.UNIT_MANAGER, unit=pom)
        with pytest.raises(ActionRefused):
            grant_membership(
                by=administrator, user=make_user(None), role=Role.UNIT_MANAGER, unit=pom
            )

    def test_a_manager_whose_account_is_out_of_use_does_not_count(
        self, make_user: MakeUser, pom: Unit
    ) -> None:
        administrator, manager = make_user(Role.ADMINISTRATOR), make_user(Role.UNIT_MANAGER, "pom")
        deactivate_account(by=administrator, user=manager)
        successor = make_user(None)
        grant_membership(by=administrator, user=successor, role=Role.UNIT_MANAGER, unit=pom)
        assert works_in_unit(successor, pom.pk, [Role.UNIT_MANAGER])

    @pytest.mark.parametrize(("role", "unit_code"), PUPPET_ROLES)
    def test_no_administrator_alone_makes_a_puppet(
        self, make_user: MakeUser, role: Role, unit_code: str | None
    ) -> None:
        administrator = make_user(Role.ADMINISTRATOR)
        manager, renewed = make_user(Role.UNIT_MANAGER, "pom"), make_user(None)
        unit = Unit.objects.get(code=unit_code) if unit_code else None
        deactivate_account(by=administrator, user=manager)
        puppet, _ = create_account(by=administrator, email="ny@example.org", full_name="Ny")
        renew_password(by=administrator, user=renewed)
        for account in (puppet, renewed):
            with pytest.raises(ActionRefused, match="another administrator"):
                grant_membership(by=administrator, user=account, role=role, unit=unit)
            assert not account.memberships.exists()
        colleague = make_user(Role.ADMINISTRATOR)
        grant_membership(by=colleague, user=puppet, role=role, unit=unit)
        assert puppet.memberships.get().approved_by == colleague

    def test_a_role_that_opens_nothing_more_needs_no_second_administrator(
        self, make_user: MakeUser
    ) -> None:
        administrator = make_user(Role.ADMINISTRATOR)
        account, _ = create_account(by=administrator, email="ny@example.org", full_name="Ny")
        grant_membership(by=administrator, user=account, role=Role.STATISTICS_MANAGER)
        assert has_city_role(account, Role.STATISTICS_MANAGER)

    def test_a_manager_who_is_administrator_too_gives_the_units_roles(
        self, make_user: MakeUser, pom: Unit
    ) -> None:
        both = make_user(Role.ADMINISTRATOR)
        employ(both, Role.UNIT_MANAGER, pom)
        account, _ = create_account(by=both, email="ny@example.org", full_name="Ny")
        grant_membership(by=both, user=account, role=Role.UNIT_MANAGER, unit=pom)
        assert works_in_unit(account, pom.pk, [Role.UNIT_MANAGER])

    def test_an_ended_manager_gives_nothing(self, make_user: MakeUser, pom: Unit) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        change_memberships(
            manager, valid_from=today() - timedelta(days=9), valid_to=today() - timedelta(days=1)
        )
        with pytest.raises(ActionRefused):
            grant_membership(by=manager, user=make_user(None), role=Role.OUTREACH_WORKER, unit=pom)

    def test_never_for_oneself(self, make_user: MakeUser, pom: Unit) -> None:
        manager, administrator = make_user(Role.UNIT_MANAGER, "pom"), make_user(Role.ADMINISTRATOR)
        with pytest.raises(ActionRefused, match="themselves"):
            grant_membership(by=manager, user=manager, role=Role.COORDINATOR, unit=pom)
        with pytest.raises(ActionRefused, match="themselves"):
            grant_membership(by=administrator, user=administrator, role=Role.LOG_REVIEWER)

    def test_the_database_says_so_too(self, make_user: MakeUser, pom: Unit) -> None:
        user = make_user(None)
        with pytest.raises(IntegrityError, match="not_approved_by_oneself"), transaction.atomic():
            employ(user, Role.OUTREACH_WORKER, pom, approved_by=user)

    def test_what_makes_no_sense_is_refused(self, make_user: MakeUser, pom: Unit) -> None:
        manager, user = make_user(Role.UNIT_MANAGER, "pom"), make_user(None)
        administrator = make_user(Role.ADMINISTRATOR)
        worker = Role.OUTREACH_WORKER
        yesterday = today() - timedelta(days=1)
        with pytest.raises(ActionRefused, match="before today"):
            grant_membership(by=manager, user=user, role=worker, unit=pom, valid_from=yesterday)
        with pytest.raises(ActionRefused) as caught:
            grant_membership(by=manager, user=user, role=worker, unit=pom, valid_to=yesterday)
        assert set(caught.value.fields) == {"valid_to"}
        with pytest.raises(ActionRefused, match="belongs to a unit"):
            grant_membership(by=administrator, user=user, role=worker)
        with pytest.raises(ActionRefused, match="whole city"):
            grant_membership(by=administrator, user=user, role=Role.LOG_REVIEWER, unit=pom)
        grant_membership(by=manager, user=user, role=worker, unit=pom)
        with pytest.raises(ActionRefused, match="already"):
            grant_membership(by=manager, user=user, role=worker, unit=pom)
        pom.is_active = False
        pom.save()
        with pytest.raises(ActionRefused, match="no longer in use"):
            grant_membership(by=manager, user=make_user(None), role=worker, unit=pom)


class TestEnding:
    def test_the_last_day_counts(self, make_user: MakeUser, pom: Unit) -> None:
        manager, worker = (
            make_user(Role.UNIT_MANAGER, "pom"),
            make_user(Role.OUTREACH_WORKER, "pom"),
        )
        membership = worker.memberships.get()
        end_membership(by=manager, membership=membership, last_day=today())
        assert Membership.objects.active(today()).filter(user=worker).exists()
        assert (
            not Membership.objects.active(today() + timedelta(days=1)).filter(user=worker).exists()
        )

    def test_at_once_is_yesterday(self, make_user: MakeUser, pom: Unit) -> None:
        manager, worker = (
            make_user(Role.UNIT_MANAGER, "pom"),
            make_user(Role.OUTREACH_WORKER, "pom"),
        )
        change_memberships(worker, valid_from=today() - timedelta(days=30))
        membership = worker.memberships.get()
        with pytest.raises(ActionRefused) as caught:
            end_membership(by=manager, membership=membership, last_day=today() - timedelta(days=2))
        assert set(caught.value.fields) == {"last_day"}
        end_membership(by=manager, membership=membership, last_day=today() - timedelta(days=1))
        assert not works_in_unit(User.objects.get(pk=worker.pk), pom.pk)

    @pytest.mark.parametrize(
        ("role", "unit_code"),
        [(Role.OUTREACH_WORKER, "pom"), (Role.UNIT_MANAGER, "mika"), (Role.LOG_REVIEWER, None)],
    )
    def test_nobody_else(self, make_user: MakeUser, role: Role, unit_code: str | None) -> None:
        worker = make_user(Role.COORDINATOR, "pom")
        with pytest.raises(ActionRefused):
            end_membership(
                by=make_user(role, unit_code),
                membership=worker.memberships.get(),
                last_day=today(),
            )
        assert worker.memberships.get().valid_to is None

    def test_not_twice(self, make_user: MakeUser) -> None:
        worker = make_user(Role.COORDINATOR, "pom")
        yesterday = today() - timedelta(days=1)
        change_memberships(worker, valid_from=yesterday, valid_to=yesterday)
        with pytest.raises(ActionRefused, match="already"):
            end_membership(
                by=make_user(Role.ADMINISTRATOR),
                membership=worker.memberships.get(),
                last_day=today(),
            )


class TestAccounts:
    def test_has_no_role_and_a_password_that_works(self, make_user: MakeUser) -> None:
        administrator = make_user(Role.ADMINISTRATOR)
        user, password = create_account(by=administrator, email="Ny@example.org", full_name="Ny")
        assert user.check_password(password)
        assert (user.email, user.memberships.count()) == ("ny@example.org", 0)
        with acting_as(administrator):
            event = AuditEvent.objects.get(object_id=user.pk)
        assert (event.event, event.details) == ("account.created", {})

    def test_an_address_once(self, make_user: MakeUser) -> None:
        administrator = make_user(Role.ADMINISTRATOR)
        create_account(by=administrator, email="ny@example.org", full_name="Ny")
        with pytest.raises(ActionRefused) as caught:
            create_account(by=administrator, email="NY@example.org", full_name="Ny")
        assert set(caught.value.fields) == {"email"}

    def test_out_of_use_ends_the_session(
        self, make_user: MakeUser, sign_in: Callable[[User], Client]
    ) -> None:
        administrator, worker = make_user(Role.ADMINISTRATOR), make_user(Role.COORDINATOR, "pom")
        client = sign_in(worker)
        assert client.get("/roller/").status_code == 200
        deactivate_account(by=administrator, user=worker)
        assert client.get("/roller/").status_code == 302
        reactivate_account(by=administrator, user=worker)
        assert has_city_role(worker, Role.COORDINATOR) is False
        assert worker.is_active

    def test_a_new_password_ends_the_session(
        self, make_user: MakeUser, sign_in: Callable[[User], Client]
    ) -> None:
        administrator, worker = make_user(Role.ADMINISTRATOR), make_user(None)
        client = sign_in(worker)
        password = renew_password(by=administrator, user=worker)
        assert User.objects.get(pk=worker.pk).check_password(password)
        assert client.get("/roller/").status_code == 302

    @pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
    def test_nobody_else_manages_accounts(self, make_user: MakeUser, role: Role) -> None:
        city = role in (Role.STATISTICS_MANAGER, Role.LOG_REVIEWER)
        other, target = make_user(role, None if city else "pom"), make_user(None)
        with pytest.raises(ActionRefused):
            create_account(by=other, email="ny@example.org", full_name="Ny")
        with pytest.raises(ActionRefused):
            deactivate_account(by=other, user=target)
        with pytest.raises(ActionRefused):
            reactivate_account(by=other, user=target)
        with pytest.raises(ActionRefused):
            renew_password(by=other, user=target)
        assert not User.objects.filter(email="ny@example.org").exists()
        assert User.objects.get(pk=target.pk).is_active

    def test_not_ones_own(self, make_user: MakeUser) -> None:
        administrator = make_user(Role.ADMINISTRATOR)
        with pytest.raises(ActionRefused):
            deactivate_account(by=administrator, user=administrator)
        with pytest.raises(ActionRefused):
            renew_password(by=administrator, user=administrator)


class TestFilterAndCheckAgree:
    @pytest.mark.parametrize("role", list(Role))
    def test_for_every_role(self, make_user: MakeUser, role: Role) -> None:
        city = role in (Role.STATISTICS_MANAGER, Role.LOG_REVIEWER, Role.ADMINISTRATOR)
        user = make_user(role, None if city else "pom")
        make_user(Role.COORDINATOR, "mika")
        make_user(Role.LOG_REVIEWER)
        seen = set(Unit.objects.filter(visible_units(user)))
        assert seen == {unit for unit in Unit.objects.all() if can_see_unit(user, unit)}
        ends = set(Membership.objects.filter(visible_memberships(user)))
        assert ends == {m for m in Membership.objects.all() if can_end_membership(user, m)}
        codes = {unit.code for unit in seen}
        if role == Role.UNIT_MANAGER:
            assert codes == {"pom"}
        elif role == Role.ADMINISTRATOR:
            assert len(codes) == 9
        else:
            assert (codes, ends) == (set(), set())


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("add_member", *arguments, stdout=out)
    return out.getvalue().splitlines()


class TestCommand:
    def test_the_first_administrator_and_then_by_approval(self, pom: Unit) -> None:
        lines = run("rot@example.org", "administrator", "--name", "Första")
        assert lines[0] == f"rot@example.org: administrator from {today()}"
        password = lines[1].removeprefix("One-time password, shown only here: ")
        assert User.objects.get(email="rot@example.org").check_password(password)
        run("chef@example.org", "unit_manager", "--unit", "pom", "--name", "Chef",
            "--approved-by", "rot@example.org")  # fmt: skip
        run("upp@example.org", "outreach_worker", "--unit", "pom", "--name", "Upp",
            "--approved-by", "chef@example.org", "--until", "2999-12-31")  # fmt: skip
        membership = Membership.objects.get(user__email="upp@example.org")
        assert (membership.approved_by, membership.valid_to) == (
            User.objects.get(email="chef@example.org"),
            date(2999, 12, 31),
        )
        # The account is there: no name is needed and no password is printed.
        again = ["upp@example.org", "coordinator", "--unit", "pom"]
        assert run(*again, "--approved-by", "CHEF@example.org") == [
            f"upp@example.org: coordinator from {today()}"
        ]

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["rot@example.org", "log_reviewer", "--approved-by", "rot@example.org"], "themselves"),
            (["ny@example.org", "administrator", "--name", "Ny"], "first administrator"),
            (
                ["ny@example.org", "coordinator", "--unit", "pom", "--name", "Ny"],
                "first administrator",
            ),
            (["ny@example.org", "coordinator", "--unit", "xyz", "--name", "Ny"], "expected one of"),
            (["ny@example.org", "log_reviewer", "--approved-by", "rot@example.org"], "--name"),
            (["ny", "log_reviewer", "--name", "Ny", "--approved-by", "rot@example.org"], "e-mail"),
            (
                ["a@example.org", "log_reviewer", "--approved-by", "b@example.org"],
                "no such account",
            ),
        ],
    )
    def test_refuses_and_leaves_nothing(self, arguments: list[str], words: str) -> None:
        run("rot@example.org", "administrator", "--name", "Första")
        with pytest.raises(CommandError, match=words):
            run(*arguments)
        assert list(User.objects.values_list("email", flat=True)) == ["rot@example.org"]
        assert Membership.objects.count() == 1

    def test_the_shell_gives_no_role_that_somebody_could_approve(self, make_user: MakeUser) -> None:
        make_user(Role.ADMINISTRATOR)
        with pytest.raises(ActionRefused):
            grant_membership(by=SETUP, user=make_user(None), role=Role.ADMINISTRATOR)
