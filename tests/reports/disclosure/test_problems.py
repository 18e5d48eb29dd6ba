"""The published reference problems of disclosure control, with their known answers."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reports.disclosure.attack_model import Model
from reports.disclosure.attacker import attack_editions
from reports.disclosure.checks import additive
from reports.disclosure.published import Published, from_json

PROBLEMS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "disclosure_problems.json").read_text(encoding="utf-8")
)
EVERYBODY = {"p": ["t"]}
Leaf = tuple[str, ...]


def publish(  # noqa: C901 - reads one kind of problem after another
    counts: Mapping[Any, int],
    names: Sequence[str],
    tables: Mapping[str, Sequence[str]],
    hidden: Iterable[tuple[str, Leaf]] = (),
    levels: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
) -> Published:
    """*counts* by leaf as published tables; each table lists levels, *hidden* ones are open."""
    levels = levels or {}
    leaves = {name: list(dict.fromkeys(key[i] for key in counts)) for i, name in enumerate(names)}
    of = {level: name for name in names for level in (name, *levels.get(name, {}))}
    gone, cells = set(hidden), []

    def inside(key: Leaf, at: Leaf) -> bool:
        for label in at:
            level, _sign, value = label.partition("=")
            if label != "*":
                leaf = key[names.index(of[level])]
                if (leaf if level == of[level] else levels[of[level]][level][leaf]) != value:
                    return False
        return True

    for table, shown in tables.items():
        choices = []
        for axis in shown:
            values = ["*"]
            for level in axis.split("<"):
                own = leaves[of[level]]
                groups = own if level == of[level] else levels[of[level]][level].values()
                values += [f"{level}={value}" for value in dict.fromkeys(groups)]
            choices.append(values)
        for at in itertools.product(*choices):
            value = sum(count for key, count in counts.items() if inside(key, at))
            is_gone = (table, at) in gone
            cells.append(
                {"table": table, "at": list(at), "value": value, "lower": 0 if is_gone else value,
                 "upper": None if is_gone else value}
            )  # fmt: skip
    variables = [
        {"code": n, "leaves": leaves[n], "levels": levels.get(n, {}), "multiple": False, "once": ""}
        for n in names
    ]
    shape = [{"code": t, "axes": [a.split("<") for a in x], "where": {}} for t, x in tables.items()]
    spec = {
        "universe": "u",
        "variables": variables,
        "tables": shape,
        "impossible": [],
        "harmless": [],
    }
    return from_json(
        {"edition": "p", "base": 5, "bound": 4, "spec": spec, "periods": EVERYBODY,
         "cells": cells, "pins": [], "captions": []}
    )  # fmt: skip


def interval(edition: Published, table: str, at: Leaf) -> tuple[int, float]:
    model = Model([edition])
    said = next(s for s in edition.cells if (s.table, s.at) == (table, at))
    return model.system.ready().interval({model.numbers[said.conditions]: 1.0})


def two_way(values: Mapping[Any, int], hidden: Iterable[str]) -> Published:
    gone = [
        ("t", tuple(f"{n}={v}" for n, v in zip("rc", h.split(","), strict=True))) for h in hidden
    ]
    return publish(values, ["r", "c"], {"t": ["r", "c"]}, gone)


def grid(rows: Sequence[Sequence[int]]) -> dict[Leaf, int]:
    return {(str(i + 1), str(j + 1)): n for i, row in enumerate(rows) for j, n in enumerate(row)}


def test_geurts() -> None:
    p = PROBLEMS["geurts1992_t10"]
    # One of the tables that has these margins; what is hidden in it is not told.
    edition = two_way(grid([[4, 3], [2, 1], [3, 3]]), p["hidden"])
    for margin, name in ((p["row_tot"], "r"), (p["col_tot"], "c")):
        for i, total in enumerate(margin):
            at = (f"r={i + 1}", "*") if name == "r" else ("*", f"c={i + 1}")
            assert interval(edition, "t", at) == (total, total)
    assert interval(edition, "t", ("r=1", "c=1")) == tuple(p["expect_interval"]["1,1"])


def test_fischetti_and_salazar() -> None:
    p = PROBLEMS["fischetti_salazar"]
    edition = two_way(grid(p["values"]), p["hidden"])
    assert interval(edition, "t", ("r=2", "c=3")) == tuple(p["expect_interval"]["2,3"])


def test_a_pattern_that_leaks_and_its_repair() -> None:
    p = PROBLEMS["sdctable_issue136_style"]
    values = {
        (row, column): n
        for row, line in p["values"].items()
        for column, n in zip(p["cols"], line, strict=True)
    }
    leaking = attack_editions([two_way(values, p["hidden"])], crossings=0)
    cells = {tuple(sorted(dict(f.cell))): f for f in leaking.exact}
    assert cells
    at = ("r=w", "c=b")
    assert interval(two_way(values, p["hidden"]), "t", at) == (p["leak"]["w,b"],) * 2
    repaired = two_way(values, [*p["hidden"], p["fix"]])
    assert interval(repaired, "t", at) == tuple(p["expect_interval_after_fix"]["w,b"])


def linked(extra: Sequence[str] = ()) -> Published:
    p = PROBLEMS["sdctable_linked"]
    counts = {(region,): n for region, n in zip(p["region"], p["n"], strict=True)}
    small = [r for r, n in zip(p["region"], p["n"], strict=True) if n <= p["primary_maxN"]]
    hidden = [(t, (f"region={r}",)) for r in [*small, *extra] for t in ("counties", "groups")]
    levels = {
        "region": {
            level: dict(zip(p["region"], p[level], strict=True)) for level in ("county", "group")
        }
    }
    tables = {"counties": ["region<county"], "groups": ["region<group"]}
    return publish(counts, ["region"], tables, hidden, levels)


def found(edition: Published) -> dict[str, int]:
    report = attack_editions([edition], crossings=0)
    return {
        "/".join(sorted(dict(f.cell)["region"])): f.lower
        for f in report.exact
        if not f.question.startswith("not ")
    }


def test_tables_that_are_safe_alone_and_leak_together() -> None:
    p = PROBLEMS["sdctable_linked"]
    edition = linked()
    for alone in ("counties", "groups"):
        cells = tuple(said for said in edition.cells if said.table == alone)
        assert found(Published(**{**vars(edition), "cells": cells})) == {}
    assert found(edition) == p["leak"]
    assert found(linked(p["expect_second"])) == {}


def suppressed(values: Mapping[Any, int], primary: str, protected: float) -> set[str]:
    """The cheapest cells to hide with *primary*, found by trying every pattern on the attacker."""
    names = [",".join(key) for key in values if ",".join(key) != primary]
    cost = {",".join(key): n for key, n in values.items()}
    best: tuple[float, set[str]] = (math.inf, set())
    at = tuple(f"{n}={v}" for n, v in zip("rc", primary.split(","), strict=True))
    for size in range(len(names) + 1):
        for more in itertools.combinations(names, size):
            price = sum(cost[name] for name in more)
            if price < best[0]:
                low, high = interval(two_way(values, [primary, *more]), "t", at)
                own = cost[primary]
                if high > low and low <= own - protected * own and high >= own + protected * own:
                    best = (price, {primary, *more})
        if best[1]:
            break
    return best[1]


def by_sex(values: Mapping[str, Sequence[int]], columns: Sequence[str]) -> dict[Leaf, int]:
    return {(row, c): n for row, line in values.items() for c, n in zip(columns, line, strict=True)}


def test_the_optimal_pattern_of_tau_argus() -> None:
    p = PROBLEMS["checktauargus_ex1"]
    values = by_sex(p["values"], p["cols"])
    hidden = suppressed(values, p["primary"], p["lpl_upl_percent"] / 100)
    assert hidden == set(p["expect_OPT_hidden"])


def test_the_optimal_pattern_of_sdctable() -> None:
    p = PROBLEMS["sdctable_microdata1"]
    # Counts of the hundred people of microdata1, by region and sex.
    values = by_sex(MICRODATA1, ("male", "female"))
    assert sum(values.values()) == 100
    hidden = suppressed(values, p["primary"], 0)
    assert hidden == set(p["expect_OPT_hidden"])
    assert len(hidden) - 1 == p["expect_secondary"]


MICRODATA1 = {"A": (18, 2), "B": (14, 19), "C": (12, 10), "D": (11, 14)}


def test_the_rounding_of_the_handbook() -> None:
    p = PROBLEMS["handbook_rounding"]
    assert additive(two_way(grid(p["printed_solution"]), [])) == []
    truth, printed = np.array(p["values"]), np.array(p["printed_solution"])
    assert (np.abs(truth - printed) <= 4).all()
    assert (printed % p["base"] == 0).all()
    # Conventional rounding rounds the margins by themselves: they are not the sums.
    margins = two_way(grid(p["values"]), [])
    cells = tuple(
        type(said)(**{**vars(said), "value": 5 * round((said.value or 0) / 5)})
        for said in margins.cells
    )
    inner = [s.value for s in cells if "*" not in s.at]
    assert inner == [n for row in p["conventional_not_additive"] for n in row]
    assert additive(Published(**{**vars(margins), "cells": cells})) == [
        "The table t does not add up."
    ]


GAUSS = {
    ("young", "Spain", "2014"): 6, ("young", "Iceland", "2014"): 8, ("old", "Spain", "2014"): 9,
    ("old", "Portugal", "2014"): 1, ("young", "Iceland", "2015"): 2, ("old", "Spain", "2015"): 4,
    ("old", "Portugal", "2015"): 3, ("young", "Spain", "2016"): 7, ("young", "Iceland", "2016"): 2,
    ("young", "Portugal", "2016"): 2,
}  # fmt: skip


def gauss(hidden: Iterable[tuple[str, Leaf]]) -> Published:
    levels = {"geo": {"eu": {"Spain": "EU", "Portugal": "EU", "Iceland": "nonEU"}}}
    tables = {"eu": ["age", "eu", "year"], "geo": ["geo", "year"]}
    counts = {
        k: GAUSS.get(k, 0)
        for k in itertools.product(
            ("young", "old"), ("Spain", "Iceland", "Portugal"), ("2014", "2015", "2016")
        )
    }
    return publish(counts, ["age", "geo", "year"], tables, hidden, levels)


REPAIR = (("geo", ("geo=Portugal", "year=2015")), ("geo", ("geo=Portugal", "*")))


@pytest.mark.parametrize(("also", "leaks"), [((), True), (REPAIR, False)])
def test_a_leak_between_two_linked_tables(also: tuple[tuple[str, Leaf], ...], leaks: bool) -> None:
    """Spain 2015 follows from the EU of one table and Portugal of the other."""
    hidden = [
        ("geo", ("geo=Spain", "year=2015")), ("geo", ("geo=Iceland", "year=2015")),
        ("geo", ("*", "year=2015")), ("geo", ("geo=Spain", "year=2014")),
        ("geo", ("geo=Spain", "*")), ("geo", ("geo=Iceland", "*")),
        ("eu", ("*", "*", "year=2015")), ("eu", ("*", "eu=nonEU", "year=2015")),
        ("eu", ("age=young", "eu=nonEU", "year=2015")), *also,
    ]  # fmt: skip
    low, high = interval(gauss(hidden), "geo", ("geo=Spain", "year=2015"))
    assert (low == high == 4) is leaks
