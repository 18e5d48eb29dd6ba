"""Makes the released documents of tests/data/editions: two years of invented people.

    python -m tests.reports.editions.make

They are kept as files because a draw takes its time. ``test_released.py`` reads one that is drawn
anew, so that the files can't fall behind the engine unnoticed.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

from reports.disclosure.afterwards import ANSWERS, RECEIVERS, TIMES, WAYS
from reports.disclosure.catalogue import HOME_GROUPS, ROUTES, buyers, exploited
from reports.disclosure.catalogue_of_files import NIGHTS, PERMITS, TALKS, kast, plans, protection
from reports.disclosure.catalogue_of_files import referrals_of_files as referrals
from reports.disclosure.edition import JSON_FILE
from reports.disclosure.facts import Fact
from reports.disclosure.ledger import Ledger
from reports.disclosure.outcome import Release
from reports.disclosure.release import release
from reports.disclosure.rows import Row
from reports.disclosure.spec import Spec
from tests.reports.disclosure.invented import COUNTRIES, _drawn, _zipf, months, people

FOLDER = Path(__file__).resolve().parents[2] / "data" / "editions"
KEY = b"a key of the tests, 32 bytes wide"
YEARS = {2024: 300, 2025: 367}
# As the product counts them: municipalities of the own county, other counties, each by its group.
COUNTIES = (
    "03", "04", "05", "19", "14", "12", "18", "17", "20", "21", "06", "08", "25", "24", "22", "13",
    "07", "10", "23",
)  # fmt: skip
MUNICIPALITIES = (
    "0126", "0127", "0181", "0184", "0182", "0183", "0136", "0123", "0188", "0163", "0191", "0138",
    "0160", "0186", "0120", "0192", "0139", "0114", "0117", "0115", "0125", "0162", "0128", "0140",
    "0187",
)  # fmt: skip
LIVED_IN = (
    "city:0180", *(f"area_joined:{place}" for place in MUNICIPALITIES[:5]), "outside:03", "unknown",
    "abroad", *(f"area_not_joined:{place}" for place in MUNICIPALITIES),
    *(f"area_joined:{place}" for place in MUNICIPALITIES[5:]), "area_joined:09",
    *(f"outside:{county}" for county in COUNTIES[1:]), "area_not_joined:09",
    *(f"area_unknown:{place}" for place in (*MUNICIPALITIES, "09")),
)  # fmt: skip
HOMES = tuple(
    sorted(LIVED_IN, key=lambda home: (HOME_GROUPS.index(home.split(":")[0]), -len(home), home))
)
DISTRICTS = {
    "Norrmalm": "Innerstaden", "Östermalm": "Innerstaden", "Södermalm": "Innerstaden",
    "Kungsholmen": "Innerstaden", "Farsta": "Söderort", "Skarpnäck": "Söderort",
    "Enskede-Årsta-Vantör": "Söderort", "Järva": "Västerort", "Bromma": "Västerort",
    "Hässelby-Vällingby": "Västerort", "elsewhere": "elsewhere",
}  # fmt: skip
KAST_ROUTES = ("police", "helpline", "own_way", "partner", "online", "unknown")
# The operation weeks of a year, by month.
IN_WEEKS = {"03": "week_1", "05": "week_2", "10": "week_3"}
REFERRAL_KINDS = ("referral", "consultation", "handover", "report")
RETURNS = ("informed", "consented", "applied", "accepted", "departed", "reintegrated", "broken_off")
NEED_KINDS, REASONS = (
    ("protection", "housing", "income", "health"),
    ("none_fits", "full", "waiting"),
)
PLAN_TYPES, OUTCOMES = ("sip", "exit", "child"), ("open", "reached", "person_ended", "lost")


def documents(spec: Spec, rows: dict[int, list[Row]], pins: Sequence[Fact] = ()) -> dict[int, str]:
    """The released document of each year, all on one ledger."""
    ledger, found = Ledger(7), {}
    for year in rows:
        ledger.register_year(year, own_editions=())
    for year, met in rows.items():
        told = [pin for pin in pins if pin.period == str(year)]
        made = release(met, spec, ledger, KEY, told, period=str(year))
        assert isinstance(made, Release), made
        found[year] = json.dumps(
            json.loads(made.files[JSON_FILE]), ensure_ascii=False, separators=(",", ":")
        )
    return found


def exploited_rows(year: int, count: int) -> list[Row]:
    """Those of the engine's tests, with homes and districts of a real city."""
    rng, found = random.Random(year), []  # noqa: S311 - invented
    for row in people(year, year, count):
        home = "abroad" if row.values["home"] == "abroad" else _zipf(rng, LIVED_IN)
        there = {"home_part": home, "district": _zipf(rng, list(DISTRICTS))}
        kept = {code: value for code, value in row.values.items() if code != "home"}
        found.append(Row(row.ref, row.leaf, {**kept, **there}))
    return found


