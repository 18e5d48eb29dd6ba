"""Setting up the city from its file."""

from __future__ import annotations

from casework.actions.base import ActionRefused, action
from casework.actions.places import set_up_places
from casework.actions.upsert import bring_in_line
from casework.actors import SystemActor, setting_up_city
from casework.audit.events import Event
from casework.audit.record import record
from casework.city_file import CityPlan
from casework.models import (
    Board,
    City,
    District,
    Municipality,
    PoliceUnit,
    Unit,
    VoluntaryOrganisation,
)
from casework.setup_steps import Change


@action
def set_up_city(*, by: SystemActor, plan: CityPlan) -> list[Change]:
    """Make the organisation what *plan* says, and tell what that changed.

    Nothing that shifts or people may refer to is ever removed: a unit that the file no longer
    names is taken out of use. Raises :class:`ActionRefused` for the file of another city.
    """
    city = City.objects.first()
    if city is not None and city.code != plan.code:
        raise ActionRefused(
            f"This installation is set up for {city.name}; one installation serves one city."
        )
    changes = set_up_places(plan)
    home = Municipality.objects.get(code=plan.municipality)
    row = {"code": plan.code, "name": plan.name, "municipality_id": home.pk}
    changes += bring_in_line(City, ("code",), [row])
    changes += bring_in_line(
        District,
        ("municipality_id", "name"),
        [{"municipality_id": home.pk, "name": name} for name in plan.districts],
    )
    changes += bring_in_line(PoliceUnit, ("name",), [{"name": n} for n in plan.police_units])
    organisations = [{"name": name} for name in plan.voluntary_organisations]
    changes += bring_in_line(VoluntaryOrganisation, ("name",), organisations)
    changes += _set_up_units(plan)
    with setting_up_city():
        for step, step_plan in plan.steps:
            changes += step.apply(step_plan)
    city = City.objects.get()
    City.objects.filter(pk=city.pk).update(settings_digest=plan.digest)
    record(Event.CITY_SET_UP, by=by, obj=city, city=plan.code, changes=len(changes))
    return changes


def _set_up_units(plan: CityPlan) -> list[Change]:
    boards = [{"code": code, "name": name} for code, name in plan.boards.items()]
    changes = bring_in_line(Board, ("code",), boards)
    # A number that was set here stays where the file names none.
    phones = dict(Unit.objects.values_list("code", "phone"))
    board_ids = dict(Board.objects.values_list("code", "pk"))
    rows = [
        {
            "code": unit.code,
            "name": unit.name,
            "board_id": board_ids[unit.board],
            "kind": unit.kind,
            "age_from": unit.age_from,
            "age_to": unit.age_to,
            "reads_roles": unit.reads_roles,
            "phone": unit.phone or phones.get(unit.code, ""),
            "always_open": unit.always_open,
            "is_active": True,
        }
        for unit in plan.units
    ]
    changes += bring_in_line(Unit, ("code",), rows)
    gone = Unit.objects.filter(is_active=True).exclude(code__in=[u.code for u in plan.units])
    changes += [
        Change("deactivated", f"unit {code}") for code in gone.values_list("code", flat=True)
    ]
    gone.update(is_active=False)
    return changes
