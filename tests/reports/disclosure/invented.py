"""Invented people: a seeded city whose year has about as many as a real one, and as lopsided."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from reports.disclosure.afterwards import ANSWERS, NEEDS, REPORTS, TIMES, WAYS
from reports.disclosure.catalogue import (
    ARENAS,
    CHILD,
    FORMS,
    HOME_GROUPS,
    KNOWN_ADULT,
    ROUTES,
    exploited,
)
from reports.disclosure.edition import JSON_FILE, Edition, Figure
from reports.disclosure.ledger import Ledger
from reports.disclosure.rows import Codes, Index, Row
from reports.disclosure.spec import Spec, Table, cells_of

PEOPLE = 365
COUNTRIES = {
    "SE": "sweden", "RO": "eu", "BG": "eu", "PL": "eu", "ES": "eu", "CO": "south_america",
    "BR": "south_america", "TH": "asia", "CN": "asia", "VN": "asia", "UA": "europe",
    "AL": "europe", "NG": "africa", "not_stated": "unknown",
}  # fmt: skip
HOMES = {
    "Stockholm": "city", "Huddinge": "area_joined", "Botkyrka": "area_joined",
    "Solna": "area_not_joined", "Nacka": "area_not_joined", "Uppsala": "outside",
    "Malmö": "outside", "abroad": "abroad", "not_known": "unknown",
}  # fmt: skip
DISTRICTS = {
    "Norrmalm": "inner", "Östermalm": "inner", "Södermalm": "inner", "Kungsholmen": "inner",
    "Farsta": "south", "Enskede": "south", "Kista": "west", "Hässelby": "west",
    "elsewhere": "elsewhere",
}  # fmt: skip
assert set(HOMES.values()) <= set(HOME_GROUPS)

AGES = {
    "under_15": 1, "15_17": 3, "possibly_under_18": 1, "18_20": 8, "21_24": 18, "25_29": 24,
    "30_39": 27, "40_49": 10, "50_59": 4, "60_plus": 1, "unknown": 3,
}  # fmt: skip


# Thirteen tables that hang together by age, gender and time. Two are coarser than the catalogue's.
LINKED = frozenset({
    "age_by_gender", "period_by_gender", "citizenship", "region_by_gender", "home",
    "arena_by_gender", "district_by_age", "form_by_trafficking", "trafficking", "told_and_offered",
    "offers",
})  # fmt: skip
COARSER = (
    Table("children", (("concern_report",), ("gender",)), {"age_group": ("child",)}),
    Table("route", (("contact_route",),)),
)


def whole_city(bound: int = 4) -> Spec:
    """The exploited of the invented city in every table of the catalogue."""
    return exploited(countries=COUNTRIES, homes=HOMES, districts=DISTRICTS, bound=bound)


def city(bound: int = 4) -> Spec:
    """The same people in the linked tables: what most tests attack, quickly."""
    full = whole_city(bound)
    linked = tuple(table for table in full.tables if table.code in LINKED)
    return replace(full, tables=(*linked, *COARSER))


# Twelve tables of the catalogue as they are, which hang together by age, gender, form and time.
TWELVE = frozenset({
    "age_by_gender", "period_by_gender", "citizenship", "region_by_gender", "home",
    "home_by_gender", "arena_by_gender", "district_by_age", "district_by_gender",
    "form_by_trafficking", "form_by_gender", "trafficking",
})  # fmt: skip


def twelve() -> Spec:
    """The exploited of the invented city in twelve linked tables: what is hidden naively."""
    full = whole_city()
    return replace(full, tables=tuple(table for table in full.tables if table.code in TWELVE))


def months(year: int) -> list[str]:
    return [f"{year}-{month:02}" for month in range(1, 13)]


def people(
    seed: int, year: int = 2025, count: int = PEOPLE, leaves: Sequence[str] | None = None
) -> list[Row]:
    """*count* people of *year*, the same each time for the same *seed*."""
    rng = random.Random(seed)  # noqa: S311 - invented
    # What followed is drawn apart: whatever is asked of it, the people stay who they were.
    more = random.Random(f"{seed} afterwards")  # noqa: S311 - invented
    return [
        Row(f"{seed}-{i}", rng.choice(leaves or months(year)), _values(rng, more))
        for i in range(count)
    ]


def _drawn(rng: random.Random, weights: Mapping[str, float]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _zipf(rng: random.Random, values: Sequence[str]) -> str:
    return _drawn(rng, {value: 1 / (i + 1) for i, value in enumerate(values)})


def _values(rng: random.Random, more: random.Random) -> dict[str, str | tuple[str, ...]]:
    age = _drawn(rng, AGES)
    country = _drawn(rng, {c: 1 / (i + 1.5) for i, c in enumerate(COUNTRIES)})
    abroad = country not in ("SE", "not_stated") and rng.random() < 0.7
    trafficking = _drawn(rng, {"yes": 0.12, "no": 0.75, "dont_know": 0.13})
    form = _zipf(rng, FORMS[1:5]) if trafficking == "yes" and rng.random() < 0.3 else "sexual"
    offered = "no" if rng.random() < 0.02 else "yes"
    return {
        "age_band": age,
        "gender": _drawn(rng, {"woman": 89, "man": 8, "other": 3}),
        "citizenship": country,
        "home": "abroad" if abroad else _zipf(rng, list(HOMES)),
        "arena": _zipf(rng, ("flat", "hotel", "massage", *sorted(set(ARENAS) - {"flat"}))),
        "district": _zipf(rng, list(DISTRICTS)),
        "trafficking": trafficking,
        "exploitation_form": form if rng.random() > 0.03 else "not_stated",
        "contact_route": _zipf(rng, ROUTES),
        "told_of_rights": "no" if rng.random() < 0.02 else "yes",
        "offered_support": offered,
        "report": _zipf(more, list(REPORTS)[1:]) if age in CHILD and rng.random() < 0.9 else "no",
        "offer": _offers(rng, more, age) if offered == "yes" else (),
        "referral": _referrals(more),
    }


def _offers(rng: random.Random, more: random.Random, age: str) -> tuple[str, ...]:
    """One to three offers, each with one answer."""
    if age in CHILD:
        kinds = ["stodcentrum", "barnahus"]
    else:
        kinds = ["mika", "regional_coordinator", "health_care"]
        kinds += ["protected_housing"] if age in KNOWN_ADULT else []
    chosen = {_zipf(rng, kinds) for _ in range(rng.choice((1, 1, 2)))}
    return tuple(f"{kind}:{answered(rng, more)}" for kind in sorted(chosen))


def answered(rng: random.Random, more: random.Random) -> str:
    """An answer, and what followed from it."""
    answer = _zipf(rng, (*ANSWERS[1::-1], *ANSWERS[2:]))
    if answer == "accepted":
        return f"accepted:{_zipf(more, WAYS[::-1])}"
    if answer == "not_possible":
        return f"not_possible:{_zipf(more, ('full', *(f'no_place_{need}' for need in NEEDS)))}"
    return answer


def _referrals(rng: random.Random) -> tuple[str, ...]:
    """Every third is referred, to one receiver or two."""
    if rng.random() < 0.67:
        return ()
    chosen = {_zipf(rng, ("mika", "regional_coordination", "health")) for _ in range(2)}
    said = [f"{word}_{time}" for word in ("accepted", "declined") for time in TIMES]
    return tuple(f"{receiver}:{_zipf(rng, (*said, 'waiting'))}" for receiver in sorted(chosen))


def naively(rows: Sequence[Row], spec: Spec, period: str, ledger: Ledger) -> bytes:
    """The edition that hides "fewer than 5" and prints the rest as it was counted."""
    periods = ledger.periods(spec.code)
    codes = Codes(spec, ledger.leaves(spec.code))
    cells = [cell for table in spec.tables for cell in cells_of(spec, table, period, periods)]
    index = Index(codes, (cell.key for cell in cells))
    counts = index.count([codes.masks(row) for row in rows])
    figures = []
    for cell in cells:
        count = counts[index.number[cell.key]]
        low, high = (1, 4) if 1 <= count <= 4 else (count, count)
        figures.append(Figure(cell.table, cell.at, count if low == high else 0, low, high))
    inside = {code: leaves for code, leaves in periods.items() if leaves <= periods[period]}
    return Edition(spec, period, inside, figures).files()[JSON_FILE]
