"""Plans for the tests, made by the actions that the product uses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, TypeVar

from django.utils import timezone

from casework.actions.consents import ConsentFacts, record_consent
from casework.actors import acting_as
from casework.journal_enums import ConsentForm, ConsentGiver, ConsentPurpose, InformationKind
from casework.models import Consent, Person, PersonRow, Unit, User
from referrals.actions.placements import ask_placement
from referrals.actions.plan_follow_ups import Meeting, Outcome, follow_up
from referrals.actions.plan_measures import BridgeGiven, move_measure
from referrals.actions.plan_participants import add_participant, call_participant
from referrals.actions.plan_rows import add_goal, add_measure, look_at_need
from referrals.actions.plans import agree_plan, begin_plan, change_plan
from referrals.models import (
    AreaOfNeed,
    Bridge,
    CoordinatedPlan,
    FollowUp,
    Goal,
    Measure,
    PlacementRequest,
    PlanParticipant,
)
from referrals.plan_enums import GoalResult, MeasureState
from tests.casework.people import unit

# Plainly invented, and looked for where they must not be.
NEED, GOAL, MEASURE = "Planterat behov", "Planterat mål", "Planterad insats"
BODY, CONTACT = "Planterade vårdcentralen", "Planterad Kontaktsson"
KINDS = [InformationKind.SITUATION, InformationKind.SUPPORT]

R = TypeVar("R", bound=PersonRow)


def days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


def fresh(by: User, row: R) -> R:
    """The row as it is now, with its file at hand."""
    with acting_as(by):
        row.refresh_from_db()
        assert row.person.pk == row.person_id
    return row


def plan_of(by: User, person: Person, **values: Any) -> CoordinatedPlan:
    given = {
        "plan_type": "sip",
        "unit": unit("pom"),
        "initiated_by": "person",
        "asked_on": days(-30),
        "need": NEED,
    }
    return begin_plan(by=by, person=person, values={**given, **values})


def changed(by: User, plan: CoordinatedPlan, **values: Any) -> CoordinatedPlan:
    fresh(by, plan)
    found = change_plan(
        by=by, person=plan.person, plan_id=plan.pk, seen_at=plan.updated_at, values=values
    )
    return fresh(by, found)


def consent_to(
    by: User,
    person: Person,
    *,
    body: str = "",
    to: Unit | None = None,
    kinds: Iterable[InformationKind] = tuple(KINDS),
) -> Consent:
    facts = ConsentFacts(
        purpose=ConsentPurpose.PLAN,
        kinds=list(kinds),
        until_day=days(90),
        form=ConsentForm.ORAL,
        given_by=ConsentGiver.PERSON,
        unit=to,
        body=body,
    )
    return record_consent(by=by, person=person, facts=facts)


def participant(by: User, plan: CoordinatedPlan, **values: Any) -> PlanParticipant:
    given = {"kind": "principal", "principal": "region", "body": BODY, "kinds": KINDS}
    if "unit" in values:
        given.pop("body")
    return add_participant(by=by, person=plan.person, plan_id=plan.pk, values={**given, **values})


def called(by: User, plan: CoordinatedPlan, row: PlanParticipant, **more: Any) -> PlanParticipant:
    return call_participant(
        by=by, person=plan.person, plan_id=plan.pk, participant_id=row.pk, **more
    )


def goal(by: User, plan: CoordinatedPlan, words: str = GOAL, term: str = "short") -> Goal:
    values = {"term": term, "words": words}
    return add_goal(by=by, person=plan.person, plan_id=plan.pk, values=values)


def measure(
    by: User,
    plan: CoordinatedPlan,
    what: str = MEASURE,
    *,
    leans: Iterable[Measure] = (),
    **values: Any,
) -> Measure:
    given = {
        "what": what,
        "principal": "municipality",
        "body": BODY,
        "responsible": CONTACT,
        "due_on": days(20),
        "cost_bearer": "Planterad nämnd",
    }
    return add_measure(
        by=by, person=plan.person, plan_id=plan.pk, values={**given, **values}, leans=leans
    )


def moved(
    by: User,
    row: Measure,
    state: MeasureState,
    *,
    why: str = "Planterad orsak",
    bridge: BridgeGiven | None = None,
) -> Measure:
    fresh(by, row)
    return move_measure(
        by=by,
        person=row.person,
        plan_id=row.plan_id,
        row_id=row.pk,
        seen_at=row.updated_at,
        state=state,
        on_day=days(0),
        why=why,
        bridge=bridge,
    )


def looked_at(by: User, plan: CoordinatedPlan, kind: str, **values: Any) -> AreaOfNeed:
    with acting_as(by):
        row = AreaOfNeed.objects.get(plan=plan, kind=kind)
    return look_at_need(
        by=by,
        person=plan.person,
        plan_id=plan.pk,
        row_id=row.pk,
        seen_at=row.updated_at,
        values={"state": "met", "reason": "", **values},
    )


def bridge_given(**values: Any) -> BridgeGiven:
    given = {"what": "Planterad bro", "owner": CONTACT, "due_on": days(3)}
    return BridgeGiven(**{**given, **values})


def ready(by: User, person: Person, *, has_goal: bool = True, **values: Any) -> CoordinatedPlan:
    """A plan that holds all that the Act asks for, with both principals called."""
    plan = plan_of(by, person, **values)
    consent_to(by, person, body=BODY)
    consent_to(by, person, to=unit("mika"))
    changed(
        by,
        plan,
        takes_part="yes",
        relatives_part="nobody",
        principal="municipality",
        responsible_body="Planterade nämnden",
        contact_name=CONTACT,
        contact_reach="Planterat nummer",
        crisis_plan="Planterad krisplan",
        safety_plan="Planterad säkerhetsplan",
        meeting_at=timezone.now() + timedelta(days=7),
    )
    called(by, plan, participant(by, plan))
    called(by, plan, participant(by, plan, principal="municipality", unit=unit("mika")))
    looked_at(by, plan, "income")
    if has_goal:
        goal(by, plan)
    measure(by, plan)
    return fresh(by, plan)


def agreed(by: User, person: Person, **values: Any) -> CoordinatedPlan:
    plan = ready(by, person, **values)
    # It is agreed at its meeting.
    changed(by, plan, meeting_at=timezone.now() - timedelta(days=10))
    return agree_plan(
        by=by, person=person, plan_id=plan.pk, agreed_on=days(-10), next_follow_up=days(30)
    )


def outcomes(by: User, plan: CoordinatedPlan, result: str = "on_the_way") -> list[Outcome]:
    with acting_as(by):
        return [Outcome(g, GoalResult(result)) for g in Goal.objects.filter(plan=plan)]


def followed_up(by: User, plan: CoordinatedPlan, **values: Any) -> FollowUp:
    given = {
        "held_on": days(0),
        "person_came": True,
        "next_on": days(60),
        "outcomes": outcomes(by, plan),
    }
    fresh(by, plan)
    return follow_up(
        by=by,
        person=plan.person,
        plan_id=plan.pk,
        seen_due=plan.next_follow_up,
        meeting=Meeting(**{**given, **values}),
    )


def placement(by: User, plan: CoordinatedPlan, **values: Any) -> PlacementRequest:
    given = {
        "problem": "prostitution",
        "kind": "protected",
        "for_whom": "man",
        "needs": "Planterat krav",
        "asked_of": "Planterad förmedling",
        "asked_on": days(-5),
    }
    return ask_placement(by=by, person=plan.person, plan_id=plan.pk, values={**given, **values})


def a_full_plan(by: User, person: Person) -> dict[str, Any]:
    """An agreed plan with a row of everything, by the names of addresses."""
    plan = agreed(by, person)
    income = measure(by, plan, "Planterad inkomst")
    housing = measure(by, plan, "Planterat boende", leans=[income])
    fallen = moved(by, income, MeasureState.REFUSED, bridge=bridge_given())
    with acting_as(by):
        rows = {
            "bridge": Bridge.objects.get(plan=plan).pk,
            "goal": Goal.objects.get(plan=plan).pk,
            "need": AreaOfNeed.objects.get(plan=plan, kind="housing").pk,
            "called": PlanParticipant.objects.filter(plan=plan)[0].pk,
        }
    followed_up(by, plan)
    # The meeting after the next.
    changed(by, plan, meeting_at=timezone.now() + timedelta(days=60))
    return {
        "language": "ar",
        "plan": plan.pk,
        **rows,
        "thought_of": participant(by, plan, kind="body", body="Planterad myndighet").pk,
        "measure": housing.pk,
        "fallen": fallen.pk,
        "placement": placement(by, plan).pk,
    }
