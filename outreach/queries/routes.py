"""Which unit receives whoever says yes to an offer."""

from __future__ import annotations

from django.db.models import QuerySet

from casework.enums import UnitKind
from casework.models import Unit
from outreach.enums import AGE_BAND_YEARS, AgeBand
from outreach.models import OfferRoute

# "Possibly under 18" is a child in every rule, and is sent where the oldest child is.
OLDEST_CHILD = 17


def span(age: int | None, age_band: str) -> tuple[int | None, int | None]:
    """The youngest and oldest age in whole years that decide where somebody may be sent."""
    if age is not None:
        return age, age
    if age_band == AgeBand.POSSIBLY_UNDER_18:
        return OLDEST_CHILD, OLDEST_CHILD
    return AGE_BAND_YEARS[AgeBand(age_band)] if age_band else (None, None)


def routes() -> dict[str, list[Unit]]:
    """The units in use that receive each kind of support, first choice first."""
    found: dict[str, list[Unit]] = {}
    for route in OfferRoute.objects.filter(unit__is_active=True).select_related("unit"):
        found.setdefault(route.kind, []).append(route.unit)
    return found


def receiving_unit(kind: str, age: int | None, age_band: str) -> Unit | None:
    """The first unit for *kind* that takes this age; ``None`` when nobody receives it."""
    youngest, oldest = span(age, age_band)
    units = routes().get(kind, [])
    return next((unit for unit in units if unit.takes_age(youngest, oldest)), None)


def emergency_unit() -> Unit | None:
    """The emergency social service, which is telephoned at night about a child."""
    return Unit.objects.filter(kind=UnitKind.EMERGENCY, is_active=True).first()


def units_with_phone() -> QuerySet[Unit]:
    """Units in use that can be telephoned, those that always answer first."""
    return Unit.objects.filter(is_active=True).exclude(phone="").order_by("-always_open", "name")
