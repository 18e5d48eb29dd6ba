"""The demonstration's referrals: invented ones in every state, sent and answered by colleagues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from casework.actions.consents import ConsentFacts, record_consent
from casework.actions.membership import set_intake
from casework.actions.persons import AgeGiven, FileFacts, open_file
from casework.actors import acting_as
from casework.demo import demo_user
from casework.enums import AgeSource, ClosingReason, PersonRole
from casework.identifiers import uuid7
from casework.journal_enums import ConsentForm, ConsentGiver, ConsentPurpose, InformationKind
from casework.models import Person, Unit, User
from referrals.about import About
from referrals.actions.discarding import discard_draft
from referrals.actions.drafts import Content, draft_referral
from referrals.actions.moving import Said, move_referral
from referrals.enums import (
    Act,
    DeclineReason,
    DropReason,
    ReferralGround,
    ReferralKind,
    ReferralState,
)
from referrals.models import OutsideBody, Referral

KINDS = [InformationKind.CONTACT, InformationKind.SITUATION, InformationKind.SUPPORT]
TAKES_IN = {
    "mika": "mottagningschef",
    "jour": "mottagningschef",
    "kast": "mottagningschef",
    "samordnare": "enhetschef",
}
WHO = "Påhittat: kallas Kim. SMS efter klockan 14, ring aldrig."


@dataclass(frozen=True)
class Step:
    """One act, by a colleague, with what they said."""

    act: Act
    who: str
    words: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Story:
    """One referral: from whom, to whom, what is asked and what happened."""

    asked: str
    to: str
    steps: tuple[Step, ...] = ()
    kind: ReferralKind = ReferralKind.REFERRAL
    of_file: bool = False
    role: PersonRole = PersonRole.EXPLOITED


SEND = Step(Act.SEND, "uppsokare")
STORIES = (
    Story("Påhittat: stödsamtal, gärna på rumänska och på kvällen.", "mika"),
    Story("Påhittat: vill träffa barnmorska och prata om boende.", "mika", (SEND,), of_file=True),
    Story("Påhittat: frågar om hjälp med skulder.", "mika", (SEND, Step(Act.TAKE, "mika"))),
    Story(
        "Påhittat: behöver någon som ringer före fredag.",
        "mika",
        (
            SEND,
            Step(Act.ASK, "mika", "Påhittat: vilket språk, och går det bra på tisdag?"),
        ),
    ),
    Story(
        "Påhittat: samtal varannan vecka.",
        "mika",
        (SEND, Step(Act.TAKE, "mika"), Step(Act.ACCEPT, "mika")),
        of_file=True,
    ),
    Story(
        "Påhittat: hjälp att komma i gång med svenska.",
        "mika",
        (
            SEND,
            Step(
                Act.DECLINE,
                "mika",
                "Påhittat: vi har ingen tid före jul. Fråga regionkoordinatorerna.",
                DeclineReason.NO_ROOM,
            ),
        ),
    ),
    Story(
        "Påhittat: stödsamtal efter ett hot.",
        "mika",
        (SEND, Step(Act.ACCEPT, "mika"), Step(Act.START, "mika")),
        of_file=True,
    ),
    Story(
        "Påhittat: kontakt med en läkare.",
        "mika",
        (
            SEND,
            Step(Act.ACCEPT, "mika"),
            Step(Act.START, "mika"),
            Step(Act.FINISH, "mika", "Påhittat: besöket är gjort.", ClosingReason.GOALS_REACHED),
        ),
    ),
    Story(
        "Påhittat: vill bli uppringd om boende.",
        "mika",
        (
            SEND,
            Step(Act.ACCEPT, "mika"),
            Step(Act.NOT_REACHED, "mika", "Påhittat: tre samtal och två SMS på två veckor."),
        ),
    ),
    Story(
        "Påhittat: hann flytta innan någon svarade.",
        "mika",
        (SEND, Step(Act.REVOKE, "uppsokare", "Påhittat: har flyttat till Malmö.")),
    ),
    Story(
        "Påhittat: hur gör ni när någon inte vill lämna numret?",
        "kast",
        (SEND,),
        ReferralKind.CONSULTATION,
        role=PersonRole.SUSPECTED_BUYER,
    ),
    Story("Påhittat: hjälp att ordna en resa hem.", "iom", (SEND,)),
)


def load_referrals() -> str:
    """Send and answer them; what was made."""
    for member, manager in TAKES_IN.items():
        for membership in demo_user(member).memberships.active():
            set_intake(by=demo_user(manager), membership=membership, takes_intake=True)
    worker = demo_user("uppsokare")
    for story in STORIES:
        _tell(worker, story)
    _see_to_old_ones(worker)
    return f"{len(STORIES)} referrals in every state"


def _see_to_old_ones(worker: User) -> None:
    """What began by itself long ago has been seen to; that of the last days is to send."""
    recent = timezone.now() - timedelta(days=3)
    for flag, reason in (
        ("from_offer", DropReason.IN_CONTACT),
        ("from_concern", DropReason.REPORTED),
    ):
        with acting_as(worker):
            begun = Referral.objects.filter(**{flag: True}, state=ReferralState.DRAFT)
            old = begun.filter(encounter__happened_at__lt=recent)
            pks = list(old.values_list("pk", flat=True))
        for pk in pks:
            discard_draft(by=worker, referral_id=pk, reason=reason)


def _tell(worker: User, story: Story) -> None:
    units = {unit.code: unit for unit in Unit.objects.all()}
    unit = units.get(story.to)
    body = None if unit else OutsideBody.objects.get(code=story.to)
    person = _consenting(worker, units["pom"], unit) if story.of_file and unit else None
    content = Content(
        kind=story.kind,
        asked=story.asked,
        kinds=KINDS if person else [InformationKind.SITUATION],
        ground=ReferralGround.CONSENT if person else ReferralGround.ANONYMOUS,
        to_unit=unit,
        to_body=body,
        who=WHO if person else "",
    )
    referral = draft_referral(
        by=worker,
        from_unit=units["pom"],
        about=About(role=story.role, person=person),
        content=content,
        referral_id=uuid7(),
    )
    for step in story.steps:
        said = Said(words=step.words, reason=step.reason)
        move_referral(by=demo_user(step.who), referral_id=referral.pk, act=step.act, said=said)


def _consenting(worker: User, unit: Unit, recipient: Unit) -> Person:
    """A file of somebody who lets these things pass to *recipient*."""
    facts = FileFacts(ages=(AgeGiven(AgeSource.STATED, 27, 27),))
    person = open_file(by=worker, unit=unit, kind=PersonRole.EXPLOITED, facts=facts)
    with acting_as(worker):
        record_consent(
            by=worker,
            person=person,
            facts=ConsentFacts(
                purpose=ConsentPurpose.REFERRAL,
                kinds=KINDS,
                until_day=timezone.localdate() + timedelta(days=180),
                form=ConsentForm.ORAL,
                given_by=ConsentGiver.PERSON,
                unit=recipient,
            ),
        )
    return person
