"""Days to keep: written down, told more about, and how they came out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.actions.base import ActionRefused, action
from casework.actions.file_guard import must_settle
from casework.actions.file_rows import fill, must_work, row_to_change, sentences
from casework.audit.day_events import DayEvent
from casework.audit.record import record
from casework.day_enums import DayState, Step, steps_of
from casework.identifiers import uuid7
from casework.models import DayToKeep, Person, User
from casework.queries.days_to_keep import fell_with_another
from casework.wording import in_words

_SENTENCES: dict[str, tuple[str, str | Promise]] = {
    "day_time_of_court": ("at_time", gettext_lazy("Only a court date has a time of the day.")),
    "casework_daytokeep_pkey": (
        "",
        gettext_lazy("This was saved already. It stands in the list."),
    ),
}
FELL = gettext_lazy(
    "This day was cancelled when the outcome of the day that it followed was taken back. Move that"
    " day here instead."
)
# No decision on a placement or on aid is made for longer.
FARTHEST = timedelta(days=3653)
# What a day tells beside which day it is; what follows begins with it.
_TOLD = ("decided_by", "remember", "reference")
_TAKEN_BACK = [
    *("state", "settled_at", "settled_by", "reason", "followed_by"),
    *("taken_back_at", "taken_back_by", "taken_back_why", "updated_at", "updated_by"),
]


@dataclass(frozen=True)
class Outcome:
    """How a day came out: *why* of what did not happen, a *new_day* of what goes on."""

    state: DayState
    why: str = ""
    new_day: date | None = None
    new_time: time | None = None


@action
def add_day(
    *, by: User, person: Person, values: Mapping[str, Any], row_id: uuid.UUID | None = None
) -> DayToKeep:
    """Write down a day to keep; its clock goes from now on.

    Under the identifier of its form, *row_id*: the same form sent twice makes one day. Raises
    :class:`ActionRefused`, also when the form was saved before with other answers.
    """
    must_work(by, person)
    _must_be_near("day", values["day"])
    made = row_id or uuid7()
    saved = DayToKeep.objects.filter(pk=made, person=person, created_by=by).first()
    if saved is not None and _says(saved, values):
        _record(DayEvent.RESENT, by, saved)
        return saved
    row = fill(DayToKeep(pk=made, person=person, created_by=by), by, values)
    with sentences(_SENTENCES):
        row.save(force_insert=True)
    _record(DayEvent.ADDED, by, row)
    return row


@action
def change_day(
    *, by: User, person: Person, day_id: uuid.UUID, seen_at: datetime, values: Mapping[str, Any]
) -> DayToKeep:
    """Change what is told of a day. Which day it is stays. Raises ``ChangedMeanwhile``."""
    must_work(by, person)
    row = row_to_change(DayToKeep.objects.all(), person, day_id, seen_at)
    _must_wait(row)
    fill(row, by, {name: values[name] for name in (*_TOLD, "at_time") if name in values})
    with sentences(_SENTENCES):
        row.save()
    _record(DayEvent.CHANGED, by, row)
    return row


@action
def settle_day(
    *, by: User, person: Person, day_id: uuid.UUID, seen_at: datetime, outcome: Outcome
) -> DayToKeep:
    """Note how a day came out; what goes on gets a day of its own that follows.

    Raises :class:`ActionRefused`, also for whoever is there in an emergency alone: it stays.
    """
    must_work(by, person)
    must_settle(by, person)
    row = row_to_change(DayToKeep.objects.all(), person, day_id, seen_at)
    step = steps_of(row.state, row.kind).get(outcome.state)
    if step is None:
        raise ActionRefused(fields={"state": _("This does not follow where the day stands.")})
    _check(row, step, outcome)
    if step.goes_on:
        row.followed_by = _follower(by, row, outcome)
    row.state, row.settled_at, row.settled_by = outcome.state, timezone.now(), by
    row.reason = outcome.why if step.why else None
    row.updated_by = by
    with sentences(_SENTENCES):
        row.save()
    _record(DayEvent.SETTLED, by, row)
    return row


@action
def take_back_day(
    *, by: User, person: Person, day_id: uuid.UUID, seen_at: datetime, why: str
) -> DayToKeep:
    """Take back an outcome that was noted by mistake: the day is waited for again.

    A day that followed is cancelled for the same reason, which is not taken back by itself; one
    that has come out itself is taken back first. What was noted stays in the history. Raises
    :class:`ActionRefused`, also for whoever is there in an emergency alone.
    """
    must_work(by, person)
    must_settle(by, person)
    row = row_to_change(DayToKeep.objects.all(), person, day_id, seen_at)
    if row.state == DayState.WAITING:
        raise ActionRefused(_("This day is waited for: there is nothing to take back."))
    if fell_with_another(row):
        raise ActionRefused(str(FELL))
    if not in_words(why):
        raise ActionRefused(fields={"why": _("Say why it is taken back.")})
    _cancel_follower(by, row, why)
    now = timezone.now()
    row.state, row.settled_at, row.settled_by = DayState.WAITING, None, None
    row.reason = row.followed_by = None
    row.taken_back_at, row.taken_back_by, row.taken_back_why = now, by, why
    row.updated_by = by
    # Not what is told of the day: sealed anew it would be something else to the database.
    row.save(update_fields=_TAKEN_BACK)
    _record(DayEvent.TAKEN_BACK, by, row)
    return row


def _cancel_follower(by: User, row: DayToKeep, why: str) -> None:
    if row.followed_by_id is None:
        return
    follower = DayToKeep.objects.select_for_update().get(pk=row.followed_by_id)
    if follower.state != DayState.WAITING:
        raise ActionRefused(
            _("The day that followed has come out itself. Take that back first, if it is wrong.")
        )
    follower.state, follower.reason = DayState.CANCELLED, why
    follower.settled_at, follower.settled_by, follower.updated_by = timezone.now(), by, by
    follower.save()
    _record(DayEvent.SETTLED, by, follower)


def _record(event: DayEvent, by: User, row: DayToKeep) -> None:
    """Which day, and not of what kind nor how it came out: that is told by the file alone."""
    record(event, by=by, obj=row.person, row=str(row.pk))


def _says(row: DayToKeep, values: Mapping[str, Any]) -> bool:
    return all((getattr(row, name) or None) == (value or None) for name, value in values.items())


def _must_wait(row: DayToKeep) -> None:
    if row.state != DayState.WAITING:
        raise ActionRefused(_("How this day came out is noted; it stays as it is."))


def _must_be_near(field: str, day: date) -> None:
    """Refuse a year that somebody has typed wrong: its clock would ring for ever, or never."""
    if not abs(day - timezone.localdate()) <= FARTHEST:
        sentence = _("The day is more than ten years away. Check the year.")
        raise ActionRefused(fields={field: sentence})


def _check(row: DayToKeep, step: Step, outcome: Outcome) -> None:
    """Refuse what would silence a clock without its event, or without a reason."""
    if step.has_come and row.day > timezone.localdate():
        raise ActionRefused(
            fields={"state": _("The day has not come yet. Was it cancelled or moved? Say so.")}
        )
    if step.why and not in_words(outcome.why):
        raise ActionRefused(fields={"why": _("Say why: no clock falls silent without a reason.")})
    if not step.goes_on:
        return
    if outcome.new_day is None:
        raise ActionRefused(fields={"new_day": _("Give the new day.")})
    _must_be_near("new_day", outcome.new_day)
    if step.outcome == DayState.RENEWED and outcome.new_day <= row.day:
        raise ActionRefused(
            fields={"new_day": _("What is renewed ends later than it would have ended.")}
        )
    if (outcome.new_day, outcome.new_time) == (row.day, row.at_time):
        raise ActionRefused(fields={"new_day": _("This is the day that stands there already.")})


def _follower(by: User, row: DayToKeep, outcome: Outcome) -> DayToKeep:
    values = {name: getattr(row, name) for name in ("person", "kind", *_TOLD)}
    values |= {"day": outcome.new_day, "at_time": outcome.new_time}
    follower = DayToKeep(**values, created_by=by, updated_by=by)
    with sentences({"day_time_of_court": ("new_time", _SENTENCES["day_time_of_court"][1])}):
        follower.save(force_insert=True)
    return follower
