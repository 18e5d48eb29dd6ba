"""Referrals for the tests, made by the actions that the product itself uses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from casework.actions.consents import ConsentFacts, record_consent
from casework.actors import acting_as
from casework.enums import ClosingReason, PersonRole, Role
from casework.identifiers import uuid7
from casework.journal_enums import ConsentForm, ConsentGiver, ConsentPurpose, InformationKind
from casework.models import Consent, Person, User
from referrals import machine
from referrals.about import About
from referrals.actions.drafts import ConcernFacts, Content, draft_referral
from referrals.actions.moving import Said, move_referral
from referrals.enums import Act, DeclineReason, ReferralGround, ReferralKind, ReferralState, Side
from referrals.models import OutsideBody, Referral
from referrals.outside_enums import AtOnce, Guardians, Interpreting
from tests.casework.people import opened, unit
from tests.conftest import MakeUser

# Looked for where they must not be.
ASKED, WHO = "Planterad fråga om stödsamtal 4711", "Planterade Efternamnsson, ring 070-174 06 88"
AT_ONCE = "Planterad fara i natt 4711"
KINDS = (InformationKind.SITUATION, InformationKind.CONTACT)


@dataclass(frozen=True)
class People:
    """Who is needed: the sender and the receiver, with those beside them who may do nothing."""

    sender: User
    colleague: User
    sender_manager: User
    receiver: User
    receiver_colleague: User
    receiver_manager: User
    stranger: User

    def all(self) -> dict[str, User]:
        return dict(self.__dict__)


def people(make_user: MakeUser, to: str = "mika") -> People:
    return People(
        sender=make_user(Role.OUTREACH_WORKER, "pom"),
        colleague=make_user(Role.OUTREACH_WORKER, "pom"),
        sender_manager=make_user(Role.UNIT_MANAGER, "pom"),
        receiver=intake(make_user, to),
        receiver_colleague=make_user(Role.UNIT_WORKER, to),
        receiver_manager=make_user(Role.UNIT_MANAGER, to),
        stranger=make_user(Role.UNIT_MANAGER, "kast" if to != "kast" else "mika"),
    )


def intake(make_user: MakeUser, to: str) -> User:
    """Somebody who takes in new people for the unit."""
    from tests.staff import change_memberships

    user = make_user(Role.UNIT_WORKER, to)
    change_memberships(user, takes_intake=True)
    return user


def consented_to(by: User, person: Person, to: str, kinds: Any = KINDS) -> Consent:
    facts = ConsentFacts(
        purpose=ConsentPurpose.REFERRAL,
        kinds=list(kinds),
        until_day=timezone.localdate() + timedelta(days=90),
        form=ConsentForm.ORAL,
        given_by=ConsentGiver.PERSON,
        unit=unit(to),
    )
    return record_consent(by=by, person=person, facts=facts)


def concern(**values: Any) -> ConcernFacts:
    found = ConcernFacts(
        seen_on=timezone.localdate(),
        at_once=AtOnce.YES,
        at_once_why=AT_ONCE,
        interpreter=Interpreting.NEEDED,
        language="rumänska",
        guardians=Guardians.DANGER,
    )
    return replace(found, **values)


def content(kind: ReferralKind = ReferralKind.REFERRAL, to: str = "mika", **values: Any) -> Content:
    found = Content(
        kind=kind,
        asked=ASKED,
        kinds=[InformationKind.SITUATION],
        ground=ReferralGround.ANONYMOUS,
        to_unit=unit(to) if to else None,
        is_child=kind == ReferralKind.REPORT,
        concern=concern() if kind == ReferralKind.REPORT else None,
    )
    return replace(found, **values)


def drafted(by: User, about: About | None = None, said: Content | None = None) -> Referral:
    return draft_referral(
        by=by,
        from_unit=unit("pom"),
        about=about or About(role=PersonRole.EXPLOITED),
        content=said or content(),
        referral_id=uuid7(),
    )


def of_file(by: User, kind: ReferralKind = ReferralKind.REFERRAL, to: str = "mika") -> Referral:
    """A draft about the person of a new file, who has consented."""
    person = opened(by, "pom")
    consented_to(by, person, to)
    said = content(kind, to, who=WHO, kinds=list(KINDS), ground=ReferralGround.CONSENT)
    return drafted(by, About(role=person.kind, person=person), said)


def outside(by: User, kind: ReferralKind = ReferralKind.REFERRAL) -> Referral:
    """A draft to a body that has no account."""
    body = OutsideBody.objects.get(code="iom")
    return drafted(by, said=content(kind, "", to_body=body))


def said_for(act: Act, colleague: User | None = None, *, outside: bool = False) -> Said:
    """What the act asks for."""
    reasons = {Act.DECLINE: DeclineReason.NO_ROOM, Act.FINISH: ClosingReason.GOALS_REACHED}
    return Said(
        words="Planterade ord 4711",
        reason=str(reasons.get(act, "")),
        said_by="Kim, samordnare" if outside else "",
        assigned_to=colleague if act == Act.ASSIGN else None,
        due_at=timezone.now() + timedelta(days=4) if act == Act.POSTPONE else None,
    )


# The shortest way to every state that people come to.
WAYS: dict[ReferralState, list[Act]] = {
    ReferralState.DRAFT: [],
    ReferralState.SENT: [Act.SEND],
    ReferralState.RECEIVED: [Act.SEND, Act.RECEIVE],
    ReferralState.QUESTION: [Act.SEND, Act.ASK],
    ReferralState.ACCEPTED: [Act.SEND, Act.ACCEPT],
    ReferralState.DECLINED: [Act.SEND, Act.DECLINE],
    ReferralState.STARTED: [Act.SEND, Act.ACCEPT, Act.START],
    ReferralState.NOT_REACHED: [Act.SEND, Act.ACCEPT, Act.NOT_REACHED],
    ReferralState.REVOKED: [Act.SEND, Act.REVOKE],
}


def way_to(kind: ReferralKind, state: ReferralState) -> list[Act] | None:
    """The acts that lead to *state*; ``None`` where this kind never comes there."""
    if state == ReferralState.DONE:
        last = {ReferralKind.CONSULTATION: Act.REPLY, ReferralKind.REPORT: Act.FEED_BACK}.get(kind)
        begun = WAYS[ReferralState.RECEIVED] if last else WAYS[ReferralState.STARTED]
        return [*begun, last or Act.FINISH]
    here, way = ReferralState.DRAFT, WAYS[state]
    for act in way:
        step = machine.transition(kind, here, act)
        if step is None:
            return None
        here = step.next
    return way


def moved(referral: Referral, who: People, *acts: Act) -> Referral:
    """The referral after *acts*, each done by whoever the table names."""
    for act in acts:
        with acting_as(who.sender):
            referral.refresh_from_db()
        step = machine.transition(referral.kind, referral.state, act)
        assert step is not None, (referral.kind, referral.state, act)
        outside_body = referral.to_body_id is not None
        side = who.sender if step.who == Side.SENDER or outside_body else who.receiver
        said = said_for(act, who.receiver_colleague, outside=outside_body)
        move_referral(by=side, referral_id=referral.pk, act=act, said=said)
    with acting_as(who.sender):
        referral.refresh_from_db()
    return referral
