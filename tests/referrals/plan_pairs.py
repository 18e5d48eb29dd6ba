"""What can be done with the parts of a plan and with a child at Barnahus, by their own tables.

Each act is what a view does on a click: it reads what it needs, then calls its action, with the
versions of the rows that the screen was shown with (:class:`Seen`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from casework.actors import acting_as
from casework.identifiers import uuid7
from casework.models import Person, User
from referrals.actions import barnahus, placements, plan_follow_ups, plan_participants
from referrals.actions.plan_measures import bridge_in_place, build_bridge, move_measure
from referrals.actions.plan_rows import add_goal, change_goal, change_measure
from referrals.actions.plans import agree_plan, change_plan
from referrals.barnahus_enums import MatterOutcome, PoliceReport
from referrals.models import BarnahusMatter, Bridge, Goal
from referrals.plan_enums import (
    OPEN_MEASURES,
    TOPPLING,
    GoalResult,
    ParticipantState,
    PlacementRefusalReason,
    PlacementState,
    PlanClosing,
    PlanState,
)
from referrals.plan_transitions import MEASURE, PARTICIPANT, PLACEMENT, PLAN
from tests.referrals import test_barnahus as at_barnahus
from tests.referrals.plan_rows import (
    BODY,
    CONTACT,
    bridge_given,
    days,
    fresh,
    goal,
    looked_at,
    participant,
    plan_of,
)
from tests.referrals.test_plan_states import KINDS, MAKES, move, ways

HELD_BY = {
    "principal": "municipality",
    "responsible_body": BODY,
    "contact_name": CONTACT,
    "contact_reach": "Planterat nummer",
}


@dataclass(frozen=True)
class Seen:
    """What both screens were shown with, before either click. *parts* hang on *row*."""

    person: Person
    plan: Any
    row: Any
    parts: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Act:
    """*fits*: in which states it can be done. *next*: to which other it leads, if to any."""

    name: str
    run: Callable[[User, Seen], object]
    fits: Callable[[Any], bool]
    next: Any = None


@dataclass(frozen=True)
class Kind:
    """A table of states, how a row comes to each, and every act on it."""

    table: Mapping[Any, tuple[Any, ...]]
    make: Callable[[User, Person, Any], Seen]
    acts: tuple[Act, ...]


def steps(name: str, table: Mapping[Any, Any], run: Callable[..., object]) -> tuple[Act, ...]:
    """An act to each state that *table* lets come, by *run*."""
    comes = sorted({state for after in table.values() for state in after})
    return tuple(
        Act(name, partial(run, state), lambda here, to=state: to in table[here], state)  # type: ignore[misc]
        for state in comes
    )


def of_plan(by: User, seen: Seen) -> dict[str, Any]:
    return {"by": by, "person": seen.person, "plan_id": seen.plan.pk}


def of_row(by: User, seen: Seen) -> dict[str, Any]:
    return {**of_plan(by, seen), "row_id": seen.row.pk, "seen_at": seen.row.updated_at}


def said(seen: Seen) -> list[plan_follow_ups.Outcome]:
    """Of the goals on the screen, read anew as a form does before its action takes any lock."""
    on_screen = [part.pk for part in seen.parts if isinstance(part, Goal)]
    found = Goal.objects.filter(pk__in=on_screen).select_related("person")
    return [plan_follow_ups.Outcome(g, GoalResult.ON_THE_WAY) for g in found]


def close(by: User, seen: Seen) -> None:
    plan_follow_ups.close_plan(
        **of_plan(by, seen),
        closed_on=days(0),
        closing=PlanClosing.PERSON_ENDED,
        outcomes=said(seen) if seen.plan.state == PlanState.AGREED else [],
    )


def follow(by: User, seen: Seen) -> None:
    meeting = plan_follow_ups.Meeting(
        held_on=days(0), person_came=True, next_on=days(60), outcomes=said(seen)
    )
    due = seen.plan.next_follow_up
    plan_follow_ups.follow_up(**of_plan(by, seen), seen_due=due, meeting=meeting)


def change(by: User, seen: Seen) -> None:
    values = {"crisis_plan": "Planterad krisplan"}
    change_plan(**of_plan(by, seen), seen_at=seen.plan.updated_at, values=values)


def call(by: User, seen: Seen) -> None:
    given = {**of_plan(by, seen), "participant_id": seen.parts[1].pk}
    plan_participants.call_participant(**given, ground="Planterad grund")


def agree(by: User, seen: Seen) -> None:
    agree_plan(**of_plan(by, seen), agreed_on=days(0), next_follow_up=days(30))


def put_goal(by: User, seen: Seen) -> None:
    add_goal(**of_plan(by, seen), values={"term": "long", "words": "Planterat nytt mål"})


def word_goal(by: User, seen: Seen) -> None:
    part = seen.parts[0]
    given = {**of_plan(by, seen), "row_id": part.pk, "seen_at": part.updated_at}
    change_goal(**given, values={"words": "Planterade andra ord"})


def move_to(state: Any, by: User, seen: Seen) -> None:
    move_measure(**of_row(by, seen), state=state, on_day=days(0), why="Planterad orsak")


def word_measure(by: User, seen: Seen) -> None:
    change_measure(**of_row(by, seen), values={"body": "Planterat organ"}, leans=())


def bridge(by: User, seen: Seen) -> None:
    build_bridge(**of_plan(by, seen), row_id=seen.row.pk, bridge=bridge_given())


def in_place(by: User, seen: Seen) -> None:
    bridge_in_place(**of_plan(by, seen), bridge_id=seen.parts[0].pk, on_day=days(0))


def part_to(state: Any, by: User, seen: Seen) -> None:
    given = {**of_plan(by, seen), "participant_id": seen.row.pk}
    if state == ParticipantState.CALLED:
        plan_participants.call_participant(**given, ground="Planterad grund")
    elif state == ParticipantState.STOPPED:
        plan_participants.stop_participant(**given)
    else:
        plan_participants.answer_call(**given, answer=state)


def word_part(by: User, seen: Seen) -> None:
    given = {**of_plan(by, seen), "participant_id": seen.row.pk, "seen_at": seen.row.updated_at}
    plan_participants.change_participant(**given, values={"body": "Planterat organ"})


def place(state: Any, by: User, seen: Seen) -> None:
    given = {**of_plan(by, seen), "request_id": seen.row.pk, "seen_at": seen.row.updated_at}
    placements.move_placement(**given, state=state, on_day=days(0))


def refuse_place(by: User, seen: Seen) -> None:
    given = {**of_plan(by, seen), "request_id": seen.row.pk, "on_day": days(0)}
    placements.note_refusal(**given, reason=PlacementRefusalReason.FULL)


def in_plan(kind: str, by: User, person: Person, state: Any) -> Seen:
    """A row of *kind* in *state*, in a plan that nobody else has touched."""
    met = timezone.now() - timedelta(hours=1)
    plan = plan_of(by, person, plan_type="exit", meeting_at=met, **HELD_BY)
    parts: tuple[Any, ...] = ()
    if kind == "plan":
        looked_at(by, plan, "income")
        parts = goal(by, plan), participant(by, plan)
    row, (_model, table, begin) = MAKES[kind](by, plan), KINDS[kind]
    for step in ways(table, begin)[state]:
        move(by, kind, row, step)
    if state in TOPPLING:
        with acting_as(by):
            bridge(by, Seen(person, plan, row))
            parts = (Bridge.objects.get(measure=row),)
    return Seen(person, fresh(by, plan), fresh(by, row), parts)


CLOSE = Act("close", close, lambda _here: True)
PLAN_ACTS = (
    Act("call", call, lambda here: here == PlanState.DRAFT, PlanState.INVITED),
    Act("agree", agree, lambda here: PlanState.AGREED in PLAN[here], PlanState.AGREED),
    Act("close", close, lambda here: PlanState.CLOSED in PLAN[here], PlanState.CLOSED),
    Act("follow", follow, lambda here: here == PlanState.AGREED),
    Act("change", change, lambda here: here != PlanState.CLOSED),
    Act("put_goal", put_goal, lambda here: here != PlanState.CLOSED),
    Act("word_goal", word_goal, lambda here: here != PlanState.CLOSED),
)
MEASURE_ACTS = (
    *steps("move", MEASURE, move_to),
    Act("word", word_measure, lambda here: here in OPEN_MEASURES),
    Act("bridge", bridge, lambda here: here in TOPPLING),
    Act("in_place", in_place, lambda here: here in TOPPLING),
    CLOSE,
)
PARTICIPANT_ACTS = (
    *steps("move", PARTICIPANT, part_to),
    Act("word", word_part, lambda here: here == ParticipantState.THOUGHT_OF),
    CLOSE,
)
PLACEMENT_ACTS = (
    *steps("move", PLACEMENT, place),
    Act("refuse", refuse_place, lambda here: here == PlacementState.ASKED),
    CLOSE,
)

P = PoliceReport
# A report is not taken back, and what is not reported can be decided anew.
POLICE = {P.UNDECIDED: (P.REPORTED, P.NOT_REPORTED), P.NOT_REPORTED: (P.REPORTED,), P.REPORTED: ()}


def of_child(by: User, seen: Seen) -> dict[str, Any]:
    return {"by": by, "person": seen.person}


def of_matter(by: User, seen: Seen) -> dict[str, Any]:
    seen_at = {"matter_id": seen.row.pk, "seen_at": seen.row.updated_at}
    return {**of_child(by, seen), **seen_at}


def decide(state: Any, by: User, seen: Seen) -> None:
    values = {"police": state, "police_by": "social", "police_on": days(0), "police_why": "Skäl"}
    barnahus.decide_police_report(**of_matter(by, seen), values=values)


def take_step(by: User, seen: Seen) -> None:
    given = {**of_child(by, seen), "matter_id": seen.row.pk, "row_id": uuid7()}
    values = at_barnahus.said()
    barnahus.take_barnahus_step(**given, values=values, next_on=days(14))


def correct_step(by: User, seen: Seen) -> None:
    part = seen.parts[0]
    given = {**of_child(by, seen), "step_id": part.pk, "seen_at": part.updated_at}
    barnahus.correct_barnahus_step(**given, values={"words": "Planterat rättat"})


def close_matter(by: User, seen: Seen) -> None:
    barnahus.close_barnahus(**of_matter(by, seen), outcome=MatterOutcome.HELPED, closing="Slut")


def with_child(by: User, _person: Person, state: Any) -> Seen:
    """A coordination in which *state* is decided, with a step; each child has one open."""
    matter = at_barnahus.begun(by, at_barnahus.child_of(by))
    step = at_barnahus.step(by, matter)
    if state != P.UNDECIDED:
        at_barnahus.decided(by, matter, state, "Planterat skäl")
    with acting_as(by):
        row = BarnahusMatter.objects.select_related("person").get(pk=matter.pk)
    return Seen(row.person, None, row, (step,))


BARNAHUS_ACTS = (
    *steps("decide", POLICE, decide),
    Act("step", take_step, lambda _here: True),
    Act("correct", correct_step, lambda _here: True),
    Act("close", close_matter, lambda _here: True),
)
ALL: dict[str, Kind] = {
    "plan": Kind(PLAN, partial(in_plan, "plan"), PLAN_ACTS),
    "measure": Kind(MEASURE, partial(in_plan, "measure"), MEASURE_ACTS),
    "participant": Kind(PARTICIPANT, partial(in_plan, "participant"), PARTICIPANT_ACTS),
    "placement": Kind(PLACEMENT, partial(in_plan, "placement"), PLACEMENT_ACTS),
    "barnahus": Kind(POLICE, with_child, BARNAHUS_ACTS),
}
