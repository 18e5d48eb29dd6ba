"""The verbs that lead a shift from one state to the next, and the note to the next crew."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.actions.base import ActionRefused, action
from casework.actions.versions import ChangedMeanwhile
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import User
from outreach.actions.guard import shift_for
from outreach.enums import ShiftState
from outreach.models import Shift
from outreach.queries.totals import totals
from outreach.states import ShiftEvent

# A clock on a desk may be a little ahead of the server's.
CLOCK_SLACK = timedelta(minutes=5)
# Further from its plan a shift was not begun: the wrong one was chosen on the tablet.
NEAR_THE_PLAN = timedelta(hours=12)


def near_the_plan(planned: datetime, when: datetime) -> bool:
    """Whether a shift *planned* to start then may have begun *when* a tablet says that it did."""
    return abs(when - planned) <= NEAR_THE_PLAN


@action
def start_shift(
    *, shift_id: uuid.UUID, by: User, now: datetime | None = None, as_planned: bool = False
) -> Shift:
    """Start a planned shift *now*; its day becomes the Swedish day of the start.

    With *as_planned* it began when it was planned to: last night's shift, written in the morning.
    Raises :class:`ActionRefused` when that is still to come.
    """
    shift = shift_for(shift_id, ShiftEvent.START, by)
    if as_planned and shift.starts_at > timezone.now():
        raise ActionRefused(_("The planned start is still to come."))
    shift.starts_at = shift.starts_at if as_planned else now or timezone.now()
    shift.day = timezone.localdate(shift.starts_at)
    shift.ends_at = None
    return _move(shift, ShiftState.ONGOING, Event.SHIFT_STARTED, by)


@action
def cancel_shift(*, shift_id: uuid.UUID, by: User) -> Shift:
    """Cancel a shift that was planned and never started."""
    shift = shift_for(shift_id, ShiftEvent.CANCEL, by)
    return _move(shift, ShiftState.CANCELLED, Event.SHIFT_CANCELLED, by)


@action
def end_shift(
    *, shift_id: uuid.UUID, by: User, ends_at: datetime | None = None, nobody_met: bool = False
) -> Shift:
    """End a shift at *ends_at* (now unless told otherwise); the debrief begins.

    A shift without any encounter is ended only when *nobody_met* says so, and one with encounters
    only when it does not. Raises :class:`ActionRefused`.
    """
    shift = shift_for(shift_id, ShiftEvent.END, by)
    now = timezone.now()
    shift.ends_at = ends_at or now
    if shift.ends_at <= shift.starts_at:
        raise ActionRefused(fields={"ends_at": _("The end must be later than the start.")})
    if shift.ends_at > now + CLOCK_SLACK:
        raise ActionRefused(fields={"ends_at": _("The end can't be later than now.")})
    people = totals(shift.pk).people
    if people and nobody_met:
        raise ActionRefused(_("Somebody was met on this shift: it can't be closed as nobody met."))
    if not people and not nobody_met:
        raise ActionRefused(
            fields={"nobody_met": _("No encounter has been recorded. Say that nobody was met.")}
        )
    shift.nobody_met = nobody_met
    return _move(shift, ShiftState.ENDED, Event.SHIFT_ENDED, by, people=people)


@action
def reopen_shift(*, shift_id: uuid.UUID, by: User) -> Shift:
    """Let an ended shift go on."""
    shift = shift_for(shift_id, ShiftEvent.REOPEN, by)
    shift.ends_at = None
    shift.nobody_met = False
    return _move(shift, ShiftState.ONGOING, Event.SHIFT_REOPENED, by)


@action
def sign_shift(*, shift_id: uuid.UUID, by: User) -> Shift:
    """Sign the debrief; from now on encounters are corrected by new versions only.

    Raises :class:`ActionRefused` while a form is not complete or nobody is named in the crew.
    """
    shift = shift_for(shift_id, ShiftEvent.SIGN, by)
    found = totals(shift.pk)
    if found.drafts:
        raise ActionRefused(
            ngettext(
                "%(count)d encounter is not complete.",
                "%(count)d encounters are not complete.",
                found.drafts,
            )
            % {"count": found.drafts}
        )
    if not found.people and not shift.nobody_met:
        raise ActionRefused(
            _("No encounter is left. Go on with the shift and end it as nobody met.")
        )
    if not shift.social_worker_count:
        raise ActionRefused(_("Nobody is named in the crew."))
    if found.people:
        shift.nobody_met = False
    shift.signed_by, shift.signed_at = by, timezone.now()
    return _move(shift, ShiftState.SIGNED, Event.SHIFT_SIGNED, by, people=found.people)


@action
def write_handover_note(
    *, shift_id: uuid.UUID, note: str, by: User, seen_at: datetime | None = None
) -> Shift:
    """Write the note to the next crew; sealed, and shown to whoever starts the next shift.

    Raises :class:`ChangedMeanwhile` when the shift was saved after *seen_at*.
    """
    shift = shift_for(shift_id, ShiftEvent.HAND_OVER, by)
    if seen_at is not None and shift.updated_at != seen_at:
        raise ChangedMeanwhile(
            _("Somebody else saved this while you had it open. Look at both and save again.")
        )
    shift.handover_note = note
    shift.updated_by = by
    shift.save()
    record(Event.HANDOVER_WRITTEN, by=by, obj=shift, unit_id=shift.unit_id, empty=not note)
    return shift


def _move(
    shift: Shift, state: ShiftState, event: Event, by: User, people: int | None = None
) -> Shift:
    shift.state = state
    shift.updated_by = by
    shift.save()
    record(event, by=by, obj=shift, unit_id=shift.unit_id, people=people)
    return shift
