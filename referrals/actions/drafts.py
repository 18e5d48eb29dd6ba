"""Writing a referral before it is sent. A draft is the sending unit's alone."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.persons import can_settle_in_person, kinds_for, takes_child
from casework.actions.base import ActionRefused, action
from casework.audit.events import Event
from casework.audit.record import record
from casework.journal_enums import InformationKind
from casework.models import District, LegalReference, Municipality, Unit, User
from referrals.about import About
from referrals.access import is_sender, sending_units
from referrals.actions.refused import (
    NOT_NOW,
    NOT_YOURS,
    REPORT_NEEDS_NO_CONSENT,
    WRONG_UNIT,
    YES_IS_TO_OTHERS,
    refusals,
)
from referrals.due import due_by
from referrals.enums import ReferralGround, ReferralKind, ReferralState, TimeLimit
from referrals.models import ConcernReport, OutsideBody, Referral
from referrals.models.referral import LENGTH, SIGNS
from referrals.models.referral_rules import TELLING
from referrals.outside_enums import AtOnce, Guardians, Interpreting
from referrals.queries.offers import yes_is_to

TRIES = 20


@dataclass(frozen=True)
class ConcernFacts:
    """What a report of concern says beside what was seen."""

    seen_on: date
    at_once: AtOnce
    interpreter: Interpreting
    guardians: Guardians
    at_once_why: str = ""
    language: str = ""


@dataclass(frozen=True)
class Content:
    """What a draft says."""

    kind: ReferralKind
    asked: str
    kinds: Sequence[InformationKind]
    ground: ReferralGround | str = ""
    to_unit: Unit | None = None
    to_body: OutsideBody | None = None
    to_municipality: Municipality | None = None
    to_district: District | None = None
    who: str = ""
    ground_note: str = ""
    legal_reference: LegalReference | None = None
    is_child: bool = False
    is_acute: bool = False
    concern: ConcernFacts | None = None


# What is no column of the referral, and what is told from more than the answer.
_APART = {"concern", "is_child"}


@action
def draft_referral(
    *, by: User, from_unit: Unit, about: About, content: Content, referral_id: uuid.UUID
) -> Referral:
    """Begin a referral under the identifier that its form was given: twice makes one."""
    if from_unit not in sending_units(by):
        raise ActionRefused(fields={"from_unit": _("You don't work in this unit.")})
    if about.person is not None and not can_settle_in_person(by, about.person):
        raise ActionRefused(_("You may read this file, but not write in it."))
    referral = Referral(
        pk=referral_id,
        from_unit=from_unit,
        created_by=by,
        role=about.person.kind if about.person else about.role,
        person=about.person,
        encounter=about.encounter,
        shift=about.shift,
        offer_id=about.offer_id,
        due_at=due_by(TimeLimit.DRAFT),
    )
    _fill(referral, by, content)
    insert_numbered(referral)
    _keep_concern(referral, content)
    record(Event.REFERRAL_DRAFTED, by=by, obj=referral, unit_id=from_unit.pk, kind=referral.kind)
    return referral


@action
def change_draft(
    *, by: User, referral_id: uuid.UUID, seen_at: datetime, content: Content
) -> Referral:
    """Change a draft. Raises :class:`ActionRefused` where it was sent or saved meanwhile."""
    referral = draft_of(by, referral_id)
    if referral.updated_at != seen_at:
        raise ActionRefused(
            _("A colleague saved this draft while you had it open. Open it again to see theirs.")
        )
    _fill(referral, by, content)
    with refusals():
        referral.save(update_fields=_CHANGED)
    _keep_concern(referral, content)
    record(Event.REFERRAL_CHANGED, by=by, obj=referral, unit_id=referral.from_unit_id)
    return referral


def draft_of(by: User, referral_id: uuid.UUID) -> Referral:
    """The draft, locked. Raises :class:`ActionRefused` when it is sent, or another's."""
    drafts = Referral.objects.visible_to(by).filter(state=ReferralState.DRAFT)
    # Asked before it is locked: what somebody may not change is not there for them to lock.
    found = drafts.filter(pk=referral_id).first()
    if found is not None and not is_sender(by, found):
        raise ActionRefused(str(NOT_YOURS))
    referral = drafts.select_for_update(of=("self",)).filter(pk=referral_id).first()
    if referral is None:
        raise ActionRefused(str(NOT_NOW))
    return referral


_CHANGED = [
    *(f.name for f in fields(Content) if f.name != "concern"),
    "met_district",
    "consent",
    "updated_at",
    "updated_by",
]


def _fill(referral: Referral, by: User, content: Content) -> None:
    """Put *content* into the row, after what can be told from it alone."""
    referral.is_child = content.is_child or _counts_as_child(referral)
    _check(referral, content)
    for name in (f.name for f in fields(Content) if f.name not in _APART):
        value = getattr(content, name)
        setattr(referral, name, [str(k) for k in value] if name == "kinds" else value)
    for name in ("asked", "who", "ground_note"):
        setattr(referral, name, getattr(content, name).strip() or None)
    shift = referral.shift
    referral.met_district = shift.district if shift is not None and content.is_acute else None
    # Found anew when it is sent, for the receiver and for what passes then.
    referral.consent = None
    referral.updated_by = by


