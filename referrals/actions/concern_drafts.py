"""The report of concern that begins by itself when an encounter says that one is made.

Parts of saving an encounter, inside its transaction; not actions of their own. Whoever said yes has
what they saw in it already, and looks it through before anybody else reads it.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation

from casework.actions.gate import call
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import User
from outreach.models import Encounter
from referrals.actions.drafts import insert_numbered
from referrals.actions.offer_drafts import sending_unit_of
from referrals.due import due_by
from referrals.enums import ReferralGround, ReferralKind, TimeLimit
from referrals.models import Referral
from referrals.queries.concern_facts import concern_words, duty, report_law

ONCE = "referral_once_a_concern"


def begin_report(*, encounter: Encounter, by: User) -> None:
    """Begin a report about the child that was met, unless there is one.

    It rests on the duty to report. To whom it goes, what passes and what nobody has said yet, a
    person chooses.
    """
    sender = sending_unit_of(by, encounter)
    if sender is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        note = duty()
    referral = Referral(
        from_unit=sender,
        kind=ReferralKind.REPORT,
        role=encounter.role,
        is_child=True,
        encounter=encounter,
        shift_id=encounter.shift_id,
        from_concern=True,
        ground=ReferralGround.LEGAL,
        ground_note=note,
        legal_reference=report_law(),
        asked=concern_words(encounter),
        # A tablet may have come into coverage long after: the child has waited since then.
        due_at=due_by(TimeLimit.DRAFT, encounter.happened_at),
        created_by=by,
    )
    try:
        with transaction.atomic():
            insert_numbered(referral)
    except IntegrityError as error:
        if ONCE in str(error):
            return
        raise
    record(Event.REFERRAL_DRAFTED, by=by, obj=referral, unit_id=sender.pk, kind=referral.kind)


def carry_report_on(*, earlier_id: uuid.UUID, encounter: Encounter) -> None:
    """The encounter was corrected: what is not sent yet belongs to its new version."""
    call("app_carry_concern_draft", earlier_id, encounter.pk)
