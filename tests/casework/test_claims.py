"""Claims for state compensation: states with their days and amounts, and the manager's list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection

from casework.actions.base import ActionRefused
from casework.actions.claims import change_claim, move_claim
from casework.actors import acting_as
from casework.enums import ProtectedIdentity, Role
from casework.identifiers import uuid7
from casework.models import ClaimEvidence, CompensationClaim, Person, User
from casework.queries.claims import read_claims, totals
from casework.trafficking.enums import ClaimState
from tests.casework.people import opened, unit
from tests.casework.track import claim, days, permit
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def move(
    by: User, person: Person, row: CompensationClaim, state: str, day: int = 0, **more: Any
) -> CompensationClaim:
    return move_claim(
        by=by,
        person=person,
        claim_id=row.pk,
        seen_at=row.updated_at,
        state=ClaimState(state),
        on_day=days(day),
        granted=more.get("granted"),
    )


def change(
    by: User, person: Person, row: CompensationClaim, evidence: list[Any], **values: Any
) -> CompensationClaim:
    return change_claim(
        by=by, person=person, claim_id=row.pk, seen_at=row.updated_at, values=values,
        evidence=evidence,
    )  # fmt: skip


def test_from_draft_to_appeal_and_back(worker: User, person: Person) -> None:
    row = move(worker, person, claim(worker, person), "sent", -3)
    row = move(worker, person, row, "partly", -2, granted=Decimal("200.00"))
    row = move(worker, person, row, "appealed", -1)
    row = move(worker, person, row, "granted")
    assert (row.granted_amount, row.decided_on, row.appealed_on) == (row.amount, days(-2), days(-1))


def test_what_does_not_follow_is_refused(worker: User, person: Person) -> None:
    row = claim(worker, person)
    with pytest.raises(ActionRefused) as refused:
        move(worker, person, row, "granted")
    assert list(refused.value.fields) == ["state"]
    row = move(worker, person, row, "sent")
    with pytest.raises(ActionRefused, match="det som söktes står fast"):
        change(worker, person, row, [], amount=Decimal(1))


@pytest.mark.parametrize("granted", [None, Decimal(0), Decimal("1200.50"), Decimal(5000)])
def test_in_part_is_more_than_nothing_and_less_than_all(
    worker: User, person: Person, granted: Decimal | None
) -> None:
    row = move(worker, person, claim(worker, person), "sent", -1)
    with pytest.raises(ActionRefused) as refused:
        move(worker, person, row, "partly", granted=granted)
    assert list(refused.value.fields) == ["granted"]


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("state = 'sent'", "claim_state_has_its_days"),
        ("sent_on = current_date", "claim_state_has_its_days"),
        ("last_day = first_day - 1", "claim_days_in_order"),
        ("amount = 0", "claim_amounts_fit"),
        ("granted_amount = amount + 1", "claim_amounts_fit"),
        ("appealed_on = current_date", "claim_appealed_has_day"),
    ],
)
def test_the_database_holds_it_too(worker: User, person: Person, sql: str, rule: str) -> None:
    claim(worker, person)
    with pytest.raises(IntegrityError, match=rule):
        with acting_as(worker), connection.cursor() as cursor:
            cursor.execute(f"UPDATE casework_compensationclaim SET {sql}")


class TestEvidence:
    def test_rows_of_the_file_support_it_and_can_be_taken_away(
        self, worker: User, person: Person
    ) -> None:
        row, first, second = claim(worker, person), permit(worker, person), permit(worker, person)
        keys = [("permit", first.pk), ("permit", second.pk)]
        row = change(worker, person, row, keys)
        change(worker, person, row, keys[1:])
        with acting_as(worker):
            assert [e.row_id for e in ClaimEvidence.objects.all()] == [second.pk]

    def test_another_files_rows_do_not(self, worker: User, person: Person) -> None:
        other = permit(worker, opened(worker, "pom"))
        row = claim(worker, person)
        for key in (("permit", other.pk), ("permit", uuid7()), ("note", other.pk)):
            with pytest.raises(ActionRefused) as refused:
                change(worker, person, row, [key])
            assert list(refused.value.fields) == ["evidence"]

    def test_the_database_keeps_files_apart(self, worker: User, person: Person) -> None:
        other, row = opened(worker, "pom"), claim(worker, person)
        with pytest.raises(IntegrityError, match="evidence of another file"):
            with acting_as(worker):
                ClaimEvidence.objects.create(
                    person=other, claim=row, kind="permit", row_id=uuid7(), created_by=worker
                )


def test_the_unit_works_with_the_person(worker: User, person: Person) -> None:
    with pytest.raises(ActionRefused) as refused:
        claim(worker, person, "mika")
    assert list(refused.value.fields) == ["unit"]


class TestList:
    def test_a_manager_reads_the_own_units_claims_only(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        mine = claim(worker, person)
        coordinator = make_user(Role.COORDINATOR, "regionkoordinatorer")
        claim(coordinator, opened(coordinator, "regionkoordinatorer"), "regionkoordinatorer")
        with acting_as(worker):
            assert read_claims(worker) == []
        for role, place, expected in (
            (Role.UNIT_MANAGER, "pom", [mine]),
            (Role.UNIT_MANAGER, "mika", []),
            (Role.ADMINISTRATOR, None, []),
        ):
            reader = make_user(role, place)
            with acting_as(reader):
                assert read_claims(reader) == expected

    def test_a_protected_identity_is_in_no_list(self, make_user: MakeUser, worker: User) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        person = opened(manager, "pom", protection=ProtectedIdentity.CONFIDENTIAL)
        claim(manager, person)
        with acting_as(manager):
            assert CompensationClaim.objects.visible_to(manager).count() == 1
            assert read_claims(manager) == []

    def test_totals(self, worker: User, person: Person) -> None:
        drafted = claim(worker, person, amount=Decimal(100))
        sent = move(worker, person, claim(worker, person, amount=Decimal(30)), "sent")
        row = move(worker, person, claim(worker, person, amount=Decimal(7)), "sent")
        granted = move(worker, person, row, "partly", granted=Decimal(5))
        found = totals([drafted, sent, granted])
        assert [found.drafted, found.waiting, found.granted] == [Decimal(n) for n in (100, 30, 5)]


def test_the_unit_of_the_claim_is_kept(worker: User, person: Person) -> None:
    assert claim(worker, person).unit == unit("pom")
