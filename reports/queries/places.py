"""The places that published tables divide by: public lists, whatever the rows name."""

from __future__ import annotations

from collections.abc import Iterable

from casework.actors import SETUP, acting_as
from casework.enums import AgreementStatus
from casework.models import City, District, Municipality
from reports.enums import HomeGroup


def own_districts() -> frozenset[str]:
    """The names of the city's own districts. Those of others came in with a log, as any words."""
    with acting_as(SETUP):
        own = District.objects.filter(municipality__in=City.objects.values("municipality"))
        return frozenset(own.values_list("name", flat=True))


def parts_of_counties() -> frozenset[str]:
    """What homes are counted by: each county in parts by the group of its municipalities.

    A municipality of the offer's area may have any standing on the day of a shift.
    """
    with acting_as(SETUP):
        city = City.objects.values_list("municipality_id", "municipality__county_code").get()
        others = Municipality.objects.exclude(pk=city[0])
        counties = set(others.values_list("in_offer_area", "county_code"))
    found: set[str] = {f"{HomeGroup.CITY}:{city[1]}", HomeGroup.ABROAD, HomeGroup.UNKNOWN}
    for in_area, county in counties:
        groups = [f"area_{s}" for s in AgreementStatus.values] if in_area else [HomeGroup.OUTSIDE]
        found.update(f"{group}:{county}" for group in groups)
    return frozenset(found)


def in_order(parts: Iterable[str]) -> tuple[str, ...]:
    """*parts* by group, the city first, and by county within it."""
    groups = [str(group) for group in HomeGroup.values]
    return tuple(sorted(parts, key=lambda part: (groups.index(part.partition(":")[0]), part)))
