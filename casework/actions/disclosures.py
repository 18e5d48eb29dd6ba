"""Considering whether something may pass, and deciding. No is the answer until the ground carries.

Nothing is sent from here: there is no share button. What was handed over is recorded afterwards.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.file_rows import fill, must_work, row_to_change, sentences
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Disclosure, LegalReference, Person, User
from casework.trafficking.data import Ground, grounds
from casework.trafficking.enums import DisclosureOutcome


@action
def consider_disclosure(*, by: User, person: Person, values: Mapping[str, Any]) -> Disclosure:
    """Begin a consideration. *values* are columns; the ground is chosen among those in force."""
    must_work(by, person)
    disclosure = Disclosure(person=person, created_by=by)
    _take(disclosure, by, values)
    with sentences():
        disclosure.save(force_insert=True)
    _record(Event.DISCLOSURE_CONSIDERED, by, disclosure)
    return disclosure


@action
def change_disclosure(
    *,
    by: User,
    person: Person,
    disclosure_id: uuid.UUID,
    seen_at: datetime,
    values: Mapping[str, Any],
) -> Disclosure:
    """Change a consideration that is not decided. Raises :class:`ActionRefused`."""
    must_work(by, person)
    disclosure = row_to_change(Disclosure.objects.all(), person, disclosure_id, seen_at)
    _must_be_open(disclosure)
    _take(disclosure, by, values)
    with sentences():
        disclosure.save()
    _record(Event.DISCLOSURE_CONSIDERED, by, disclosure)
    return disclosure


@action
def decide_disclosure(
    *,
    by: User,
    person: Person,
    disclosure_id: uuid.UUID,
    seen_at: datetime,
    outcome: DisclosureOutcome,
    reasons: str,
    disclosed_as: str,
    copy: str,
) -> Disclosure:
    """Decide, for good. To disclose, every question of the ground is answered with yes.

    Raises :class:`ActionRefused`.
    """
    must_work(by, person)
    disclosure = row_to_change(Disclosure.objects.all(), person, disclosure_id, seen_at)
    _must_be_open(disclosure)
    is_disclosed = outcome == DisclosureOutcome.DISCLOSED
    if is_disclosed:
        _must_carry(disclosure)
        if not copy or not disclosed_as:
            raise ActionRefused(fields={"copy": _("Write what was disclosed, and how.")})
    elif not reasons:
        raise ActionRefused(fields={"reasons": _("Say why nothing was disclosed.")})
    disclosure.outcome, disclosure.reasons = outcome, reasons
    disclosure.copy = copy if is_disclosed else ""
    disclosure.disclosed_as = disclosed_as if is_disclosed else ""
    disclosure.decided_by, disclosure.decided_at = by, timezone.now()
    disclosure.updated_by = by
    with sentences():
        disclosure.save()
    _record(Event.DISCLOSURE_DECIDED, by, disclosure)
    return disclosure


def _take(disclosure: Disclosure, by: User, values: Mapping[str, Any]) -> None:
    code = values["ground_code"]
    ground = grounds().get(code)
    reference = LegalReference.objects.on(timezone.localdate()).filter(code=code).first()
    if ground is None or reference is None:
        raise ActionRefused(fields={"ground_code": _("This ground is not in force today.")})
    if not ground.carries(values["recipient"]):
        raise ActionRefused(
            fields={"ground_code": _("This ground does not carry to that recipient.")}
        )
    if ground.contact_details_only and values["asked_on"] is None:
        raise ActionRefused(fields={"asked_on": _("Such details are only given when asked for.")})
    known = {question.code for question in ground.questions}
    fill(disclosure, by, values)
    disclosure.ground = reference
    disclosure.contact_details_only = ground.contact_details_only
    disclosure.checks = sorted(known & set(values["checks"]))


def _must_be_open(disclosure: Disclosure) -> None:
    if disclosure.outcome:
        raise ActionRefused(_("It is decided. Consider it anew in a record of its own."))


def _record(event: Event, by: User, disclosure: Disclosure) -> None:
    record(
        event,
        by=by,
        obj=disclosure.person,
        ground=disclosure.ground_code,
        recipient=disclosure.recipient,
        outcome=disclosure.outcome,
        disclosure=str(disclosure.pk),
    )


def _must_carry(disclosure: Disclosure) -> None:
    ground: Ground = grounds()[disclosure.ground_code]
    if {question.code for question in ground.questions} - set(disclosure.checks):
        raise ActionRefused(
            _("The ground does not carry: not every question is answered with yes.")
        )
    on_day = LegalReference.objects.on(timezone.localdate())
    if not on_day.filter(pk=disclosure.ground_id).exists():
        raise ActionRefused(_("This ground is not in force today."))