def _keep_concern(referral: Referral, content: Content) -> None:
    """The facts of a report; a draft that is no report any more has none."""
    kept = ConcernReport.objects.filter(referral=referral).first()
    if content.kind != ReferralKind.REPORT or content.concern is None:
        if kept is not None:
            kept.delete()
        return
    row = kept or ConcernReport(referral=referral)
    for name, value in asdict(content.concern).items():
        setattr(row, name, value)
    row.at_once_why = content.concern.at_once_why.strip() or None
    row.language = content.concern.language.strip() or None
    with refusals():
        row.save(force_insert=kept is None)


def _counts_as_child(referral: Referral) -> bool:
    if referral.person is not None:
        return referral.person.is_child_on()
    return referral.encounter is not None and referral.encounter.is_child


def _check(referral: Referral, content: Content) -> None:
    """Refuse what no unit may be asked, with the field at fault."""
    faults = _receiver_faults(referral, content) | _kind_faults(referral, content)
    telling = set(TELLING) & set(content.kinds)
    if content.who.strip() and not telling:
        faults["who"] = _("Say among what passes that it tells who it is or how to reach them.")
    faults |= _ground_faults(referral, content, bool(telling)) | _concern_faults(content)
    if faults:
        raise ActionRefused(fields=faults)


def _receiver_faults(referral: Referral, content: Content) -> dict[str, str]:
    faults: dict[str, str] = {}
    unit = content.to_unit
    names_place = content.to_body is not None and content.to_body.needs_municipality
    if names_place and content.to_municipality is None:
        faults["to_municipality"] = _("Say which municipality.")
    if content.to_municipality is not None and not names_place:
        faults["to_municipality"] = _("This receiver is of no other municipality.")
    names_district = content.to_body is not None and content.to_body.needs_district
    if names_district != (content.to_district is not None):
        faults["to_district"] = _("Say which district, where the receiver is one.")
    if unit is not None and unit.pk == referral.from_unit_id:
        faults["receiver"] = _("Choose another unit than your own.")
    elif unit is not None and (
        referral.role not in kinds_for(unit) or (referral.is_child and not _takes_child(unit))
    ):
        faults["receiver"] = str(WRONG_UNIT)
    if (
        content.kind == ReferralKind.REPORT
        and content.to_body is not None
        and not content.to_body.kind.takes_reports
    ):
        faults["receiver"] = _("A report of concern goes to the social services.")
    if content.kind == ReferralKind.HANDOVER and content.to_body is not None:
        faults["receiver"] = _("A handover goes to a unit that works in this system.")
    return faults


def _kind_faults(referral: Referral, content: Content) -> dict[str, str]:
    if content.kind == ReferralKind.HANDOVER and referral.person is None:
        return {"kind": _("Only the work in a file can be handed over.")}
    if content.kind == ReferralKind.REPORT and not referral.is_child:
        return {"kind": _("A report of concern is about somebody who is or may be under 18.")}
    return {}


def _concern_faults(content: Content) -> dict[str, str]:
    """What was seen was seen already, and a child in danger at once is in danger of something."""
    found, faults = content.concern, {}
    if found is not None and found.seen_on > timezone.localdate():
        faults["seen_on"] = _("This day has not come yet.")
    if found is not None and found.at_once == AtOnce.YES and not found.at_once_why.strip():
        faults["at_once_why"] = _("Say what the child has to be protected from.")
    return faults


def _takes_child(unit: Unit) -> bool:
    """Whether somebody under 18 may go there at all: age limits are data of the unit."""
    return takes_child(unit, date.max)


def _ground_faults(referral: Referral, content: Content, is_telling: bool) -> dict[str, str]:
    ground = content.ground
    if ground == ReferralGround.CONSENT and content.kind == ReferralKind.REPORT:
        # Nobody takes a report back, so nothing that can be withdrawn may carry it.
        return {"ground": str(REPORT_NEEDS_NO_CONSENT)}
    if ground == ReferralGround.CONSENT and referral.person is None:
        return {"ground": _("A consent is recorded in a file, and there is none here.")}
    if ground == ReferralGround.OFFER:
        return _yes_faults(referral, content, is_telling)
    if ground == ReferralGround.ANONYMOUS and (
        is_telling or content.who.strip() or referral.person is not None
    ):
        return {"ground": _("What is asked tells who it is. It needs a consent or a legal ground.")}
    if ground == ReferralGround.LEGAL and not content.ground_note.strip():
        return {"ground_note": _("Say why it may pass without consent.")}
    return {}


def _yes_faults(referral: Referral, content: Content, is_telling: bool) -> dict[str, str]:
    """Design rule 3: who somebody is passes on a yes to the unit that the yes is to."""
    if referral.offer_id is None:
        return {"ground": _("This does not come from an offer that somebody said yes to.")}
    if is_telling and not yes_is_to(referral.offer_id, content.to_unit):
        return {"ground": str(YES_IS_TO_OTHERS)}
    return {}


def insert_numbered(referral: Referral) -> None:
    """Insert the row under a number that no other has."""
    for _try in range(TRIES):
        referral.number = "H-" + "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
        try:
            with transaction.atomic():
                referral.save(force_insert=True)
        except IntegrityError as error:
            if "number" in str(error):
                continue
            if "pkey" in str(error):
                raise ActionRefused(_("This was saved already. It stands in the list.")) from None
            raise
        return
    raise ActionRefused(_("No free number was found. Try again."))
