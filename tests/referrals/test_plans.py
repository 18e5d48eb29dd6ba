"""A plan from the request to the closing: what is demanded, what is frozen, what may follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions.access import give_access
from casework.actions.base import ActionRefused
from casework.actions.file_rows import ChangedMeanwhile
from casework.actors import acting_as
from casework.enums import AccessLevel, PersonRole, Role
from casework.grant_enums import GrantTask
from casework.models import Person, User
from referrals.actions.plan_follow_ups import Meeting, close_plan, follow_up
from referrals.actions.plan_participants import stop_participant
from referrals.actions.plans import agree_plan, change_plan
from referrals.models import (
    AreaOfNeed,
    Attendance,
    CoordinatedPlan,
    Measure,
    PlanParticipant,
    PlanVersion,
)
from referrals.plan_enums import MeasureState, NeedKind, PlanClosing
from referrals.queries.plan_demands import missing_in
from tests.casework.people import opened, unit
from tests.conftest import MakeUser
from tests.referrals.plan_rows import (
    BODY,
    agreed,
    called,
    changed,
    days,
    followed_up,
    fresh,
    goal,
    measure,
    moved,
    outcomes,
    participant,
    plan_of,
    ready,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def close(by: User, plan: CoordinatedPlan, closing: str = "reached", **more: object) -> None:
    close_plan(
        by=by,
        person=plan.person,
        plan_id=plan.pk,
        closed_on=days(0),
        closing=PlanClosing(closing),
        **more,  # type: ignore[arg-type]
    )


def met(by: User, plan: CoordinatedPlan) -> CoordinatedPlan:
    """Its meeting has been, today."""
    return changed(by, plan, meeting_at=timezone.now())


def agree(by: User, plan: CoordinatedPlan, next_in: int = 30) -> CoordinatedPlan:
    return agree_plan(
        by=by,
        person=plan.person,
        plan_id=plan.pk,
        agreed_on=days(0),
        next_follow_up=days(next_in),
    )


class TestBeginning:
    def test_every_area_of_need_is_on_the_list_and_none_is_answered(
        self, worker: User, person: Person
    ) -> None:
        plan = plan_of(worker, person)
        with acting_as(worker):
            rows = list(AreaOfNeed.objects.filter(plan=plan).values_list("kind", "state"))
        assert rows == [(kind.value, "not_looked_at") for kind in NeedKind]

    def test_a_plan_for_leaving_is_for_somebody_exploited(self, make_user: MakeUser) -> None:
        by = make_user(Role.UNIT_WORKER, "kast")
        buyer = opened(by, "kast", PersonRole.SUSPECTED_BUYER)
        with pytest.raises(ActionRefused, match="utsatt"):
            plan_of(by, buyer, plan_type="exit", unit=unit("kast"))

    def test_a_childs_plan_is_for_a_child(self, worker: User, person: Person) -> None:
        with pytest.raises(ActionRefused) as refused:
            plan_of(worker, person, plan_type="child")
        assert list(refused.value.fields) == ["plan_type"]

    def test_only_in_a_unit_of_ones_own(self, worker: User, person: Person) -> None:
        with pytest.raises(ActionRefused) as refused:
            plan_of(worker, person, unit=unit("mika"))
        assert list(refused.value.fields) == ["unit"]

    def test_a_reader_begins_none(self, make_user: MakeUser, person: Person) -> None:
        with pytest.raises(ActionRefused):
            plan_of(make_user(Role.UNIT_WORKER, "mika"), person, unit=unit("mika"))

    def test_the_second_who_saves_is_told(self, worker: User, person: Person) -> None:
        plan = plan_of(worker, person)
        changed(worker, plan, safety_plan="Först")
        with pytest.raises(ChangedMeanwhile) as refused:
            change_plan(
                by=worker,
                person=person,
                plan_id=plan.pk,
                seen_at=plan.updated_at,
                values={"safety_plan": "Sist"},
            )
        assert [value for _label, value in refused.value.changed] == ["Först"]


class TestHandingOver:
    def test_to_a_colleague_of_the_unit_who_may_write_in_the_file(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        plan = plan_of(worker, person)
        colleague, reader, stranger = (make_user(Role.OUTREACH_WORKER, "pom") for _ in range(3))
        for user, level in ((colleague, AccessLevel.WORK), (reader, AccessLevel.READ)):
            give_access(
                by=worker,
                person=person,
                unit=unit("pom"),
                user=user,
                level=level,
                task=GrantTask.TOGETHER,
                until=timezone.now() + timedelta(days=9),
            )
        for other in (reader, stranger):
            with pytest.raises(ActionRefused) as refused:
                changed(worker, plan, coordinator=other)
            assert list(refused.value.fields) == ["coordinator"]
        assert changed(worker, plan, coordinator=colleague).coordinator == colleague


class TestAgreeing:
    def test_what_the_act_demands_stands_in_the_refusal(self, worker: User, person: Person) -> None:
        plan = ready(worker, person)
        changed(worker, plan, principal="", relatives_part="")
        met(worker, plan)
        with pytest.raises(ActionRefused) as refused:
            agree(worker, plan)
        text = str(refused.value)
        assert "övergripande ansvaret" in text
        assert "närstående" in text.lower()

    def test_the_follow_up_comes_after(self, worker: User, person: Person) -> None:
        plan = met(worker, ready(worker, person))
        with pytest.raises(ActionRefused) as refused:
            agree(worker, plan, next_in=0)
        assert list(refused.value.fields) == ["next_follow_up"]

    def test_the_first_version_is_frozen(self, worker: User, person: Person) -> None:
        plan = agree(worker, met(worker, ready(worker, person)))
        with acting_as(worker):
            version = PlanVersion.objects.get(plan=plan)
            assert (version.number, version.agreed["plan"]["next_follow_up"]) == (
                1,
                days(30).isoformat(),
            )

    def test_nobody_was_called(self, worker: User, person: Person) -> None:
        with pytest.raises(ActionRefused, match="kallad"):
            agree(worker, plan_of(worker, person))

    def test_not_before_its_meeting_has_been(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        plan = ready(worker, person)
        with acting_as(worker):
            [lacks] = missing_in(plan)
        assert (lacks.code, lacks.binds) == ("meeting", True)
        with pytest.raises(ActionRefused):
            agree(worker, plan)
        page = sign_in(worker).get(reverse("plans:plan", args=[person.pk, plan.pk]))
        assert str(lacks.missing) in page.content.decode()
        # The meeting is later today: nothing is agreed in the morning of it.
        changed(worker, plan, meeting_at=timezone.now() + timedelta(minutes=1))
        with pytest.raises(ActionRefused):
            agree(worker, plan)
        met(worker, plan)
        with pytest.raises(ActionRefused) as refused:
            agree_plan(
                by=worker,
                person=person,
                plan_id=plan.pk,
                agreed_on=days(-1),
                next_follow_up=days(9),
            )
        assert list(refused.value.fields) == ["agreed_on"]
        assert agree(worker, plan).state == "agreed"

    @pytest.mark.parametrize("lacking", ["goal", "measure"])
    def test_a_sip_holds_a_goal_and_a_measure(
        self, worker: User, person: Person, lacking: str
    ) -> None:
        plan = met(worker, ready(worker, person, has_goal=lacking != "goal"))
        if lacking == "measure":
            with acting_as(worker):
                row = Measure.objects.get(plan=plan)
            moved(worker, row, MeasureState.LOST)
        with acting_as(worker):
            assert lacking in {d.code.removesuffix("s") for d in missing_in(plan) if d.binds}
        with pytest.raises(ActionRefused):
            agree(worker, plan)

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ("meeting_at = now() + interval '1 hour'", "agreed before its meeting"),
            ("meeting_at = NULL", "agreed before its meeting"),
            ("meeting_at = now() - interval '3 days', agreed_on = now() - interval '4 days'",
             "agreed before its meeting"),
        ],
    )  # fmt: skip
    def test_nor_by_sql(self, worker: User, person: Person, changes: str, says: str) -> None:
        plan = met(worker, ready(worker, person))
        given = "state = 'agreed', next_follow_up = now() + interval '30 days'"
        if "agreed_on" not in changes:
            given += ", agreed_on = now()"
        with pytest.raises(DatabaseError, match=says), transaction.atomic():
            with acting_as(worker), connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE referrals_coordinatedplan SET {given}, {changes} WHERE id = %s",
                    [plan.pk],
                )

    def test_nor_a_sip_upon_nothing_by_sql(self, worker: User, person: Person) -> None:
        plan = met(worker, plan_of(worker, person))
        with acting_as(worker), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE referrals_coordinatedplan SET state = 'invited', invited_at = now()"
                " WHERE id = %s",
                [plan.pk],
            )
            with pytest.raises(DatabaseError, match="agreed upon nothing"), transaction.atomic():
                cursor.execute(
                    "UPDATE referrals_coordinatedplan SET state = 'agreed', agreed_on = now(),"
                    " next_follow_up = now() + interval '30 days' WHERE id = %s",
                    [plan.pk],
                )


class TestFollowingUp:
    def test_each_goal_gets_its_outcome(self, worker: User, person: Person) -> None:
        plan = agreed(worker, person)
        goal(worker, plan, "Planterat långt mål", "long")
        with pytest.raises(ActionRefused, match="mål"):
            followed_up(worker, plan, outcomes=outcomes(worker, plan)[:1])
        row = followed_up(worker, plan)
        with acting_as(worker):
            plan.refresh_from_db()
            assert plan.next_follow_up == row.next_on
            assert [v.number for v in PlanVersion.objects.filter(plan=plan)] == [2, 1]

    def test_the_same_meeting_is_not_recorded_twice(self, worker: User, person: Person) -> None:
        plan = agreed(worker, person)
        due = plan.next_follow_up
        followed_up(worker, plan)
        assert fresh(worker, plan).next_follow_up != due
        with pytest.raises(ActionRefused, match="kollega"):
            follow_up(
                by=worker,
                person=person,
                plan_id=plan.pk,
                seen_due=due,
                meeting=Meeting(days(0), person_came=True, next_on=days(60)),
            )

    def test_a_version_is_never_rewritten(self, worker: User, person: Person) -> None:
        agreed(worker, person)
        with pytest.raises(Exception, match=r"permission denied|append-only"):
            with acting_as(worker), connection.cursor() as cursor:
                cursor.execute("UPDATE referrals_planversion SET number = 7")


class TestClosing:
    def test_with_an_outcome_for_every_goal(self, worker: User, person: Person) -> None:
        plan = agreed(worker, person)
        with pytest.raises(ActionRefused, match="mål"):
            close(worker, plan)
        close(worker, plan, outcomes=outcomes(worker, plan, "reached"))
        with acting_as(worker):
            plan.refresh_from_db()
            assert (plan.state, plan.closing) == ("closed", "reached")
            assert PlanVersion.objects.filter(plan=plan).count() == 2

    def test_a_request_is_refused_with_reasons_only(self, worker: User, person: Person) -> None:
        plan = plan_of(worker, person)
        with pytest.raises(ActionRefused) as refused:
            close(worker, plan, "refused", words=" ")
        assert list(refused.value.fields) == ["closing_words"]
        close(worker, plan, "refused", words="Planterat skäl")

    def test_what_was_called_to_is_not_refused(self, worker: User, person: Person) -> None:
        with pytest.raises(ActionRefused) as refused:
            close(worker, ready(worker, person), "refused", words="Planterat skäl")
        assert list(refused.value.fields) == ["closing"]

    def test_a_closed_plan_stays_as_it_is(self, worker: User, person: Person) -> None:
        plan = plan_of(worker, person)
        row = measure(worker, plan)
        close(worker, plan, "person_ended")
        with pytest.raises(ActionRefused, match="avslutad"):
            goal(worker, plan)
        with acting_as(worker):
            for statement in (
                "UPDATE referrals_coordinatedplan SET plan_type = 'exit'",
                "UPDATE referrals_measure SET due_on = due_on + 1",
            ):
                with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
                    with connection.cursor() as cursor:
                        cursor.execute(statement)
            row.refresh_from_db()
        assert row.due_on == days(20)


class TestWhoWasThere:
    """Whoever was called is asked about, at the meeting where the plan is agreed too."""

    def test_at_the_agreement(self, worker: User, person: Person, sign_in: SignIn) -> None:
        plan = ready(worker, person)
        changed(worker, plan, meeting_at=timezone.now() - timedelta(days=1))
        stopped = called(worker, plan, participant(worker, plan), ground="Planterad")
        stop_participant(by=worker, person=person, plan_id=plan.pk, participant_id=stopped.pk)
        participant(worker, plan)
        with acting_as(worker):
            outside, ours = PlanParticipant.objects.filter(plan=plan, state="called")
        client, address = sign_in(worker), reverse("plans:agree", args=[person.pk, plan.pk])
        given = {"agreed_on": days(0).isoformat(), "next_follow_up": days(30).isoformat()}
        lacking = client.post(address, given)
        names = [f"came_{row.pk}" for row in (outside, ours)]
        assert (lacking.status_code, list(lacking.context["form"].errors)) == (422, names)
        whole = given | dict(zip(names, ("yes", "no"), strict=True))
        assert client.post(address, whole).status_code == 302
        with acting_as(worker):
            kept = list(Attendance.objects.filter(plan=plan))
        assert {row.follow_up_id for row in kept} == {None}
        assert {row.participant_id: row.came for row in kept} == {outside.pk: True, ours.pk: False}
        followed_up(worker, fresh(worker, plan), came={outside.pk: False, ours.pk: True})
        page = client.get(reverse("plans:versions", args=[person.pk, plan.pk]))
        second, first = page.context["versions"]
        assert [(a.participant_id, a.came) for a in first.came] == [
            (outside.pk, True),
            (ours.pk, False),
        ]
        assert second.came == []
        text = " ".join(page.content.decode().split())
        assert f"{BODY}: var med · {unit('mika')}: var inte med" in text

    def test_it_is_said_once(self, worker: User, person: Person) -> None:
        plan = agreed(worker, person)
        with acting_as(worker):
            row = PlanParticipant.objects.filter(plan=plan)[0]
            mine = {"person": person, "plan": plan, "participant": row, "created_by": worker}
            Attendance.objects.create(**mine, came=True)
            with pytest.raises(IntegrityError, match="attendance_once"), transaction.atomic():
                Attendance.objects.create(**mine, came=False)
