"""Planning and answering the programme: aims, the boards' measures, the plan of the next year."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.versions import locked_version
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from casework.models import User
from reports.access import can_see_follow_up
from reports.actions.plain_words import must_name_nobody
from reports.models import ProgrammeAim, ProgrammeMeasure
from reports.models.programme import LAST_YEAR
from reports.programme_enums import MeasureState

AIM_FIELDS = ("title", "position", "from_year", "to_year")
PLAN_FIELDS = ("year", "aim", "board", "title", "planned")
ANSWER_FIELDS = ("state", "answer")
ENDED = (MeasureState.DONE, MeasureState.DROPPED)


def _must_manage(by: User) -> None:
    if not can_see_follow_up(by):
        raise ActionRefused(_("Only a statistics manager writes in the programme."))


@action
def write_aim(*, by: User, values: Mapping[str, Any]) -> ProgrammeAim:
    """Write down an aim of the programme. Raises :class:`ActionRefused`."""
    _must_manage(by)
    aim = ProgrammeAim(created_by=by, updated_by=by, **_aim_values(values))
    aim.save(force_insert=True)
    record(FigureEvent.PROGRAMME_AIM_WRITTEN, by=by, obj=aim)
    return aim


@action
def change_aim(
    *, by: User, aim_id: uuid.UUID, seen_at: datetime, values: Mapping[str, Any]
) -> ProgrammeAim:
    """Change an aim, its place or its years. The earlier version is kept.

    Raises :class:`ActionRefused` where measures would stand outside its years.
    """
    _must_manage(by)
    wanted = _aim_values(values)
    aim = locked_version(ProgrammeAim.objects.visible_to(by), aim_id, seen_at)
    years = aim.measures.order_by("year").values_list("year", flat=True)
    last = wanted["to_year"] or LAST_YEAR
    if any(not wanted["from_year"] <= year <= last for year in years):
        raise ActionRefused(
            fields={"from_year": _("There are measures in years outside these. Move them first.")}
        )
    changed = _fill(aim, wanted, by)
    record(FigureEvent.PROGRAMME_AIM_CHANGED, by=by, obj=aim, fields=changed)
    return aim


def _aim_values(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values[name] for name in AIM_FIELDS}
    if found["to_year"] is not None and found["to_year"] < found["from_year"]:
        raise ActionRefused(fields={"to_year": _("The last year comes before the first.")})
    must_name_nobody(found)
    return found


@action
def plan_measure(*, by: User, values: Mapping[str, Any]) -> ProgrammeMeasure:
    """Put a measure into the yearly plan of a board. Raises :class:`ActionRefused`."""
    _must_manage(by)
    measure = ProgrammeMeasure(created_by=by, updated_by=by, **_plan_values(values))
    measure.save(force_insert=True)
    record(FigureEvent.PROGRAMME_MEASURE_PLANNED, by=by, obj=measure, year=measure.year)
    return measure


@action
def change_measure(
    *, by: User, measure_id: uuid.UUID, seen_at: datetime, values: Mapping[str, Any]
) -> ProgrammeMeasure:
    """Change what the yearly plan says. The earlier version is kept.

    Raises :class:`ActionRefused`.
    """
    _must_manage(by)
    wanted = _plan_values(values)
    measure = locked_version(ProgrammeMeasure.objects.visible_to(by), measure_id, seen_at)
    changed = _fill(measure, wanted, by)
    record(FigureEvent.PROGRAMME_MEASURE_CHANGED, by=by, obj=measure, fields=changed)
    return measure


def _plan_values(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values[name] for name in PLAN_FIELDS}
    if not found["aim"].holds_in(found["year"]):
        raise ActionRefused(fields={"aim": _("The aim does not hold in that year.")})
    must_name_nobody(found)
    return found


@action
def answer_measure(
    *, by: User, measure_id: uuid.UUID, seen_at: datetime, values: Mapping[str, Any]
) -> ProgrammeMeasure:
    """Answer a measure in the yearly report. The earlier version is kept.

    Raises :class:`ActionRefused` where something ended without a word about it.
    """
    _must_manage(by)
    wanted = {name: values[name] for name in ANSWER_FIELDS}
    must_name_nobody(wanted)
    if wanted["state"] in ENDED and not wanted["answer"]:
        raise ActionRefused(fields={"answer": _("Say what came of it, or why it was dropped.")})
    measure = locked_version(ProgrammeMeasure.objects.visible_to(by), measure_id, seen_at)
    if measure.year > timezone.localdate().year:
        raise ActionRefused(_("The year of this measure has not begun."))
    changed = _fill(measure, wanted | {"answered_on": timezone.localdate()}, by)
    record(
        FigureEvent.PROGRAMME_MEASURE_ANSWERED,
        by=by,
        obj=measure,
        state=measure.state,
        fields=changed,
    )
    return measure


@action
def remove_measure(*, by: User, measure_id: uuid.UUID) -> None:
    """Take a measure that nobody has answered out of the plan. Its history is kept.

    Raises :class:`ActionRefused`.
    """
    _must_manage(by)
    rows = ProgrammeMeasure.objects.visible_to(by).select_for_update(of=("self",))
    measure = rows.filter(pk=measure_id).first()
    if measure is None:
        raise ActionRefused(_("The measure is not there any more."))
    if measure.is_answered:
        raise ActionRefused(
            _("It is answered, and stays. Answer that it was dropped, and why, instead.")
        )
    record(FigureEvent.PROGRAMME_MEASURE_REMOVED, by=by, obj=measure, year=measure.year)
    measure.delete()


@action
def copy_plan(*, by: User, year: int) -> int:
    """Copy the plan of *year* into the next; how many measures were new there.

    What was dropped is left out, and so is what is there already, and what belongs to an aim that
    no longer holds. Raises :class:`ActionRefused` when nothing is left to copy.
    """
    _must_manage(by)
    following = year + 1
    rows = ProgrammeMeasure.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.filter(year=year, copied_to=None).exclude(state=MeasureState.DROPPED)
    wanted = [measure for measure in found.select_related("aim") if measure.aim.holds_in(following)]
    if not wanted:
        raise ActionRefused(_("There is nothing in that plan to copy, or it is copied already."))
    for measure in wanted:
        copy = ProgrammeMeasure(
            year=following, aim=measure.aim, board_id=measure.board_id, title=measure.title,
            planned=measure.planned, copied_from=measure, created_by=by, updated_by=by,
        )  # fmt: skip
        copy.save(force_insert=True)
    record(FigureEvent.PROGRAMME_PLAN_COPIED, by=by, year=year, measures=len(wanted))
    return len(wanted)


def _fill(row: ProgrammeAim | ProgrammeMeasure, values: Mapping[str, Any], by: User) -> list[str]:
    """Write what is new of *values*; the names of the fields that were changed."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    row.updated_by = by
    row.save(update_fields=[*changed, "updated_at", "updated_by"])
    return sorted(changed)
