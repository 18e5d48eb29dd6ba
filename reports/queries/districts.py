"""The districts that published tables divide by: a public list, whatever the shifts name."""

from __future__ import annotations

from casework.actors import SETUP, acting_as
from casework.models import City, District


def own_districts() -> frozenset[str]:
    """The names of the city's own districts. Those of others came in with a log, as any words."""
    with acting_as(SETUP):
        own = District.objects.filter(municipality__in=City.objects.values("municipality"))
        return frozenset(own.values_list("name", flat=True))
