"""Who stands near the person, and warnings at the top of the file."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.consents import stop_consents_from
from casework.actions.file_guard import file_to_work_in, must_settle
from casework.actions.versions import locked_version
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import AlertKind, Relation
from casework.models import Alert, RelatedPerson, User
from casework.signals import related_untold

RELATED = (
    "relation",
    "name",
    "contact",
    "about",
    "may_be_told",
    "is_danger",
    "lives_with",
    "birth_year",
    "ended_on",
)


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values[name] for name in RELATED if name in values}
    if found.get("is_danger") and found.get("may_be_told"):
        raise ActionRefused(
            fields={"may_be_told": _("Somebody who may be a danger is told nothing.")}
        )
    return found


@action
def add_related(*, by: User, person_id: uuid.UUID, values: Mapping[str, Any]) -> RelatedPerson:
    """Write down somebody near the person. Raises :class:`ActionRefused`."""
    person = file_to_work_in(person_id, by)
    related = RelatedPerson(person=person, created_by=by, updated_by=by, **_checked(values))
    related.save(force_insert=True)
    record(Event.RELATED_WRITTEN, by=by, obj=person, relation=str(Relation(related.relation)))
    return related


@action
def change_related(
    *, by: User, related_id: uuid.UUID, seen_at: datetime, values: Mapping[str, Any]
) -> RelatedPerson:
    """Save what is known of somebody near the person.

    Raises :class:`ChangedMeanwhile` when somebody else has saved it since *seen_at*.
    """
    shown = RelatedPerson.objects.visible_to(by).get(pk=related_id)
    person = file_to_work_in(shown.person_id, by)
    related = locked_version(RelatedPerson.objects.filter(person=person), related_id, seen_at)
    wanted = _checked(values)
    changed = [
        name for name, value in wanted.items() if (getattr(related, name) or "") != (value or "")
    ]
    for name in changed:
        setattr(related, name, wanted[name])
    related.updated_by = by
    related.save(update_fields=[*changed, "updated_at", "updated_by"])
    record(Event.RELATED_WRITTEN, by=by, obj=person, fields=changed)
    if "is_danger" in changed and related.is_danger:
        stop_consents_from(by=by, giver=related)
    if related.is_danger or not related.may_be_told or related.ended_on:
        related_untold.send(sender=RelatedPerson, related=related, by=by)
    return related


@action
def add_alert(
    *, by: User, person_id: uuid.UUID, kind: AlertKind, text: str, until_day: date | None = None
) -> Alert:
    """Put a warning at the top of every page of the file. Raises :class:`ActionRefused`."""
    person = file_to_work_in(person_id, by)
    if until_day is not None and until_day < timezone.localdate():
        raise ActionRefused(fields={"until_day": _("The last day is over already.")})
    alert = Alert(
        person=person, kind=kind, text=text, until_day=until_day, created_by=by, updated_by=by
    )
    alert.save(force_insert=True)
    record(Event.ALERT_ADDED, by=by, obj=person, kind=str(kind))
    return alert


@action
def end_alert(*, by: User, alert_id: uuid.UUID) -> Alert:
    """End a warning now. It stays in the history."""
    shown = Alert.objects.visible_to(by).get(pk=alert_id)
    person = file_to_work_in(shown.person_id, by)
    must_settle(by, person)
    alert = Alert.objects.select_for_update(of=("self",)).get(pk=alert_id, person=person)
    today = timezone.localdate()
    if alert.until_day is not None and alert.until_day < today:
        raise ActionRefused(_("The warning has ended already."))
    # The last day that it holds. One of today never held.
    yesterday = today - timedelta(days=1)
    alert.from_day = min(alert.from_day, yesterday)
    alert.until_day = yesterday
    alert.updated_by = by
    alert.save(update_fields=["from_day", "until_day", "updated_at", "updated_by"])
    record(Event.ALERT_ENDED, by=by, obj=person, kind=alert.kind)
    return alert
