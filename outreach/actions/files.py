"""From an encounter to a file: what was seen on the shift follows, nobody types it again."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.file_guard import file_to_work_in
from casework.actions.persons import AgeGiven, FileFacts, open_file
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import AgeSource, InterpreterNeed, PersonRole
from casework.models import Person, Unit, User
from outreach.enums import AgeBand, HomeKind, Interpreter
from outreach.models import Encounter, FileEncounter
from outreach.queries.encounters import version_ids

_INTERPRETER = {
    Interpreter.YES: InterpreterNeed.NEEDED,
    Interpreter.LACKING: InterpreterNeed.NEEDED,
    Interpreter.NO: InterpreterNeed.NOT_NEEDED,
}


def facts_from(encounter: Encounter) -> FileFacts:
    """What follows into a file. Never the note: it was written to colleagues on the shift."""
    values: dict[str, Any] = {
        "gender": encounter.gender,
        "citizenship": encounter.citizenship,
        "languages": [encounter.language] if encounter.language else [],
    }
    if encounter.interpreter:
        values["interpreter"] = _INTERPRETER[Interpreter(encounter.interpreter)]
    if encounter.home_kind == HomeKind.MUNICIPALITY:
        values["home_municipality"] = encounter.home_municipality
    if encounter.role == PersonRole.EXPLOITED:
        values["exploitation_form"] = encounter.exploitation_form
        values["sexual_kind"] = encounter.sexual_kind
    age = _age_from(encounter)
    return FileFacts(values, (age,) if age is not None else ())


def _age_from(encounter: Encounter) -> AgeGiven | None:
    """An exact age was said; a band was judged. An unknown age says nothing."""
    youngest, oldest = encounter.age_span()
    doubt = encounter.age_band == AgeBand.POSSIBLY_UNDER_18
    if youngest is None and oldest is None and not doubt:
        return None
    source = AgeSource.STATED if encounter.age is not None else AgeSource.ASSESSED
    day = timezone.localdate(encounter.happened_at)
    return AgeGiven(source, youngest, oldest, possibly_under_18=doubt, on_day=day)


def _free_encounter(encounter_id: uuid.UUID, by: User) -> Encounter:
    """The encounter, if it is in no file that *by* sees. Raises :class:`ActionRefused`."""
    rows = Encounter.objects.visible_to(by).select_related("shift__unit")
    encounter = rows.get(pk=encounter_id)
    if not encounter.is_current:
        raise ActionRefused(_("This encounter is struck or corrected already."))
    linked = FileEncounter.objects.visible_to(by)
    if linked.filter(encounter__in=version_ids(encounter, by)).exists():
        raise ActionRefused(_("The encounter is in a file already. Undo that first."))
    return encounter


def _link(encounter: Encounter, person: Person, by: User) -> FileEncounter:
    link = FileEncounter(
        person=person,
        encounter=encounter,
        met_at=encounter.happened_at,
        unit=encounter.shift.unit,
        created_by=by,
        updated_by=by,
    )
    link.save(force_insert=True)
    record(Event.FILE_MET, by=by, obj=person, unit_id=link.unit_id, encounter=str(encounter.pk))
    return link


@action
def open_file_from(*, by: User, encounter_id: uuid.UUID, unit: Unit) -> Person:
    """Open a file in *unit* about whoever was met; its facts follow.

    Raises :class:`ActionRefused` where the unit is not there for such people.
    """
    encounter = _free_encounter(encounter_id, by)
    kind = PersonRole(encounter.role)
    person = open_file(by=by, unit=unit, kind=kind, facts=facts_from(encounter))
    _link(encounter, person, by)
    return person


@action
def link_encounter(*, by: User, encounter_id: uuid.UUID, person_id: uuid.UUID) -> FileEncounter:
    """Put the encounter into a file in which *by* works. The file's facts stay as they are."""
    encounter = _free_encounter(encounter_id, by)
    person = file_to_work_in(person_id, by)
    if person.kind != encounter.role:
        # Design rule 2: no encounter crosses the wall.
        raise ActionRefused(fields={"other": _("The file is about another kind of person.")})
    return _link(encounter, person, by)


@action
def unlink_encounter(*, by: User, link_id: uuid.UUID) -> Person:
    """Take an encounter out of a file. Both stay as they are."""
    link = FileEncounter.objects.visible_to(by).get(pk=link_id)
    person = file_to_work_in(link.person_id, by)
    encounter_id, unit_id = link.encounter_id, link.unit_id
    link.delete()
    record(Event.FILE_MET_UNDONE, by=by, obj=person, unit_id=unit_id, encounter=str(encounter_id))
    return person
