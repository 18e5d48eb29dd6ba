"""Invented files with a trafficking track, for the demonstration."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

from django.utils import timezone

from casework.actions.claims import draft_claim
from casework.actions.days_to_keep import add_day
from casework.actions.demo import make_demo_support_rule
from casework.actions.disclosures import consider_disclosure, decide_disclosure
from casework.actions.permits import apply_for_permit
from casework.actions.persons import AgeGiven, FileFacts, open_file
from casework.actions.returns import begin_return
from casework.actions.supports import begin_support
from casework.actions.trafficking import note_indicator, set_status
from casework.actors import SETUP
from casework.demo import demo_user
from casework.enums import AgeSource, PersonRole
from casework.models import Board, Person, SupportType, Unit, User
from casework.trafficking.enums import DisclosureOutcome, IndicatorAnswer
from casework.working_days import add_working_days


def load_track() -> str:
    """Two files at the regional coordinators: one on its way, one at its beginning."""
    coordinator = demo_user("samordnare")
    unit = Unit.objects.get(code="regionkoordinatorer")
    today = timezone.localdate()
    _rule(today)
    started = _open(coordinator, unit)
    _on_its_way(coordinator, unit, started, today)
    begun = _open(coordinator, unit)
    _at_its_beginning(coordinator, begun, today)
    return "2 files with a trafficking track"


def _open(by: User, unit: Unit) -> Person:
    facts = FileFacts({}, (AgeGiven(AgeSource.STATED, 27, 27),))
    return open_file(by=by, unit=unit, kind=PersonRole.EXPLOITED, facts=facts)


def _rule(today: date) -> None:
    """An invented decision, said to be one by its reference."""
    make_demo_support_rule(
        by=SETUP,
        support_type=SupportType.objects.get(code="stodsamtal"),
        board=Board.objects.order_by("code")[0],
        decided_on=today - timedelta(days=200),
        reference="PÅHITTAT-1",
    )


def _on_its_way(by: User, unit: Unit, person: Person, today: date) -> None:
    _suspicion(by, person, today)
    began = today - timedelta(days=38)
    _supports(by, unit, person, began, today)
    _permit(by, person, today)
    draft_claim(
        by=by,
        person=person,
        values={
            "unit": unit,
            "cost_kind": "housing",
            "first_day": began,
            "last_day": today - timedelta(days=10),
            "amount": Decimal("84000.00"),
            "supported_by": "Påhittat: beslut om placering och två fakturor.",
        },
        evidence=[],
    )
    begin_return(by=by, person=person, informed_on=today - timedelta(days=5), remark="")
    _disclosure(by, person, today)
    _days(by, person, today)


def _suspicion(by: User, person: Person, today: date) -> None:
    for code, answer in (
        ("documents-kept", IndicatorAnswer.OBSERVED),
        ("controlled-by-phone", IndicatorAnswer.OBSERVED),
        ("debt", IndicatorAnswer.UNCLEAR),
    ):
        note_indicator(
            by=by,
            person=person,
            indicator=code,
            answer=answer,
            on_day=today - timedelta(days=40),
            remark="Påhittat: sagt i första samtalet.",
        )
    set_status(
        by=by,
        person=person,
        values={
            "suspicion": "presumed",
            "offence": "trafficking",
            "exploitation_form": "sexual",
            "on_day": today - timedelta(days=38),
            "reasons": "Påhittat: den samlade bilden efter tre samtal.",
        },
    )


def _supports(by: User, unit: Unit, person: Person, began: date, today: date) -> None:
    for code, ended in (("skyddat-boende", 10), ("regionkoordinator", None)):
        begin_support(
            by=by,
            person=person,
            values={
                "support_type": SupportType.objects.get(code=code),
                "unit": unit,
                "starts_on": began,
                "ends_on": today - timedelta(days=ended) if ended else None,
                "result": "reached" if ended else "",
                "individually_assessed": True,
            },
        )


def _permit(by: User, person: Person, today: date) -> None:
    starts = today - timedelta(days=24)
    apply_for_permit(
        by=by,
        person=person,
        values={
            "kind": "reflection",
            "applied_by": "social_board",
            "applied_on": today - timedelta(days=28),
            "decision": "granted",
            "decided_on": today - timedelta(days=25),
            "starts_on": starts,
            "ends_on": starts + timedelta(days=29),
        },
    )


def _days(by: User, person: Person, today: date) -> None:
    for kind, ahead, at_time, decided_by in (
        ("placement_ends", 9, None, "Påhittat: socialnämndens utskott"),
        ("aid_ends", 32, None, "Påhittat: socialnämndens utskott"),
        ("court_date", 3, time(9, 30), "Påhittad tingsrätt, sal 4"),
    ):
        add_day(
            by=by,
            person=person,
            values={
                "kind": kind,
                "day": add_working_days(today, ahead),
                "at_time": at_time,
                "decided_by": decided_by,
                "remember": "Påhittat: målsägandebiträdet möter vid entrén." if at_time else "",
            },
        )


def _disclosure(by: User, person: Person, today: date) -> None:
    considered = consider_disclosure(
        by=by,
        person=person,
        values={
            "recipient": "police",
            "recipient_unit": "Påhittad utredningsgrupp",
            "asked_on": today - timedelta(days=12),
            "what": "Påhittat: om personen har bott på en viss adress.",
            "harm": "Påhittat: gärningspersoner kan förstå vem som har berättat.",
            "ground_code": "secrecy-police-serious",
            "checks": ["committed"],
        },
    )
    decide_disclosure(
        by=by,
        person=person,
        disclosure_id=considered.pk,
        seen_at=considered.updated_at,
        outcome=DisclosureOutcome.NOT_DISCLOSED,
        reasons="Påhittat: personen vill inte, och skadan väger tyngre.",
        disclosed_as="",
        copy="",
    )


def _at_its_beginning(by: User, person: Person, today: date) -> None:
    note_indicator(
        by=by,
        person=person,
        indicator="someone-speaks",
        answer=IndicatorAnswer.OBSERVED,
        on_day=today,
        remark="",
    )
    set_status(
        by=by,
        person=person,
        values={"suspicion": "suspected", "exploitation_form": "labour", "on_day": today},
    )
    apply_for_permit(
        by=by,
        person=person,
        values={
            "kind": "reflection",
            "applied_by": "social_board",
            "applied_on": today - timedelta(days=5),
        },
    )
