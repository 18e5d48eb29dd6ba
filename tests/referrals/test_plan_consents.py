"""Who is called, on what, and what stops when the consent is withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions.access import give_access
from casework.actions.base import ActionRefused
from casework.actions.consents import rest_on_consent, withdraw_consent
from casework.actions.gate import call as call_database
from casework.actions.surroundings import add_related, change_related
from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import AccessLevel, Relation, Role
from casework.grant_enums import GrantTask
from casework.journal_enums import ConsentForm, InformationKind
from casework.models import (
    AuditEvent,
    Consent,
    Notice,
    Person,
    PersonUserPermission,
    User,
)
from referrals.actions.plan_follow_ups import close_plan
from referrals.actions.plan_participants import answer_call
from referrals.models import CoordinatedPlan, PlanParticipant
from referrals.plan_enums import ParticipantState, PlanClosing
from tests.casework.people import opened, protect, sees, unit
from tests.conftest import MakeUser
from tests.referrals.plan_rows import (
    BODY,
    KINDS,
    called,
    changed,
    consent_to,
    days,
    fresh,
    participant,
    plan_of,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


@pytest.fixture
def plan(worker: User, person: Person) -> CoordinatedPlan:
    found = plan_of(worker, person)
    return changed(worker, found, meeting_at=timezone.now())


def withdraw(by: User, consent: Consent) -> None:
    withdraw_consent(by=by, consent=consent, how=ConsentForm.ORAL)


def addresses(row: PlanParticipant) -> list[str]:
    """Where their letter and their calendar file are."""
    arguments = [row.person_id, row.plan_id, row.pk]
    return [reverse(f"plans:{name}", args=arguments) for name in ("letter", "calendar")]


def papers(client: Client, row: PlanParticipant) -> list[int]:
    return [client.get(address).status_code for address in addresses(row)]


def answered(by: User, row: PlanParticipant, answer: ParticipantState) -> PlanParticipant:
    return answer_call(
        by=by, person=row.person, plan_id=row.plan_id, participant_id=row.pk, answer=answer
    )


class TestCalling:
    def test_without_a_consent_that_covers_all(self, worker: User, plan: CoordinatedPlan) -> None:
        consent_to(worker, plan.person, body=BODY, kinds=KINDS[:1])
        consent_to(worker, plan.person, body="Planterad annan verksamhet")
        row = participant(worker, plan)
        with pytest.raises(ActionRefused) as refused:
            called(worker, plan, row)
        assert list(refused.value.fields) == ["ground"]
        assert str(InformationKind.SUPPORT.label) in refused.value.fields["ground"]
        assert fresh(worker, plan).state == "draft"

    def test_the_first_call_takes_the_plan_on(self, worker: User, plan: CoordinatedPlan) -> None:
        consent = consent_to(worker, plan.person, body=BODY.upper())
        row = called(worker, plan, participant(worker, plan))
        assert (row.state, row.consent, fresh(worker, plan).state) == ("called", consent, "invited")

    def test_on_a_ground_in_words(self, worker: User, plan: CoordinatedPlan) -> None:
        row = called(worker, plan, participant(worker, plan), ground="Planterad bestämmelse")
        assert (row.consent, row.ground) == (None, "Planterad bestämmelse")

    @pytest.mark.parametrize("values", [{"is_danger": True}, {"may_be_told": False}])
    def test_who_may_be_the_danger_is_never_called(
        self, worker: User, plan: CoordinatedPlan, values: dict[str, bool]
    ) -> None:
        given = {"relation": Relation.PARTNER, "name": "Planterad"}
        related = add_related(by=worker, person_id=plan.person_id, values=given | values)
        row = participant(
            worker, plan, kind="relative", principal="other", body="", related=related
        )
        with pytest.raises(ActionRefused, match="fara"):
            called(worker, plan, row, ground="Planterad")

    @pytest.mark.parametrize(
        "values",
        [{"is_danger": True, "may_be_told": False}, {"may_be_told": False}, {"ended_on": days(0)}],
    )
    def test_who_turns_out_a_danger_is_stopped(
        self, worker: User, plan: CoordinatedPlan, sign_in: SignIn, values: dict[str, Any]
    ) -> None:
        given = {"relation": Relation.PARTNER, "name": "Planterad", "may_be_told": True}
        related = add_related(by=worker, person_id=plan.person_id, values=given)
        row = participant(
            worker, plan, kind="relative", principal="other", body="", related=related
        )
        other = called(worker, plan, participant(worker, plan), ground="Planterad")
        called(worker, plan, row, ground="Planterad")
        client = sign_in(worker)
        assert papers(client, row) == [200, 200]
        change_related(
            by=worker, related_id=related.pk, seen_at=related.updated_at, values=given | values
        )
        assert papers(client, row) == [404, 404]
        assert [fresh(worker, r).state for r in (row, other)] == ["stopped", "called"]
        with acting_as(worker):
            events = AuditEvent.objects.filter(event=Event.PLAN_STOPPED)
            assert [event.details["part"] for event in events] == [str(row.pk)]

    def test_no_letter_outlives_its_consent(
        self, worker: User, plan: CoordinatedPlan, sign_in: SignIn
    ) -> None:
        consent = consent_to(worker, plan.person, body=BODY)
        row = called(worker, plan, participant(worker, plan))
        other = called(worker, plan, participant(worker, plan), ground="Planterad")
        client = sign_in(worker)
        page = reverse("plans:participants", args=[plan.person_id, plan.pk])
        assert [papers(client, r) for r in (row, other)] == [[200, 200], [200, 200]]
        with connection.cursor() as cursor:
            cursor.execute("SELECT test_age_consent(%s, 100)", [consent.pk])
        assert [papers(client, r) for r in (row, other)] == [[404, 404], [200, 200]]
        text = client.get(page).content.decode()
        assert [address in text for address in addresses(row)] == [False, False]
        assert [address in text for address in addresses(other)] == [True, True]
        with pytest.raises(ActionRefused):
            answered(worker, row, ParticipantState.COMING)
        answered(worker, row, ParticipantState.DECLINED)
        assert answered(worker, other, ParticipantState.COMING).state == "coming"

    def test_no_letter_outlives_the_plan(
        self, worker: User, plan: CoordinatedPlan, sign_in: SignIn
    ) -> None:
        consent = consent_to(worker, plan.person, body=BODY)
        rows = [
            called(worker, plan, participant(worker, plan), ground=ground)
            for ground in ("", "Planterad")
        ]
        close_plan(
            by=worker,
            person=plan.person,
            plan_id=plan.pk,
            closed_on=days(0),
            closing=PlanClosing.PERSON_ENDED,
        )
        client = sign_in(worker)
        assert [papers(client, row) for row in rows] == [[404, 404], [404, 404]]
        withdraw(worker, consent)
        assert [papers(client, row) for row in rows] == [[404, 404], [404, 404]]

    def test_nothing_is_told_before_the_need_and_the_time(
        self, worker: User, person: Person
    ) -> None:
        bare = plan_of(worker, person, need="")
        row = participant(worker, bare)
        with pytest.raises(ActionRefused, match="behöver"):
            called(worker, bare, row, ground="Planterad")
        changed(worker, bare, need="Planterat")
        with pytest.raises(ActionRefused, match="tid"):
            called(worker, bare, row, ground="Planterad")


class TestWithdrawing:
    def test_it_stops_what_it_carried_and_nothing_else(
        self, worker: User, plan: CoordinatedPlan
    ) -> None:
        first = consent_to(worker, plan.person, body=BODY)
        consent_to(worker, plan.person, to=unit("mika"))
        theirs = called(worker, plan, participant(worker, plan))
        other = called(worker, plan, participant(worker, plan, unit=unit("mika")))
        withdraw(worker, first)
        assert fresh(worker, theirs).state == "stopped"
        assert fresh(worker, other).state == "called"

    def test_another_consent_goes_on(self, worker: User, plan: CoordinatedPlan) -> None:
        first = consent_to(worker, plan.person, body=BODY)
        row = called(worker, plan, participant(worker, plan))
        second = consent_to(worker, plan.person, body=BODY)
        assert row.consent_id == first.pk
        withdraw(worker, first)
        again = fresh(worker, row)
        assert (again.state, again.consent_id) == ("called", second.pk)

    def test_those_concerned_are_told_that_and_not_why(
        self, make_user: MakeUser, worker: User, plan: CoordinatedPlan
    ) -> None:
        manager, stranger = (
            make_user(Role.UNIT_MANAGER, "pom"),
            make_user(Role.UNIT_MANAGER, "mika"),
        )
        colleague = make_user(Role.OUTREACH_WORKER, "pom")
        consent = consent_to(worker, plan.person, to=unit("mika"))
        called(worker, plan, participant(worker, plan, unit=unit("mika")))
        withdraw(worker, consent)
        told = {}
        for user in (manager, stranger, colleague, worker):
            with acting_as(user):
                told[user] = list(Notice.objects.values_list("kind", "person_id"))
        assert told == {
            manager: [("plan_stopped", plan.person_id)],
            # Whose part it was: no person, no reason.
            stranger: [("plan_stopped", None)],
            colleague: [],
            worker: [],
        }
        with acting_as(worker):
            events = AuditEvent.objects.filter(event=Event.PLAN_STOPPED)
            assert list(events.get().details) == ["part", "plan", "state"]

    def test_only_the_named_are_told_of_a_protected_identity(
        self, make_user: MakeUser, worker: User, plan: CoordinatedPlan
    ) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        consent = consent_to(worker, plan.person, body=BODY)
        called(worker, plan, participant(worker, plan))
        protect(worker, plan.person)
        withdraw(worker, consent)
        with acting_as(manager):
            assert not Notice.objects.filter(kind="plan_stopped").exists()

    def test_it_stops_also_when_who_withdraws_loses_their_own_access(
        self, make_user: MakeUser, worker: User, plan: CoordinatedPlan
    ) -> None:
        mika = make_user(Role.UNIT_WORKER, "mika")
        give_access(
            by=worker,
            person=plan.person,
            unit=unit("mika"),
            user=mika,
            level=AccessLevel.WORK,
            task=GrantTask.TOGETHER,
            until=timezone.now() + timedelta(days=9),
        )
        consent = consent_to(worker, plan.person, to=unit("mika"))
        row = called(worker, plan, participant(worker, plan, unit=unit("mika")))
        with acting_as(mika):
            grant = PersonUserPermission.objects.get(user=mika)
        rest_on_consent(by=worker, consent=consent, grant_id=grant.pk)
        withdraw(mika, consent)
        assert not sees(mika, plan.person)
        assert fresh(worker, row).state == "stopped"

    def test_nobody_tells_about_a_file_they_do_not_work_in(
        self, make_user: MakeUser, plan: CoordinatedPlan
    ) -> None:
        with acting_as(make_user(Role.UNIT_WORKER, "mika")), pytest.raises(ActionRefused):
            call_database("app_tell_of_plan", plan.pk, None)

    def test_a_closed_plan_stays_as_it_was(self, worker: User, plan: CoordinatedPlan) -> None:
        consent = consent_to(worker, plan.person, body=BODY)
        row = called(worker, plan, participant(worker, plan))
        close_plan(
            by=worker,
            person=plan.person,
            plan_id=plan.pk,
            closed_on=days(0),
            closing=PlanClosing.PERSON_ENDED,
        )
        withdraw(worker, consent)
        with acting_as(worker):
            assert PlanParticipant.objects.get(pk=row.pk).state == "called"


class TestRecordedFromTheTable:
    """Who comes from a participant finds the consent begun: to whom, and what they are told."""

    def test_it_begins_with_what_was_said_of_them(
        self, worker: User, plan: CoordinatedPlan, sign_in: SignIn
    ) -> None:
        outside = participant(worker, plan)
        ours = participant(worker, plan, principal="municipality", unit=unit("mika"))
        client = sign_in(worker)
        people = reverse("plans:participants", args=[plan.person_id, plan.pk])
        for row, to in ((outside, {"body": BODY}), (ours, {"unit": unit("mika").pk})):
            link = f"?for=plan-part:{row.pk}&amp;back={people}"
            assert link in client.get(people).content.decode()
            at = reverse("casework:new_consent", args=[plan.person_id])
            form = client.get(f"{at}?for=plan-part:{row.pk}").context["form"]
            expected = {"purpose": "plan", "kinds": [str(kind) for kind in KINDS], **to}
            assert {name: form[name].value() for name in expected} == expected
            # Who gave it, how and until when is not said by anybody yet.
            assert [form[name].value() for name in ("given_by", "form", "until_day")] == [None] * 3

    @pytest.mark.parametrize("said", ["", "plan-part", "plan-part:x", "annat:", "plan-part:OTHER"])
    def test_it_tells_nothing_of_another_file(
        self, worker: User, plan: CoordinatedPlan, sign_in: SignIn, said: str
    ) -> None:
        other = plan_of(worker, opened(worker, "pom"))
        row = participant(worker, other)
        at = reverse("casework:new_consent", args=[plan.person_id])
        page = sign_in(worker).get(at, {"for": said.replace("OTHER", str(row.pk))})
        form = page.context["form"]
        empty = {"purpose": None, "kinds": None, "unit": None, "body": None}
        assert {name: form[name].value() for name in empty} == empty
        assert BODY not in page.content.decode()
