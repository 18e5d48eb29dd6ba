"""A value that anybody can date, an operation week, stands in no other month of the set."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from reports.disclosure.auditor import Evidence, audit
from reports.disclosure.catalogue import WEEKS, buyers
from reports.disclosure.ledger import Ledger
from reports.disclosure.outcome import Release
from reports.disclosure.release import release
from reports.disclosure.rows import Row
from reports.disclosure.spec import TIME, Spec, Table, Variable
from tests.reports.disclosure.conftest import KEY, evidence

# The month of each week that there was.
WHEN = {"2025-03": "week_1", "2025-06": "week_2", "2025-10": "week_3"}


def weeks() -> Spec:
    return Spec(
        "buyers",
        (
            Variable("operation_week", WEEKS),
            Variable("gender", ("man", "woman")),
            Variable("arena", ("street", "flat")),
            Variable("offered_support", ("yes", "no")),
        ),
        (
            Table("period", ((TIME,),)),
            Table("operation_week", (("operation_week",),)),
            Table("gender", (("gender",),)),
        ),
        dated=frozenset({"operation_week"}),
    )


def met() -> list[Row]:
    """Most of them in the weeks, as a real log has it."""
    rng, found = random.Random(5), []  # noqa: S311 - invented
    for i in range(240):
        month = f"2025-{rng.choice((1, 2, 3, 3, 3, 5, 6, 6, 6, 9, 10, 10, 10, 10)):02}"
        in_week = month in WHEN and rng.random() < 0.7
        values = {
            "operation_week": WHEN[month] if in_week else "none",
            "gender": rng.choice(("man", "man", "man", "woman")),
            "arena": rng.choice(("street", "flat")),
            "offered_support": rng.choice(("yes", "no")),
        }
        found.append(Row(str(i), month, values))
    return found


@pytest.fixture(scope="module")
def drawn() -> tuple[Release, Evidence]:
    ledger = Ledger(3)
    ledger.register_year(2025, ())
    made = release(met(), weeks(), ledger, KEY, period="2025")
    assert isinstance(made, Release), made
    return made, evidence(ledger, weeks())


def test_every_week_is_in_its_month(drawn: tuple[Release, Evidence]) -> None:
    made, secret = drawn
    pairs = {(*record[TIME], *record["operation_week"]) for record in secret.records}
    assert len(pairs) > len(WHEN)
    assert {p for p in pairs if p[1] != "none"} <= set(WHEN.items())
    assert audit([made.files], secret).findings == []


def test_a_week_in_another_month_is_caught(drawn: tuple[Release, Evidence]) -> None:
    """Two records whose months are swapped give the same tables."""
    made, secret = drawn
    march = next(r for r in secret.records if list(r["operation_week"]) == ["week_1"])
    october = next(r for r in secret.records if list(r["operation_week"]) == ["week_3"])
    others = [r for r in secret.records if r is not march and r is not october]
    swapped = [
        {**march, TIME: october[TIME]},
        {**october, TIME: march[TIME]},
    ]
    report = audit([made.files], replace(secret, records=[*others, *swapped]), trials=10)
    assert report.findings == ["A pseudo-record has a value that nobody has in its month."]


def test_buyers_are_told_of_by_week() -> None:
    spec = buyers(districts=("here", "there"))
    assert spec.dated == {"operation_week"}
    assert "operation_week" in {table.code for table in spec.tables}
    # Our own weeks are exact beside them: they are crossed with nothing else about people.
    assert [t.code for t in spec.tables if ("operation_week",) in t.axes] == ["operation_week"]
