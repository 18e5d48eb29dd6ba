"""Invented plans for the demonstration: one with a toppling, one that stands still."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from casework.actions.consents import ConsentFacts, record_consent
from casework.actions.persons import AgeGiven, FileFacts, open_file
from casework.actors import acting_as
from casework.demo import demo_user
from casework.enums import AgeSource, PersonRole
from casework.journal_enums import ConsentForm, ConsentGiver, ConsentPurpose, InformationKind
from casework.models import Person, Unit, User
from referrals.actions.placements import ask_placement, note_refusal
from referrals.actions.plan_measures import BridgeGiven, move_measure
from referrals.actions.plan_participants import add_participant, call_participant
from referrals.actions.plan_rows import add_goal, add_measure, look_at_need
from referrals.actions.plans import agree_plan, begin_plan, change_plan
from referrals.models import AreaOfNeed, CoordinatedPlan, Measure, PlanParticipant
from referrals.plan_enums import MeasureState, PlacementRefusalReason

CLINIC = "Påhittade vårdcentralen"
KINDS = [InformationKind.SITUATION, InformationKind.SUPPORT, InformationKind.HEALTH]


def load_plans() -> str:
    """Two plans of the coordinator's."""
    by, unit = demo_user("samordnare"), Unit.objects.get(code="regionkoordinatorer")
    _Toppling(by, unit).build()
    _standing_still(by, unit)
    return "2 plans"


def _file(by: User, unit: Unit) -> Person:
    facts = FileFacts({}, (AgeGiven(AgeSource.STATED, 24, 24),))
    return open_file(by=by, unit=unit, kind=PersonRole.EXPLOITED, facts=facts)


def _begin(by: User, unit: Unit, person: Person, plan_type: str, asked_on: date) -> CoordinatedPlan:
    values = {
        "plan_type": plan_type,
        "unit": unit,
        "initiated_by": "person",
        "asked_on": asked_on,
        "need": "Påhittat: jag vill bo någonstans där ingen hittar mig och slippa vara skyldig.",
    }
    return begin_plan(by=by, person=person, values=values)


def _at_ten(day: date) -> datetime:
    """The time of a meeting: whoever loads the demonstration at night meets in the day."""
    return timezone.make_aware(datetime.combine(day, time(10)))


