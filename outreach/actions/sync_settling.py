"""What somebody decides about a record that waits: taken in, tried again, or let go.

The author decides alone for three days, then the manager of the unit may too. Nothing is settled
by itself, and nothing without a trace.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.actions.base import ActionRefused, action
from casework.audit.record import record
from casework.audit.tablet_events import TabletEvent
from casework.models import User
from outreach.actions.answers import EncounterAnswers
from outreach.actions.encounters import change_encounter, correct_encounter, record_encounter
from outreach.actions.sync_storing import open_when_committed
from outreach.enums import ShiftState
from outreach.models import Encounter, SyncItem
from outreach.queries.sync_items import corrected_by
from outreach.tablet_enums import FOR_AUTHOR, MAY_PASS, LetGoReason, SyncState

ABOUT_NOBODY = gettext_lazy("It tells of nobody who was met, or nobody can read it.")
CORRECTS_WHAT_STANDS = gettext_lazy("It corrects an encounter that is here. Go through both.")


@action
def try_item_again(*, by: User, item_id: uuid.UUID) -> SyncItem:
    """Hand a record back to be opened: what was in its way is gone, or its author vouches for it.

    Raises :class:`ActionRefused` when it does not wait, when the way is barred for good, and when
    somebody else than its author would vouch for it.
    """
    item = _waiting(item_id, by)
    if item.reason not in (*MAY_PASS, *FOR_AUTHOR):
        raise ActionRefused(_("It would be back at once. Go through it, or let it go."))
    if item.reason in FOR_AUTHOR:
        if item.author_id != by.pk:
            raise ActionRefused(_("Only its author can say that it is theirs."))
        item.is_vouched = True
    was, item.state, item.reason, item.attempts = item.reason, SyncState.WAITING, "", 0
    item.save(update_fields=["state", "reason", "attempts", "is_vouched"])
    record(TabletEvent.TRIED_AGAIN, by=by, obj=item, unit_id=item.unit_id, reason=was)
    open_when_committed()
    return item


@action
def take_item_in(
    *,
    by: User,
    item_id: uuid.UUID,
    encounter_id: uuid.UUID,
    shift_id: uuid.UUID,
    answers: EncounterAnswers,
) -> Encounter:
    """Record what a waiting record says, as *by* has gone through it, on a shift of theirs.

    Raises :class:`ActionRefused` when it does not wait any more, when it tells of nobody, when it
    corrects an encounter that *by* reads, whom it would count twice, or when a rule says no.
    """
    item = _waiting_about_somebody(item_id, by)
    if corrected_by(item, by) is not None:
        raise ActionRefused(str(CORRECTS_WHAT_STANDS))
    encounter = record_encounter(
        encounter_id=encounter_id, shift_id=shift_id, answers=answers, by=by
    )
    _note_taken(item, encounter, by)
    return encounter


@action
def take_correction_in(
    *,
    by: User,
    item_id: uuid.UUID,
    encounter_id: uuid.UUID,
    new_id: uuid.UUID,
    seen_at: datetime,
    reason: str,
    answers: EncounterAnswers,
) -> Encounter:
    """Let a waiting correction take the place of what it corrects, as *by* has gone through both.

    Until the signature it is changed in place, if nobody has since *seen_at*; afterwards it is a
    version of its own, *new_id*, with a *reason*. Raises :class:`ActionRefused` when it does not
    wait any more, tells of nobody, is about another encounter than *encounter_id*, when a complete
    one would be left incomplete, or a rule says no.
    """
    item = _waiting_about_somebody(item_id, by)
    stands = corrected_by(item, by)
    if stands is None or stands.pk != encounter_id:
        raise ActionRefused(_("What it corrects has changed meanwhile. Look at both again."))
    if stands.shift.state == ShiftState.SIGNED:
        encounter = correct_encounter(
            encounter_id=encounter_id, new_id=new_id, reason=reason, answers=answers, by=by
        )
    else:
        encounter = change_encounter(
            encounter_id=encounter_id, seen_at=seen_at, answers=answers, by=by
        )
    _note_taken(item, encounter, by)
    return encounter


@action
def let_item_go(*, by: User, item_id: uuid.UUID, why: LetGoReason) -> None:
    """Take in nothing of a record that waits, and destroy what it says.

    Raises :class:`ActionRefused` when it does not wait any more.
    """
    item = _waiting(item_id, by)
    item.let_go_why = why
    _settle(item, by, SyncState.LET_GO)
    record(
        TabletEvent.LET_GO,
        by=by,
        obj=item,
        unit_id=item.unit_id,
        record=str(item.record),
        reason=str(why),
        author=str(item.author_id),
    )


def _waiting(item_id: uuid.UUID, by: User) -> SyncItem:
    """The record under a lock, if it waits for somebody."""
    rows = SyncItem.objects.visible_to(by).without_content()
    item = rows.select_for_update(of=("self",)).filter(pk=item_id).first()
    if item is None or item.state != SyncState.QUARANTINED:
        raise ActionRefused(_("Somebody has decided about this already."))
    return item


def _waiting_about_somebody(item_id: uuid.UUID, by: User) -> SyncItem:
    """That record, if an encounter can be made of it: taken in, it is destroyed."""
    item = _waiting(item_id, by)
    if not item.tells_of_somebody():
        raise ActionRefused(str(ABOUT_NOBODY))
    return item


def _note_taken(item: SyncItem, encounter: Encounter, by: User) -> None:
    _settle(item, by, SyncState.DONE)
    record(
        TabletEvent.SETTLED,
        by=by,
        obj=item,
        unit_id=item.unit_id,
        record=str(item.record),
        encounter=str(encounter.pk),
        author=str(item.author_id),
    )


def _settle(item: SyncItem, by: User, state: SyncState) -> None:
    item.state, item.reason = state, ""
    item.enc = item.sealed = item.content = None
    item.settled_at, item.settled_by = timezone.now(), by
    item.save(
        update_fields=[
            "state", "reason", "enc", "sealed", "content", "settled_at", "settled_by", "let_go_why",
        ]
    )  # fmt: skip
