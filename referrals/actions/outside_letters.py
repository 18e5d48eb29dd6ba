"""The letter that goes with a referral: kept as it was sent, and how it reached its receiver."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.actions.base import ActionRefused, action
from casework.audit.events import Event
from casework.audit.record import record
from casework.journal_enums import InformationKind
from casework.models import User
from casework.queries.staff import colleagues_in
from referrals.actions.refused import NOT_NOW
from referrals.enums import ReferralKind
from referrals.models import ConcernReport, LetterConveyance, Referral, ReferralLetter
from referrals.outside_enums import Conveyed
from referrals.outside_letter import as_pdf, letter_of
from referrals.queries.outside_letters import concern_of, may_convey
from referrals.telling import tells_where

HOLDS_ADDRESS = gettext_lazy("The identity is protected, and the words hold an address. Remove it.")
# Where somebody is, or how they are reached: never of a protected identity.
WHERE = {InformationKind.CONTACT, InformationKind.HOUSING}
ASKS_TO_WHOM = {Conveyed.BY_HAND, Conveyed.TELEPHONE}


def needs_letter(referral: Referral) -> bool:
    """Whether it leaves the house, or is a report: that has to be on paper wherever it goes."""
    return referral.to_body_id is not None or referral.kind == ReferralKind.REPORT


def must_hide(referral: Referral, concern: ConcernReport | None) -> None:
    """Refuse to send outside where somebody with a protected identity is. Never an address.

    Raises :class:`ActionRefused`.
    """
    person = referral.person
    if referral.to_body_id is None or person is None or not person.is_protected:
        return
    if WHERE & set(referral.kinds):
        raise ActionRefused(
            fields={
                "kinds": _(
                    "The identity is protected: housing and ways to reach the person never pass."
                    " Let them answer to your unit."
                )
            }
        )
    said = [referral.asked, referral.who]
    if concern is not None:
        said += [concern.at_once_why, concern.language]
    if tells_where(person, *[text for text in said if text]):
        raise ActionRefused(fields={"asked": str(HOLDS_ADDRESS)})


def must_be_whole(referral: Referral) -> None:
    """Refuse a report that leaves out what it has to say. Raises :class:`ActionRefused`."""
    concern = concern_of(referral)
    if referral.kind == ReferralKind.REPORT and concern is None:
        raise ActionRefused(fields={"seen_on": _("Say what a report of concern has to say.")})
    must_hide(referral, concern)


def keep_letter(by: User, referral_id: uuid.UUID) -> None:
    """Make the letter of what has just been sent, in the transaction of the sending.

    The referral is read again under the lock of its event: the letter says what was sent, and not
    what somebody saw before. Raises :class:`ActionRefused`.
    """
    rows = Referral.objects.select_related(
        *("from_unit", "to_unit", "to_body", "to_municipality", "to_district", "legal_reference"),
        *("sent_by", "person"),
    )
    referral = rows.get(pk=referral_id)
    concern = concern_of(referral)
    must_hide(referral, concern)
    # A unit of ours reads it without having the file's key.
    under_file_key = referral.person_id is not None and referral.to_body_id is not None
    letter = ReferralLetter(referral=referral, person_id=referral.person_id, made_by=by)
    letter.made_at = referral.sent_at or letter.made_at
    letter.was_protected = referral.is_protected
    letter.keep(as_pdf(letter_of(referral, concern)), under_file_key=under_file_key)
    letter.save(force_insert=True)
    record(Event.REFERRAL_LETTER_MADE, by=by, obj=referral, unit_id=referral.from_unit_id)


@dataclass(frozen=True)
class Sending:
    """How a letter was handed on."""

    way: Conveyed
    on_day: date
    conveyed_by: User
    to_whom: str = ""


@action
def register_conveyance(
    *, by: User, referral_id: uuid.UUID, sending: Sending, row_id: uuid.UUID
) -> LetterConveyance:
    """Register that the kept letter was handed on, the first time or once more.

    Under the identifier that its form was given: twice makes one. Raises :class:`ActionRefused`.
    """
    rows = Referral.objects.visible_to(by).select_related("from_unit")
    referral = rows.filter(pk=referral_id).first()
    if referral is None or referral.sent_at is None or not may_convey(referral):
        raise ActionRefused(
            _("Nothing may go out on this referral any more, or it is not yours to send.")
        )
    _must_say(referral, sending)
    row = LetterConveyance(
        pk=row_id,
        referral=referral,
        way=sending.way,
        on_day=sending.on_day,
        conveyed_by=sending.conveyed_by,
        to_whom=sending.to_whom.strip() or None,
        created_by=by,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except DatabaseError as error:
        if "pkey" in str(error):
            raise ActionRefused(_("This was saved already. It stands in the list.")) from None
        if "row-level security" in str(error):
            raise ActionRefused(str(NOT_NOW)) from None
        raise
    record(
        Event.REFERRAL_LETTER_CONVEYED,
        by=by,
        obj=referral,
        unit_id=referral.from_unit_id,
        way=str(sending.way),
    )
    return row


def _must_say(referral: Referral, sending: Sending) -> None:
    assert referral.sent_at is not None
    faults: dict[str, str] = {}
    if not timezone.localdate(referral.sent_at) <= sending.on_day <= timezone.localdate():
        faults["on_day"] = _("From the day it was sent to today.")
    if sending.way in ASKS_TO_WHOM and not sending.to_whom.strip():
        faults["to_whom"] = _("Say who took it: name and function.")
    if sending.conveyed_by not in _senders(referral):
        faults["conveyed_by"] = _("Choose a colleague.")
    if faults:
        raise ActionRefused(fields=faults)


def _senders(referral: Referral) -> Sequence[User]:
    return list(colleagues_in(referral.from_unit))
