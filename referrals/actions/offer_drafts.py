"""The draft that begins by itself when somebody says yes: for its sender to look at and send.

Parts of saving an encounter, inside its transaction; not actions of their own.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from casework.access.persons import kinds_for, takes_child
from casework.actions.gate import call
from casework.audit.events import Event
from casework.audit.record import record
from casework.crypto import SealedTextField
from casework.models import Unit, User
from casework.said_dates import day_in_words
from casework.unopened import WouldBeLost, refuse_words_of_unopened
from outreach.models import Encounter, SupportOffer
from referrals.access import sending_units
from referrals.actions.drafts import insert_numbered
from referrals.due import due_by
from referrals.enums import ReferralGround, ReferralKind, TimeLimit
from referrals.models import Referral
from referrals.queries.concern_facts import concern_words

ONCE = "referral_once_an_offer"


def begin_draft(*, offer: SupportOffer, encounter: Encounter, unit: Unit | None, by: User) -> None:
    """Begin a referral to *unit* on the ground of *offer*, unless there is one or it stays here.

    A receiver that the walls between the units forbid is left open: a person chooses. What passes
    is chosen by a person too.
    """
    sender = sending_unit_of(by, encounter)
    if sender is None or sender == unit:
        return
    referral = Referral(
        from_unit=sender,
        to_unit=unit if unit and _may_receive(unit, encounter) else None,
        kind=ReferralKind.REFERRAL,
        role=encounter.role,
        is_child=encounter.is_child,
        encounter=encounter,
        shift_id=encounter.shift_id,
        offer_id=offer.pk,
        from_offer=True,
        ground=ReferralGround.OFFER,
        asked=_asked(offer, encounter),
        # A tablet may have come into coverage long after: a child has waited since then.
        due_at=due_by(TimeLimit.DRAFT, encounter.happened_at if encounter.is_child else None),
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


def carry_draft_on(*, earlier_id: uuid.UUID, offer: SupportOffer) -> None:
    """The encounter was corrected: the draft belongs to its new version."""
    call("app_carry_offer_draft", earlier_id, offer.pk)


def withdraw_drafts(offer_ids: Sequence[uuid.UUID], *, by: User) -> int:
    """The yes is over, or its receiver has settled it: what nobody has touched goes; how many."""
    gone = call("app_withdraw_offer_drafts", list(offer_ids))
    assert isinstance(gone, int)
    if gone:
        record(Event.REFERRAL_DISCARDED, by=by, count=gone)
    return gone


def follow_answers(*, encounter: Encounter, by: User) -> None:
    """What began with *encounter* is about whom it says now, and is late as if it had begun so.

    Where nobody has written in it, its words are those of what the encounter says now.

    A child has waited since they were met; about an adult the time runs from when it began.
    """
    drafts, begun = call("app_begun_from_met", encounter.pk)
    since_met = due_by(TimeLimit.DRAFT, encounter.happened_at)
    followed = {
        draft
        for draft, since in zip(drafts, begun, strict=True)
        if call("app_draft_follows_met", draft, since_met, due_by(TimeLimit.DRAFT, since))
    }
    followed |= _write_anew(encounter)
    if followed:
        record(Event.REFERRAL_CHANGED, by=by, count=len(followed))


def _write_anew(encounter: Encounter) -> set[uuid.UUID]:
    """Let the drafts in which nobody has written say what *encounter* says now; which they are."""
    drafts, offers = call("app_unwritten_from_met", encounter.pk)
    asked = Referral._meta.get_field("asked")
    assert isinstance(asked, SealedTextField)
    there = {offer.pk: offer for offer in encounter.offers.all()}
    written = set()
    for draft, offer_id in zip(drafts, offers, strict=True):
        if offer_id is None:
            words = concern_words(encounter)
        elif offer_id in there:
            words = _asked(there[offer_id], encounter)
        else:
            continue
        with suppress(WouldBeLost):
            # Where a note can't be opened the draft keeps what was written when it could.
            refuse_words_of_unopened(words)
            if call("app_draft_says_what_met_says", draft, asked.close(words, Referral(pk=draft))):
                written.add(draft)
    return written


def sending_unit_of(by: User, encounter: Encounter) -> Unit | None:
    """The unit that keeps the shift, or the one that *by* took part in it for."""
    took_part = {row.unit_id for row in encounter.shift.shift_units.all()}
    units = [
        unit
        for unit in sending_units(by)
        if unit.pk in took_part and encounter.role in unit.reads_roles
    ]
    units.sort(key=lambda unit: unit.pk != encounter.shift.unit_id)
    return units[0] if units else None


def _may_receive(unit: Unit, encounter: Encounter) -> bool:
    until = date.max if encounter.is_child else None
    return encounter.role in kinds_for(unit) and takes_child(unit, until)


def _asked(offer: SupportOffer, encounter: Encounter) -> str:
    # The receiver reads it, not whoever saved the encounter: in the language of the city.
    with translation.override(settings.LANGUAGE_CODE):
        said = {"support": offer.get_kind_display(), "day": day_in_words(encounter.happened_at)}
        return _("The person said yes to %(support)s on %(day)s. Please make contact.") % said