class _Toppling:
    """An agreed plan in which the income has fallen, and much leans on it."""

    def __init__(self, by: User, unit: Unit) -> None:
        self.by, self.today = by, timezone.localdate()
        self.person = _file(by, unit)
        asked_on = self.today - timedelta(days=60)
        self.plan = _begin(by, unit, self.person, "exit", asked_on)

    def build(self) -> None:
        self._say()
        called = self._call()
        self._needs()
        self._goals()
        agreed_on, next_on = self.today - timedelta(days=40), self.today + timedelta(days=5)
        self._meet(agreed_on)
        agree_plan(
            **self._in(), agreed_on=agreed_on, next_follow_up=next_on, came={called.pk: True}
        )
        self._meet(next_on)
        self._topple()
        self._placement()

    def _in(self) -> dict[str, Any]:
        return {"by": self.by, "person": self.person, "plan_id": self.plan.pk}

    def _change(self, values: dict[str, Any]) -> None:
        with acting_as(self.by):
            self.plan.refresh_from_db()
        change_plan(**self._in(), seen_at=self.plan.updated_at, values=values)

    def _meet(self, day: date) -> None:
        self._change({"meeting_at": _at_ten(day), "coordinator": self.by})

    def _say(self) -> None:
        values = {
            "coordinator": self.by,
            "takes_part": "yes",
            "relatives_part": "not_suitable",
            "principal": "municipality",
            "responsible_body": "Påhittade socialtjänsten",
            "contact_name": "Demo Samordnare",
            "contact_reach": "Påhittat nummer, dagtid",
            "crisis_plan": "Påhittat: ring jouren, sov hos Stina, ta en promenad i ljuset.",
            "safety_plan": "Påhittat: kodord i telefon, byt sim-kort, gå aldrig ensam till porten.",
            "meeting_at": _at_ten(self.today + timedelta(days=5)),
            "meeting_place": "Påhittade medborgarkontoret, rum 2",
        }
        self._change(values)

    def _call(self) -> PlanParticipant:
        consent = ConsentFacts(
            purpose=ConsentPurpose.PLAN,
            kinds=KINDS,
            until_day=self.today + timedelta(days=120),
            form=ConsentForm.WRITTEN,
            given_by=ConsentGiver.PERSON,
            body=CLINIC,
        )
        record_consent(by=self.by, person=self.person, facts=consent)
        values = {"kind": "principal", "principal": "region", "body": CLINIC, "kinds": KINDS}
        row = add_participant(**self._in(), values=values)
        call_participant(**self._in(), participant_id=row.pk)
        values = {"kind": "body", "body": "Påhittade Arbetsförmedlingen", "kinds": KINDS[:1]}
        add_participant(**self._in(), values=values)
        return row

    def _needs(self) -> None:
        for kind, values in (
            ("income", {"state": "met"}),
            ("protection", {"state": "met"}),
            ("housing", {"state": "unmet", "reason": "none_fits"}),
            ("health", {"state": "met"}),
            ("addiction", {"state": "not_needed"}),
            ("debts", {"state": "unmet", "reason": "waiting"}),
        ):
            with acting_as(self.by):
                row = AreaOfNeed.objects.get(plan=self.plan, kind=kind)
            look_at_need(**self._in(), row_id=row.pk, seen_at=row.updated_at, values=values)

    def _goals(self) -> None:
        home = {"term": "short", "words": "Påhittat: sova en hel natt."}
        work = {"term": "long", "words": "Påhittat: ett eget jobb och en egen nyckel."}
        goals = [add_goal(**self._in(), values=values) for values in (home, work)]
        income = self._measure("Ekonomiskt bistånd från första dagen", "municipality", goals[0])
        housing = self._measure("Stödboende", "municipality", goals[0], income)
        self._measure("Traumabehandling", "region", goals[0], housing)
        training = self._measure("Språkpraktik", "other", goals[1], housing)
        self._measure("Arbete på deltid", "other", goals[1], training)
        self._measure("Skuldrådgivning", "municipality", goals[1])
        self.income = income

    def _measure(self, what: str, principal: str, goal: Any, *leans: Measure) -> Measure:
        bodies = {"region": CLINIC, "municipality": "Påhittade nämnden"}
        values = {
            "what": f"Påhittat: {what}",
            "goal": goal,
            "principal": principal,
            "body": bodies.get(principal, "Påhittade Arbetsförmedlingen"),
            "responsible": "Kim Påhittad",
            "due_on": self.today + timedelta(days=6),
            "cost_bearer": bodies.get(principal, "Påhittade Arbetsförmedlingen"),
        }
        return add_measure(**self._in(), values=values, leans=leans)

    def _topple(self) -> None:
        move_measure(
            **self._in(),
            row_id=self.income.pk,
            seen_at=self.income.updated_at,
            state=MeasureState.REFUSED,
            on_day=self.today - timedelta(days=2),
            why="Påhittat: pengar från en köpare räknades som inkomst.",
            bridge=BridgeGiven(none_why="Påhittat: jouren ger inget förskott före måndag."),
        )

    def _placement(self) -> None:
        values = {
            "problem": "prostitution",
            "kind": "protected",
            "for_whom": "man",
            "needs": "Påhittat: vana vid hot från nätverk, enskilt rum.",
            "asked_of": "Påhittade placeringsenheten",
            "asked_on": self.today - timedelta(days=20),
        }
        request = ask_placement(**self._in(), values=values)
        for days, reason in ((18, "group"), (15, "group"), (9, "full")):
            note_refusal(
                **self._in(),
                request_id=request.pk,
                on_day=self.today - timedelta(days=days),
                reason=PlacementRefusalReason(reason),
            )


def _standing_still(by: User, unit: Unit) -> None:
    """Asked for long ago, and nobody has been called: it waits for an answer."""
    person = _file(by, unit)
    asked_on = timezone.localdate() - timedelta(days=75)
    plan = _begin(by, unit, person, "sip", asked_on)
    values = {"kind": "principal", "principal": "region", "body": CLINIC, "kinds": KINDS[:1]}
    add_participant(by=by, person=person, plan_id=plan.pk, values=values)
