"""The engine of published figures: seconds of processor time and memory."""

from __future__ import annotations

import gc
import random
import resource
import time
from collections.abc import Callable

import pytest

from reports.disclosure.auditor import audit
from reports.disclosure.edition import JSON_FILE
from reports.disclosure.facts import Fact
from reports.disclosure.ledger import Ledger
from reports.disclosure.outcome import Refusal, Release
from reports.disclosure.published import read
from reports.disclosure.release import release
from reports.disclosure.rows import Row
from reports.disclosure.spec import Spec, Table, Variable
from tests.reports.disclosure.conftest import KEY, evidence
from tests.reports.disclosure.invented import city, people, whole_city

pytestmark = pytest.mark.benchmark


def seconds(work: Callable[[], object]) -> tuple[float, object]:
    """Processor time: the machine may have something else to do."""
    # What the tests themselves have made is none of the engine's, and is not searched for waste.
    gc.collect()
    gc.freeze()
    start = time.process_time()
    made = work()
    spent = time.process_time() - start
    gc.unfreeze()
    return spent, made


def year_of(rows: list[Row], pins: list[Fact]) -> tuple[float, Release, Ledger, Spec]:
    spec, ledger = city(), Ledger(1)
    ledger.register_year(2025, ())
    spent, made = seconds(lambda: release(rows, spec, ledger, KEY, pins, period="2025"))
    assert isinstance(made, Release), made
    return spent, made, ledger, spec


def test_a_city_year() -> None:
    spent, made, ledger, spec = year_of(people(1), [])
    assert spent <= 10
    spent, report = seconds(lambda: audit([made.files], evidence(ledger, spec)))
    assert spent <= 15
    assert report.findings == []  # type: ignore[attr-defined]


def test_a_city_year_in_every_table_of_the_catalogue() -> None:
    """More than twice the cells that the targets are for, and no more time than twice."""
    rows, spec, ledger = people(1), whole_city(), Ledger(1)
    ledger.register_year(2025, ())
    spent, made = seconds(lambda: release(rows, spec, ledger, KEY, period="2025"))
    assert isinstance(made, Release), made
    assert spent <= 20
    cells = {said.conditions for said in read(made.files[JSON_FILE]).cells}
    assert len(cells) > 900
    spent, report = seconds(lambda: audit([made.files], evidence(ledger, spec)))
    assert spent <= 30
    assert report.findings == []  # type: ignore[attr-defined]


def told(rows: list[Row]) -> list[Row]:
    return [Row(r.ref, r.leaf, {**r.values, "told_of_rights": "yes"}) for r in rows]


def pin(rows: list[Row], **at: str) -> Fact:
    count = sum(all(row.values[code] == value for code, value in at.items()) for row in rows)
    return Fact("exploited", "2025", count, "the board", at, pinned=True)


def test_four_pins() -> None:
    rows = told(people(1))
    pins = [
        pin(rows),
        pin(rows, told_of_rights="yes"),
        pin(rows, gender="woman"),
        pin(rows, trafficking="no"),
    ]
    drawn, made, ledger, spec = year_of(rows, pins)
    spent, report = seconds(lambda: audit([made.files], evidence(ledger, spec)))
    assert report.findings == []  # type: ignore[attr-defined]
    # From the frozen rows to the audited files: the draw counts too.
    assert drawn + spent <= 180


def test_pins_that_give_away_what_is_left_are_refused() -> None:
    """All adult bands but the smallest, beside the adults: each large, together a small one."""
    rows = told(people(1))
    bands = ("25_29", "30_39", "40_49", "50_59", "60_plus")
    adults = sum(row.values["age_band"] in bands for row in rows)
    pins = [pin(rows, age_band=band) for band in bands[:-1]]
    pins.append(Fact("exploited", "2025", adults, "the board", {"age_group": "adult"}, pinned=True))
    _spent, made, ledger, spec = year_of(rows, pins)
    report = audit([made.files], evidence(ledger, spec))
    assert any("exact figures are refused" in finding for finding in report.findings)


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        ({"gender": "unknown"}, "fewer than 10 people"),
        ({"offered_support": "yes", "told_of_rights": "yes"}, "leaves out fewer than 10"),
    ],
)
def test_pins_of_too_few_are_refused(at: dict[str, str], reason: str) -> None:
    rows, ledger = people(1), Ledger(1)
    rows = [Row(r.ref, r.leaf, {**r.values, "told_of_rights": "yes"}) for r in rows]
    ledger.register_year(2025, ())
    made = release(rows, city(), ledger, KEY, [pin(rows, **at)], period="2025")
    assert isinstance(made, Refusal)
    assert reason in made.reason


def test_a_nation() -> None:
    """290 municipalities, over 3,800 different cells, a bound of 9."""
    rng = random.Random(1)  # noqa: S311 - invented
    names = [f"m{i}" for i in range(290)]
    counties = {name: f"c{i % 21}" for i, name in enumerate(names)}
    spec = Spec(
        "nation",
        (
            Variable("municipality", tuple(names), {"county": counties}),
            Variable("gender", ("woman", "man", "other")),
            Variable("age", ("child", "young", "adult")),
            Variable("form", ("sexual", "labour", "other")),
            Variable("told", ("yes", "no", "unknown")),
        ),
        tuple(
            Table(other, (("municipality", "county"), (other,)))
            for other in ("gender", "age", "form", "told")
        ),
        bound=9,
    )
    rows = [
        Row(str(i), f"2025-{rng.randint(1, 12):02}", {
            "municipality": names[min(289, int(rng.expovariate(1 / 40)))],
            "gender": rng.choices(("woman", "man", "other"), (80, 17, 3))[0],
            "age": rng.choices(("child", "young", "adult"), (6, 30, 64))[0],
            "form": rng.choices(("sexual", "labour", "other"), (70, 20, 10))[0],
            "told": rng.choices(("yes", "no", "unknown"), (80, 12, 8))[0],
        })
        for i in range(3000)
    ]  # fmt: skip
    ledger = Ledger(1)
    ledger.register_year(2025, ())
    spent, made = seconds(lambda: release(rows, spec, ledger, KEY, period="2025"))
    assert isinstance(made, Release), made
    assert spent <= 180
    cells = {said.conditions for said in read(made.files[JSON_FILE]).cells}
    assert len(cells) > 3_800
    # The most that this process has ever held, in kilobytes.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 500 * 1024
