"""Days to keep: what kinds there are, how each may come out, and what may follow on what."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    """What comes on the day."""

    PLACEMENT = "placement_ends", _("A placement ends")
    AID = "aid_ends", _("A decision on aid ends")
    COURT = "court_date", _("A court date")


class DayState(models.TextChoices):
    """Whether the day is waited for, or how it came out."""

    WAITING = "waiting", _("Waited for")
    HELD = "held", _("It was held")
    RENEWED = "renewed", _("It was renewed, to a new day")
    ENDED = "ended", _("It ended as decided")
    MOVED = "moved", _("It was moved to another day")
    CANCELLED = "cancelled", _("It was cancelled, or does not apply")


@dataclass(frozen=True)
class Step:
    """One row of the table: in *state*, of a day of one of *kinds*, *outcome* may be noted.

    *has_come* tells that the day itself must have come: nothing has happened before. *why* asks for
    a reason, since the clock falls silent without what it was set for. *goes_on* asks for a new
    day, which is a row of its own and waits in its turn.
    """

    state: DayState
    kinds: tuple[DayKind, ...]
    outcome: DayState
    has_come: bool = False
    why: bool = False
    goes_on: bool = False


_ENDS = (DayKind.PLACEMENT, DayKind.AID)
_ALL = (*_ENDS, DayKind.COURT)
# State, event, next. What is in no row can't be done; the database holds the same.
STEPS = (
    Step(DayState.WAITING, (DayKind.COURT,), DayState.HELD, has_come=True),
    Step(DayState.WAITING, _ENDS, DayState.RENEWED, goes_on=True),
    Step(DayState.WAITING, _ENDS, DayState.ENDED, has_come=True),
    Step(DayState.WAITING, _ALL, DayState.MOVED, why=True, goes_on=True),
    Step(DayState.WAITING, _ALL, DayState.CANCELLED, why=True),
)
GOES_ON = tuple(step.outcome for step in STEPS if step.goes_on)
HAS_COME = tuple(step.outcome for step in STEPS if step.has_come)
NEEDS_REASON = tuple(step.outcome for step in STEPS if step.why)


def steps_of(state: str, kind: str) -> dict[DayState, Step]:
    """What may be noted of a day of *kind* that stands in *state*, by its outcome."""
    return {step.outcome: step for step in STEPS if step.state == state and kind in step.kinds}
