"""The demonstration's letters, a report of concern and a child at Barnahus: all of it invented."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from casework.actions.persons import AgeGiven, FileFacts, open_file
from casework.actors import acting_as
from casework.demo import demo_user
from casework.enums import AgeSource, PersonRole
from casework.identifiers import uuid7
from casework.journal_enums import InformationKind
from casework.models import Municipality, Person, Unit, User
from referrals.about import About
from referrals.actions.barnahus import begin_barnahus, take_barnahus_step
from referrals.actions.drafts import ConcernFacts, Content, draft_referral
from referrals.actions.moving import move_referral
from referrals.actions.outside_letters import Sending, register_conveyance
from referrals.barnahus_enums import Part, StepKind
from referrals.enums import Act, ReferralGround, ReferralKind
from referrals.models import OutsideBody, Referral
from referrals.outside_enums import AtOnce, Conveyed, Guardians, Interpreting

SEEN = (
    "Påhittat: en flicka på omkring femton år följde två gånger på en kväll med olika vuxna män"
    " till ett lägenhetshotell. Hon säger att en äldre kille tar pengarna och har hennes telefon."
)
FROM_WHAT = "Påhittat: hon ska träffa samma kille i kväll och är rädd för honom."
TOLD = "Påhittat: ett barn på omkring femton år säljs över nätet av en äldre kille."


def load_outside() -> str:
    """A letter on its way, a report of concern and a coordination; what was made."""
    worker = demo_user("uppsokare")
    pom = Unit.objects.get(code="pom")
    child = open_file(
        by=worker,
        unit=pom,
        kind=PersonRole.EXPLOITED,
        facts=FileFacts(ages=(AgeGiven(AgeSource.ASSESSED, 14, 16),)),
    )
    _report(worker, pom, child)
    _hand_on(worker)
    _at_barnahus(worker, pom, child)
    return "a letter handed on, a report of concern and a child at Barnahus"


def _report(worker: User, pom: Unit, child: Person) -> None:
    content = Content(
        kind=ReferralKind.REPORT,
        asked=SEEN,
        kinds=[InformationKind.IDENTITY, InformationKind.SITUATION, InformationKind.EXPLOITATION],
        ground=ReferralGround.LEGAL,
        ground_note="Påhittat: anmälningsskyldigheten.",
        to_body=OutsideBody.objects.get(code="annan-kommun"),
        to_municipality=Municipality.objects.get(name="Huddinge"),
        who="Påhittat: kallas Vera, omkring femton år. Går i skolan i en grannkommun.",
        concern=ConcernFacts(
            seen_on=timezone.localdate(),
            at_once=AtOnce.YES,
            at_once_why=FROM_WHAT,
            interpreter=Interpreting.NEEDED,
            language="rumänska",
            guardians=Guardians.NOT_KNOWN,
        ),
    )
    referral = draft_referral(
        by=worker,
        from_unit=pom,
        about=About(role=child.kind, person=child),
        content=content,
        referral_id=uuid7(),
    )
    move_referral(by=worker, referral_id=referral.pk, act=Act.SEND)


def _hand_on(worker: User) -> None:
    """What went to IOM was read out to them, and is on its way by post."""
    with acting_as(worker):
        referral = Referral.objects.filter(to_body__code="iom").order_by("created_at")[0]
    for way, to_whom in ((Conveyed.TELEPHONE, "Påhittat: Alex, samordnare"), (Conveyed.POST, "")):
        sending = Sending(way, timezone.localdate(), worker, to_whom)
        register_conveyance(by=worker, referral_id=referral.pk, sending=sending, row_id=uuid7())


def _at_barnahus(worker: User, pom: Unit, child: Person) -> None:
    today = timezone.localdate()
    values = {
        "unit": pom,
        "began_on": today - timedelta(days=6),
        "about": "Påhittat: säljs över nätet.",
        "next_on": today,
    }
    matter = begin_barnahus(by=worker, person=child, values=values)
    for kind, days, words in (
        (StepKind.CONSULTATION, 6, "Påhittat: ta med det till samrådet på torsdag."),
        (StepKind.PLANNING, 1, "Påhittat: krisstöd erbjuds innan något annat är bestämt."),
    ):
        step = {
            "kind": kind,
            "on_day": today - timedelta(days=days),
            "parts": [Part.SOCIAL, Part.BARNAHUS, Part.PSYCHIATRY],
            "told": TOLD,
            "kinds": [InformationKind.SITUATION, InformationKind.EXPLOITATION],
            "named_on": "",
            "words": words,
        }
        take_barnahus_step(
            by=worker,
            person=child,
            matter_id=matter.pk,
            values=step,
            next_on=today + timedelta(days=8),
            row_id=uuid7(),
        )
