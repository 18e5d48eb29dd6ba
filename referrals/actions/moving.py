"""Moving a referral on: one action for every act, because one table says what may be done."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.letters import send_letters_when_committed
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import ClosingReason
from casework.journal_enums import InformationKind
from casework.models import User
from casework.queries.consents import covering
from referrals import machine
from referrals.access import is_receiver, is_sender
from referrals.actions.offers import settle_with_its_referral
from referrals.actions.outside_letters import keep_letter, must_be_whole, needs_letter
from referrals.actions.refused import (
    NO_CONSENT,
    NOT_NOW,
    NOT_YOURS,
    TOO_FAR,
    WORDS_LACK,
    YES_IS_OVER,
    refusals,
)
from referrals.due import KEEPS_TIME, due_at, last_day
from referrals.enums import Act, DeclineReason, Outcome, ReferralGround, Side
from referrals.models import Referral, ReferralEvent
from referrals.models.referral_event import SAYS_WHY
from referrals.queries.offers import offer_stands


@dataclass(frozen=True)
class Said:
    """What goes with an act, as far as the act asks for it."""

    words: str = ""
    reason: str = ""
    said_by: str = ""
    assigned_to: User | None = None
    due_at: datetime | None = None


NOTHING = Said()
# What the end of a referral says of the offer that it came with.
SETTLES = {Act.FINISH: Outcome.BOOKED, Act.NOT_REACHED: Outcome.NOT_REACHED}


@action
def move_referral(
    *, by: User, referral_id: uuid.UUID, act: Act, said: Said = NOTHING
) -> ReferralEvent:
    """Do *act*, when the table of transitions lets *by* do it in the state that it is in.

    The database decides once more, under a lock: of two who act at once, the second is refused.
    Accepting gives access to the file, and closing ends it, in the same transaction. What leaves
    the house gets its letter in it too: a worker killed in between has sent nothing.
    """
    rows = Referral.objects.visible_to(by).select_related(
        "to_unit", "to_body", "from_unit", "person"
    )
    referral = rows.filter(pk=referral_id).first()
    step = machine.transition(referral.kind, referral.state, act) if referral else None
    if referral is None or step is None:
        raise ActionRefused(str(NOT_NOW))
    _must_be_theirs(by, referral, step)
    _must_say(referral, act, said)
    if act == Act.SEND:
        _make_ready(by, referral)
    event = ReferralEvent(
        referral=referral,
        by=by,
        act=act,
        from_state=step.state,
        to_state=step.next,
        words=said.words.strip() or None,
        said_by=said.said_by.strip() or None,
        reason=said.reason,
        assigned_to=said.assigned_to,
        due_at=_due(referral, step, said),
    )
    _keep(by, event)
    if act in SETTLES:
        settle_with_its_referral(referral, SETTLES[act], by=by)
    details = {"act": str(act), "from_state": str(step.state), "to_state": str(step.next)}
    unit_id = referral.from_unit_id if step.who == Side.SENDER else referral.to_unit_id
    record(Event.REFERRAL_MOVED, by=by, obj=referral, unit_id=unit_id, **details)
    send_letters_when_committed()
    return event


def _keep(by: User, event: ReferralEvent) -> None:
    """Save the event, which moves the referral, with the letter of what leaves the house."""
    with refusals():
        event.save(force_insert=True)
    if event.act == Act.SEND and needs_letter(event.referral):
        keep_letter(by, event.referral.pk)


def _must_be_theirs(by: User, referral: Referral, step: machine.Transition) -> None:
    may = {Side.SENDER: is_sender, Side.RECEIVER: is_receiver}.get(step.who)
    in_house_only = {Act.TAKE, Act.ASSIGN, Act.HAND_BACK}
    if may is None or not may(by, referral):
        raise ActionRefused(str(NOT_YOURS))
    if referral.to_unit_id is None and step.act in in_house_only:
        raise ActionRefused(str(NOT_YOURS))


def _must_say(referral: Referral, act: Act, said: Said) -> None:
    """Refuse an act without what it has to say."""
    faults: dict[str, str] = {}
    if act in SAYS_WHY and not said.words.strip():
        faults["words"] = str(WORDS_LACK[act])
    if act == Act.DECLINE and said.reason not in DeclineReason.values:
        faults["reason"] = _("Say why.")
    if act == Act.FINISH and said.reason not in ClosingReason.values:
        faults["reason"] = _("Say how it ended.")
    if act == Act.ASSIGN and said.assigned_to is None:
        faults["assigned_to"] = _("Choose a colleague.")
    faults |= _faults_of_time(act, said)
    registers = referral.to_unit_id is None and _by_receiver(referral, act)
    if registers and act != Act.POSTPONE and not said.said_by.strip():
        faults["said_by"] = _("Say who answered: name and function.")
    if faults:
        raise ActionRefused(fields=faults)


def _faults_of_time(act: Act, said: Said) -> dict[str, str]:
    if act == Act.POSTPONE and (said.due_at is None or said.due_at <= timezone.now()):
        return {"due_at": _("Choose a day to come.")}
    if said.due_at is not None and localdate(said.due_at) > last_day():
        return {"due_at": str(TOO_FAR)}
    return {}


def _by_receiver(referral: Referral, act: Act) -> bool:
    step = machine.transition(referral.kind, referral.state, act)
    return step is not None and step.who == Side.RECEIVER


def _make_ready(by: User, referral: Referral) -> None:
    """Refuse a draft that is not whole, and find the consent that carries what passes."""
    faults = _lacking(referral)
    if referral.ground == ReferralGround.OFFER and not offer_stands(referral.offer_id):
        faults["ground"] = str(YES_IS_OVER)
    if faults:
        raise ActionRefused(fields=faults)
    must_be_whole(referral)
    if referral.ground == ReferralGround.CONSENT:
        _find_consent(by, referral)


def _lacking(referral: Referral) -> dict[str, str]:
    """What a draft does not say yet, by field."""
    wanted = {
        "receiver": (referral.receiver, _("Choose a receiver.")),
        "asked": (referral.asked, _("Say what is asked.")),
        "kinds": (referral.kinds, _("Say what passes.")),
        "ground": (referral.ground, _("Say on what ground it may pass.")),
    }
    return {name: sentence for name, (said, sentence) in wanted.items() if not said}


def _find_consent(by: User, referral: Referral) -> None:
    assert referral.person is not None
    body = str(referral.to_body) if referral.to_body else ""
    consent = covering(
        referral.person,
        kinds=[InformationKind(kind) for kind in referral.kinds],
        unit=referral.to_unit,
        body=body,
    )
    if consent is None:
        raise ActionRefused(fields={"ground": str(NO_CONSENT)})
    referral.consent, referral.updated_by = consent, by
    with refusals():
        referral.save(update_fields=["consent", "updated_at", "updated_by"])


def _due(referral: Referral, step: machine.Transition, said: Said) -> datetime | None:
    """By when whoever's turn it is then has to answer; ``None`` leaves the time as it is."""
    if said.due_at is not None and step.act in (Act.POSTPONE, Act.SEND):
        return said.due_at
    if step.act in KEEPS_TIME or step.next == step.state:
        return None
    return due_at(referral.kind, step.next, is_acute=referral.is_acute)
