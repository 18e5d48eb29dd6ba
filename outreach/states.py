"""The shift's way as a table: who may do what and when. Nothing else decides it.

A transition whose next state is its own is something that may be done in that state.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.models import User
from outreach.access import can_keep_shift, outreach_units
from outreach.enums import ShiftState
from outreach.models import Shift

PLANNED, ONGOING, ENDED, SIGNED, CANCELLED = (
    ShiftState.PLANNED,
    ShiftState.ONGOING,
    ShiftState.ENDED,
    ShiftState.SIGNED,
    ShiftState.CANCELLED,
)


class ShiftEvent(models.TextChoices):
    """What can happen to a shift."""

    CHANGE = "change", _("Change")
    UNITS = "units", _("Change the units that take part")
    START = "start", _("Start")
    CANCEL = "cancel", _("Cancel")
    RECORD = "record", _("Record who was met")
    EDIT = "edit", _("Edit an encounter")
    LINK = "link", _("Link doubles")
    STRIKE = "strike", _("Strike a mistaken encounter")
    HAND_OVER = "hand_over", _("Write to the next crew")
    END = "end", _("End")
    REOPEN = "reopen", _("Go on")
    SIGN = "sign", _("Sign")
    CORRECT = "correct", _("Correct an encounter")


class Who(models.TextChoices):
    """Who may do it."""

    CREW = "crew", _("outreach workers of the units on the shift")
    LEAD = "lead", _("outreach workers of the leading unit")


@dataclass(frozen=True)
class Transition:
    """One row of the table."""

    state: ShiftState
    event: ShiftEvent
    who: Who
    next: ShiftState


def _row(state: ShiftState, event: ShiftEvent, who: Who, following: ShiftState) -> Transition:
    return Transition(state, event, who, following)


TRANSITIONS = [
    _row(PLANNED, ShiftEvent.CHANGE, Who.CREW, PLANNED),
    _row(PLANNED, ShiftEvent.UNITS, Who.LEAD, PLANNED),
    _row(PLANNED, ShiftEvent.START, Who.CREW, ONGOING),
    _row(PLANNED, ShiftEvent.CANCEL, Who.LEAD, CANCELLED),
    _row(ONGOING, ShiftEvent.CHANGE, Who.CREW, ONGOING),
    _row(ONGOING, ShiftEvent.UNITS, Who.LEAD, ONGOING),
    _row(ONGOING, ShiftEvent.RECORD, Who.CREW, ONGOING),
    _row(ONGOING, ShiftEvent.EDIT, Who.CREW, ONGOING),
    _row(ONGOING, ShiftEvent.LINK, Who.CREW, ONGOING),
    _row(ONGOING, ShiftEvent.STRIKE, Who.CREW, ONGOING),
    _row(ONGOING, ShiftEvent.HAND_OVER, Who.CREW, ONGOING),
    _row(ONGOING, ShiftEvent.END, Who.CREW, ENDED),
    _row(ENDED, ShiftEvent.CHANGE, Who.CREW, ENDED),
    _row(ENDED, ShiftEvent.UNITS, Who.LEAD, ENDED),
    _row(ENDED, ShiftEvent.RECORD, Who.CREW, ENDED),
    _row(ENDED, ShiftEvent.EDIT, Who.CREW, ENDED),
    _row(ENDED, ShiftEvent.LINK, Who.CREW, ENDED),
    _row(ENDED, ShiftEvent.STRIKE, Who.CREW, ENDED),
    _row(ENDED, ShiftEvent.HAND_OVER, Who.CREW, ENDED),
    _row(ENDED, ShiftEvent.REOPEN, Who.CREW, ONGOING),
    _row(ENDED, ShiftEvent.SIGN, Who.LEAD, SIGNED),
    _row(SIGNED, ShiftEvent.CORRECT, Who.CREW, SIGNED),
    _row(SIGNED, ShiftEvent.STRIKE, Who.LEAD, SIGNED),
]

_NOT_THEN: dict[ShiftState, Promise] = {
    PLANNED: _("The shift has not been started."),
    ONGOING: _("The shift is still going on. End it first."),
    ENDED: _("The shift has been ended."),
    SIGNED: _("The shift is signed and stays as it is. An encounter can be corrected openly."),
    CANCELLED: _("The shift was cancelled."),
}
_NOT_YOU: dict[Who, Promise] = {
    Who.CREW: _("Only outreach workers of the units on the shift may do this."),
    Who.LEAD: _("Only outreach workers of the unit that leads the shift may do this."),
}


def find(state: str, event: ShiftEvent) -> Transition | None:
    """The row of the table for *event* in *state*, if there is one."""
    return next((t for t in TRANSITIONS if t.state == state and t.event == event), None)


def _is(user: User, who: Who, shift: Shift) -> bool:
    if who == Who.LEAD:
        return any(unit.pk == shift.unit_id for unit in outreach_units(user))
    return can_keep_shift(user, shift)


def refusal(user: User, event: ShiftEvent, shift: Shift) -> str | None:
    """Why *user* may not let *event* happen to *shift* now, as a sentence; ``None`` if they may."""
    transition = find(shift.state, event)
    if transition is None:
        return str(_NOT_THEN[ShiftState(shift.state)])
    if not _is(user, transition.who, shift):
        return str(_NOT_YOU[transition.who])
    return None


def may(user: User, event: ShiftEvent, shift: Shift) -> bool:
    """Whether *user* may let *event* happen to *shift* now."""
    return refusal(user, event, shift) is None


def possible(user: User, shift: Shift) -> set[str]:
    """Everything that *user* may do with *shift* now, for a page's buttons."""
    return {event.value for event in ShiftEvent if may(user, event, shift)}


def diagram() -> str:
    """The states and the events that lead from one to another, as Mermaid text."""
    lines = ["stateDiagram-v2", f"    [*] --> {PLANNED.value}"]
    lines += [
        f"    {t.state.value} --> {t.next.value}: {t.event.value} ({t.who.value})"
        for t in TRANSITIONS
        if t.next != t.state
    ]
    lines += [f"    {state.value} --> [*]" for state in (SIGNED, CANCELLED)]
    return "\n".join(lines)


def table() -> str:
    """The whole table in Markdown."""
    lines = ["| state | event | who | next |", "|---|---|---|---|"]
    lines += [
        f"| `{t.state.value}` | `{t.event.value}` | {t.who.value} | `{t.next.value}` |"
        for t in TRANSITIONS
    ]
    return "\n".join(lines)