def buyer_rows(year: int, count: int) -> list[Row]:
    rng, found = random.Random(year + 1), []  # noqa: S311 - invented
    for i in range(count):
        asked = rng.random() < 0.8
        values: dict[str, str | tuple[str, ...]] = {
            "age_band": _drawn(rng, {"18_20": 1, "25_29": 4, "30_39": 9, "40_49": 8, "50_59": 4}),
            "home_part": _zipf(rng, LIVED_IN),
            "arena": _zipf(rng, ("flat", "street", "hotel", "massage")),
            "district": _zipf(rng, list(DISTRICTS)),
            "contact_route": _zipf(rng, ROUTES),
            "offered_support": "yes" if asked else "no",
            "gender": _drawn(rng, {"man": 97, "unknown": 3}),
            "offer": (f"kast:{_answer(rng)}",) if asked else (),
        }
        month = rng.choice(months(year))
        values["operation_week"] = IN_WEEKS.get(month.partition("-")[2], "none")
        found.append(Row(f"b{year}-{i}", month, values))
    return found


def _answer(rng: random.Random) -> str:
    answer = _zipf(rng, ANSWERS)
    return f"accepted:{_zipf(rng, WAYS)}" if answer == "accepted" else answer


def plan_rows(year: int, count: int) -> list[Row]:
    rng, found = random.Random(year + 2), []  # noqa: S311 - invented
    for i in range(count):
        values: dict[str, str | tuple[str, ...]] = {
            "plan_type": _zipf(rng, PLAN_TYPES),
            "outcome": _zipf(rng, OUTCOMES),
            "followed_up_on_time": _drawn(rng, {"yes": 0.7, "no": 0.2, "not_due": 0.1}),
            "gender": _drawn(rng, {"woman": 89, "man": 8, "other": 3}),
            "age_band": _drawn(rng, {"15_17": 1, "21_24": 6, "25_29": 8, "30_39": 9}),
        }
        values["under_18"] = "yes" if values["age_band"] == "15_17" else "no"
        unmet = {_zipf(rng, NEED_KINDS) for _ in range(rng.choice((0, 1, 1, 2)))}
        values["need"] = tuple(f"{need}:{_zipf(rng, REASONS)}" for need in sorted(unmet))
        found.append(Row(f"p{year}-{i}", rng.choice(months(year)), values))
    return found


def plans_spec() -> Spec:
    return plans(kinds=PLAN_TYPES, outcomes=OUTCOMES, needs=NEED_KINDS, reasons=REASONS)


def rows_of_files(universe: str, year: int, count: int) -> list[Row]:
    """Referrals, protection or contacts at KAST."""
    rng = random.Random(f"{universe} {year}")  # noqa: S311 - invented
    said = (*(f"{word}_{time}" for word in ("accepted", "declined") for time in TIMES), "waiting")
    measures = (
        *(f"reflection:{decision}" for decision in PERMITS), "return:departed", "return:informed",
        *(f"stay:{nights}" for nights in NIGHTS),
    )  # fmt: skip
    person = {"gender": {"woman": 89, "man": 8, "other": 3}, "under_18": {"no": 9, "yes": 1}}

    def values() -> dict[str, str | tuple[str, ...]]:
        if universe == "kast":
            return {
                "contact_kind": _zipf(rng, ("own", "relative")),
                "kast_route": _zipf(rng, KAST_ROUTES),
                "talks": _zipf(rng, TALKS),
            }
        who: dict[str, str | tuple[str, ...]] = {c: _drawn(rng, w) for c, w in person.items()}
        if universe == "protection":
            return {**who, "measure": _zipf(rng, measures)}
        told = f"{_zipf(rng, RECEIVERS)}:{_zipf(rng, said)}"
        return {**who, "referral_kind": _zipf(rng, REFERRAL_KINDS), "referral": told}

    return [Row(f"{universe}{year}-{i}", rng.choice(months(year)), values()) for i in range(count)]


SPECS_OF_FILES = {
    "kast": kast(kinds=("own", "relative"), routes=KAST_ROUTES),
    "referrals": referrals(kinds=REFERRAL_KINDS),
    "protection": protection(permits=("reflection", "court"), returns=RETURNS),
}


def write() -> None:
    """Draw everything and write the files."""
    everybody = exploited(countries=COUNTRIES, homes=HOMES, districts=DISTRICTS)
    pin = Fact("exploited", "2025", YEARS[2025], "Socialnämnden", {}, pinned=True)
    drawn = {
        "exploited": documents(
            everybody, {y: exploited_rows(y, n) for y, n in YEARS.items()}, [pin]
        ),
        "suspected_buyers": documents(
            buyers(homes=HOMES, districts=DISTRICTS),
            {y: buyer_rows(y, n // 2) for y, n in YEARS.items()},
        ),
        "plans": documents(plans_spec(), {y: plan_rows(y, n // 3) for y, n in YEARS.items()}),
    }
    for universe, spec in SPECS_OF_FILES.items():
        rows = {y: rows_of_files(universe, y, n // 3) for y, n in YEARS.items()}
        drawn[universe] = documents(spec, rows)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for universe, years in drawn.items():
        for year, text in years.items():
            (FOLDER / f"{year}-{universe}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
