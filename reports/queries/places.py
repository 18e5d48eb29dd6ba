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


def homes_by_place() -> frozenset[str]:
    """What homes are counted by: each municipality of the city's own county, and each other county.

    All of them by group: one of the offer's area may have any standing on the day of a shift.
    """
    with acting_as(SETUP):
        city = City.objects.select_related("municipality").get().municipality
        others = list(Municipality.objects.exclude(pk=city.pk))
    found: set[str] = {f"{HomeGroup.CITY}:{city.code}", HomeGroup.ABROAD, HomeGroup.UNKNOWN}
    for other in others:
        groups: list[str] = [HomeGroup.OUTSIDE]
        if other.in_offer_area:
            groups = [f"area_{standing}" for standing in AgreementStatus.values]
        place = other.code if other.county_code == city.county_code else other.county_code
        found.update(f"{group}:{place}" for group in groups)
    return frozenset(found)


def in_order(homes: Iterable[str]) -> tuple[str, ...]:
    """*homes* by group, the city first; within it municipalities before counties, by code."""

    def key(home: str) -> tuple[int, int, str]:
        group, _colon, place = home.partition(":")
        return groups.index(group), -len(place), place

    groups = [str(group) for group in HomeGroup.values]
    return tuple(sorted(homes, key=key))
