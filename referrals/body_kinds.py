"""The kinds of body outside that every city has. A city's file may add kinds, or change these."""

from __future__ import annotations

from typing import Any

from referrals.enums import CountedAs, StandsFor


def _kind(
    code: str,
    names: tuple[str, str],
    counted_as: CountedAs = CountedAs.OTHER,
    *,
    stands_for: StandsFor = StandsFor.NOBODY,
    written_to_in: str = "sv",
) -> dict[str, Any]:
    """The values of a ``BodyKind``; *names* in Swedish and in English."""
    return {
        "code": code,
        "name_sv": names[0],
        "name_en": names[1],
        "stands_for": stands_for,
        "written_to_in": written_to_in,
        "counted_as": counted_as,
    }


DEFAULT_KINDS = (
    _kind("police", ("Polisen", "Police"), CountedAs.POLICE),
    _kind("prosecutor", ("Åklagare", "Prosecutor"), CountedAs.POLICE),
    _kind("health", ("Hälso- och sjukvård", "Health care"), CountedAs.HEALTH),
    _kind("migration", ("Migrationsverket", "Migration Agency"), CountedAs.MIGRATION),
    _kind("social_insurance", ("Försäkringskassan", "Social Insurance Agency")),
    _kind("employment", ("Arbetsförmedlingen", "Employment Service")),
    _kind("labour_crime", ("Center mot arbetslivskriminalitet", "Centre against labour crime")),
    _kind(
        "coordinator",
        ("Regionkoordinator", "Regional coordinator elsewhere"),
        CountedAs.COORDINATION,
    ),
    _kind("iom", ("IOM", "IOM"), CountedAs.VOLUNTARY, written_to_in="en"),
    _kind(
        "municipality",
        ("En annan kommun", "Another municipality"),
        CountedAs.MUNICIPALITY,
        stands_for=StandsFor.MUNICIPALITY,
    ),
    _kind("voluntary", ("Ideell organisation", "Voluntary organisation"), CountedAs.VOLUNTARY),
    _kind(
        "district",
        ("Stadsdel", "District of the city"),
        CountedAs.DISTRICT,
        stands_for=StandsFor.DISTRICT,
    ),
)
