"""A child's coordination through Barnahus: its steps, the decision about the police, its end."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access.persons import can_settle_in_person
from casework.actions.base import ActionRefused, action
from casework.actions.file_rows import fill, row_to_change, sentences
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Person, User
from casework.queries.claims import units_in
from referrals.barnahus_enums import MatterOutcome, NamedOn, PoliceReport
from referrals.models import BarnahusMatter, BarnahusStep
from referrals.models.referral_rules import TELLING
from referrals.queries.barnahus import may_begin
from referrals.telling import tells_who

CLOSED = gettext_lazy("This coordination is closed. What is closed stays as it is.")
TELLS: str | Promise = gettext_lazy(
    "Until a report to the police is decided nobody there is told who the child is. Take out names,"
    " numbers and ways to reach anybody."
)
_SENTENCES: dict[str, tuple[str, str | Promise]] = {
    "barnahus_one_open": ("", gettext_lazy("There is a coordination under way already.")),
    "barnahus_step_tells_nobody": ("kinds", TELLS),
    "barnahus_step_named_on_ground": (
        "named_on",
        gettext_lazy("Say on what ground Barnahus was told who the child is."),
    ),
    "barnahus_not_reported_why": ("police_why", gettext_lazy("Say why it is not reported.")),
}


@action
def begin_barnahus(*, by: User, person: Person, values: Mapping[str, Any]) -> BarnahusMatter:
    """Begin a coordination for a child. Nothing is decided about the police, nobody is named.

    Raises :class:`ActionRefused`.
    """
    _must_settle(by, person)
    if not may_begin(person):
        raise ActionRefused(_("Barnahus is for somebody exploited who is or may be under 18."))
    if values["unit"] not in units_in(person):
        raise ActionRefused(fields={"unit": _("This unit does not work with the person.")})
    _must_be_ahead(values["next_on"])
    matter = fill(BarnahusMatter(person=person, created_by=by), by, values)
    with sentences(_SENTENCES):
        matter.save(force_insert=True)
    _record(by, matter, "begun")
    return matter


@action
def take_barnahus_step(
    *,
    by: User,
    person: Person,
    matter_id: uuid.UUID,
    values: Mapping[str, Any],
    next_on: date,
    row_id: uuid.UUID,
) -> BarnahusStep:
    """Record a step, and when the next one is. Under the identifier of its form: twice makes one.

    While nothing is decided about the police, what is recorded as told carries no identity.
    Raises :class:`ActionRefused`.
    """
    _must_settle(by, person)
    matter = _open_matter(person, matter_id)
    step = BarnahusStep(pk=row_id, person=person, matter=matter, created_by=by)
    fill(step, by, values)
    step.is_anonymous = matter.is_anonymous
    _check(person, step, matter)
    _must_be_ahead(next_on)
    if BarnahusStep.objects.filter(pk=row_id).exists():
        raise ActionRefused(_("This was saved already. It stands in the list."))
    with sentences(_SENTENCES):
        step.save(force_insert=True)
        matter.next_on, matter.updated_by = next_on, by
        matter.save(update_fields=["next_on", "updated_at", "updated_by"])
    _record(by, matter, "step", kind=step.kind)
    return step


@action
def correct_barnahus_step(
    *,
    by: User,
    person: Person,
    step_id: uuid.UUID,
    seen_at: datetime,
    values: Mapping[str, Any],
) -> BarnahusStep:
    """Correct a step; the earlier version is kept. What was anonymous stays so.

    Raises :class:`ActionRefused`.
    """
    _must_settle(by, person)
    step = row_to_change(BarnahusStep.objects.all(), person, step_id, seen_at)
    matter = _open_matter(person, step.matter_id)
    fill(step, by, values)
    _check(person, step, matter)
    with sentences(_SENTENCES):
        step.save()
    _record(by, matter, "step", kind=step.kind)
    return step


@action
def decide_police_report(
    *,
    by: User,
    person: Person,
    matter_id: uuid.UUID,
    seen_at: datetime,
    values: Mapping[str, Any],
) -> BarnahusMatter:
    """Record whether it is reported to the police, and who decided. A report is not taken back.

    Raises :class:`ActionRefused`.
    """
    _must_settle(by, person)
    matter = _seen_matter(person, matter_id, seen_at)
    decided = values["police"]
    if matter.police == PoliceReport.REPORTED or decided == PoliceReport.UNDECIDED:
        raise ActionRefused(fields={"police": _("This does not follow what is decided already.")})
    if decided == PoliceReport.NOT_REPORTED and not values["police_why"].strip():
        raise ActionRefused(fields={"police_why": _("Say why it is not reported.")})
    if not matter.began_on <= values["police_on"] <= timezone.localdate():
        raise ActionRefused(fields={"police_on": _("From the day it began to today.")})
    fill(matter, by, values)
    with sentences(_SENTENCES):
        matter.save()
    _record(by, matter, "decided", outcome=str(decided))
    return matter


@action
def close_barnahus(
    *,
    by: User,
    person: Person,
    matter_id: uuid.UUID,
    seen_at: datetime,
    outcome: MatterOutcome,
    closing: str,
) -> BarnahusMatter:
    """Close a coordination with its outcome. Raises :class:`ActionRefused`."""
    _must_settle(by, person)
    matter = _seen_matter(person, matter_id, seen_at)
    matter.outcome, matter.closing = outcome, closing.strip() or None
    matter.closed_on, matter.next_on, matter.updated_by = timezone.localdate(), None, by
    with sentences(_SENTENCES):
        matter.save()
    _record(by, matter, "closed", outcome=str(outcome))
    return matter


def _record(by: User, matter: BarnahusMatter, what: str, **details: str) -> None:
    record(
        Event.BARNAHUS_CHANGED,
        by=by,
        obj=matter.person,
        unit_id=matter.unit_id,
        what=what,
        **details,
    )


def _must_settle(by: User, person: Person) -> None:
    """Not in an emergency: what is told, decided or begun outlasts its hours."""
    if not can_settle_in_person(by, person):
        raise ActionRefused(_("You may not write in this file."))


def _open_matter(person: Person, pk: uuid.UUID) -> BarnahusMatter:
    rows = BarnahusMatter.objects.select_for_update(of=("self",))
    matter = rows.filter(person=person, pk=pk).first()
    if matter is None or not matter.is_open:
        raise ActionRefused(str(CLOSED))
    return matter


def _seen_matter(person: Person, pk: uuid.UUID, seen_at: datetime) -> BarnahusMatter:
    matter = row_to_change(BarnahusMatter.objects.all(), person, pk, seen_at)
    if not matter.is_open:
        raise ActionRefused(str(CLOSED))
    return matter


def _must_be_ahead(day: date) -> None:
    if day < timezone.localdate():
        raise ActionRefused(fields={"next_on": _("Choose a day to come.")})


def _check(person: Person, step: BarnahusStep, matter: BarnahusMatter) -> None:
    faults: dict[str, str] = {}
    if not matter.began_on <= step.on_day <= timezone.localdate():
        faults["on_day"] = _("From the day it began to today.")
    names = bool(set(TELLING) & set(step.kinds))
    if step.is_anonymous and (names or step.named_on):
        faults["kinds"] = str(TELLS)
    elif step.is_anonymous and tells_who(person, str(step.told or "")):
        faults["told"] = str(TELLS)
    if names and not step.is_anonymous and not step.named_on:
        faults["named_on"] = str(_SENTENCES["barnahus_step_named_on_ground"][1])
    if step.named_on == NamedOn.REPORT and matter.police != PoliceReport.REPORTED:
        faults["named_on"] = _("No report to the police is decided.")
    if faults:
        raise ActionRefused(fields=faults)
