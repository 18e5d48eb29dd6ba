"""Noting indicators, and saying where the question of trafficking stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.file_rows import must_be_of_exploited, must_work, sentences
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import IndicatorObservation, Person, TraffickingStatus, User
from casework.queries.trafficking import current_status
from casework.trafficking.data import indicators
from casework.trafficking.enums import IndicatorAnswer
from casework.trafficking.path import OPEN_SUSPICION


@action
def note_indicator(
    *, by: User, person: Person, indicator: str, answer: IndicatorAnswer, on_day: date, remark: str
) -> IndicatorObservation:
    """Add an observation. Earlier ones of the same indicator stay, and nothing is concluded."""
    must_work(by, person)
    must_be_of_exploited(person)
    if indicator not in indicators():
        raise ActionRefused(_("There is no such indicator."))
    made = IndicatorObservation.objects.create(
        person=person,
        indicator=indicator,
        answer=answer,
        on_day=on_day,
        remark=remark,
        created_by=by,
        updated_by=by,
    )
    record(Event.INDICATOR_NOTED, by=by, obj=person, observation=str(made.pk))
    return made


@action
def note_indicators(
    *, by: User, person: Person, answers: Mapping[str, IndicatorAnswer], on_day: date
) -> list[IndicatorObservation]:
    """Add the observations of one conversation, all or none. Raises :class:`ActionRefused`."""
    if not answers:
        raise ActionRefused(_("Answer at least one of them."))
    return [
        note_indicator(
            by=by, person=person, indicator=code, answer=answer, on_day=on_day, remark=""
        )
        for code, answer in answers.items()
    ]


@action
def set_status(*, by: User, person: Person, values: Mapping[str, Any]) -> TraffickingStatus:
    """Add a status; the latest is current, and the file's form of exploitation follows it.

    Raises :class:`ActionRefused` for a confirmation without its decision-maker, and for what names
    an exploitation that nobody suspects.
    """
    must_work(by, person)
    must_be_of_exploited(person)
    _check_named(values)
    with sentences():
        made = TraffickingStatus.objects.create(
            person=person, created_by=by, updated_by=by, **values
        )
    current = current_status(person)
    if current == made and made.exploitation_form:
        person = Person.objects.select_for_update().get(pk=person.pk)
        person.exploitation_form = made.exploitation_form
        person.sexual_kind = made.sexual_kind
        person.updated_by = by
        person.save(update_fields=["exploitation_form", "sexual_kind", "updated_by", "updated_at"])
    record(
        Event.TRAFFICKING_STATUS_SET,
        by=by,
        obj=person,
        status=made.suspicion,
        decided_by=made.decided_by,
    )
    return made


def _check_named(values: Mapping[str, Any]) -> None:
    """Refuse an offence or a form of exploitation where there is no suspicion of any."""
    if values["suspicion"] in OPEN_SUSPICION:
        return
    sentence = _("Where there is no suspicion, no exploitation is named.")
    named = [n for n in ("offence", "exploitation_form", "sexual_kind") if values.get(n)]
    if named:
        raise ActionRefused(fields=dict.fromkeys(named, sentence))
