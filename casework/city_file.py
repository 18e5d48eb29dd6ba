"""A city's file: read and checked as a whole before anything is written."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from casework.enums import AgreementStatus, UnitKind
from casework.setup_steps import SetupStep, registered_steps
from casework.toml_table import TomlTable

DATA = Path(__file__).with_name("data")
CITIES = DATA / "cities"
STATUSES = [s.value for s in AgreementStatus if s is not AgreementStatus.UNKNOWN]
OLDEST = 120


class CityFileError(Exception):
    """The file can't be used. ``problems`` name each key and what was expected there."""

    def __init__(self, path: str, problems: list[str]) -> None:
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class MunicipalityRow:
    """One of the 290."""

    code: str
    name: str
    county_code: str
    county_name: str


@dataclass(frozen=True)
class AgreementPlan:
    """That a municipality has joined, or has not, from one day to another."""

    municipality: str
    status: str
    valid_from: date
    valid_to: date | None
    source: str


@dataclass(frozen=True)
class UnitPlan:
    """A unit with its limits. ``board`` is a code."""

    code: str
    name: str
    board: str
    kind: str
    age_from: int | None
    age_to: int | None
    reads_roles: list[str]
    phone: str
    always_open: bool


@dataclass(frozen=True)
class CityPlan:
    """What the file says, checked. Municipalities by their four-digit code."""

    path: Path
    digest: str
    code: str
    name: str
    municipality: str
    districts: list[str]
    police_units: list[str]
    voluntary_organisations: list[str]
    offer_area: frozenset[str]
    agreements: list[AgreementPlan]
    boards: dict[str, str]
    units: list[UnitPlan]
    steps: list[tuple[SetupStep, Any]] = field(default_factory=list)


def municipalities() -> list[MunicipalityRow]:
    """Statistics Sweden's 290 municipalities, as shipped."""
    with (DATA / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return [MunicipalityRow(**row) for row in csv.DictReader(file)]


def find_city_file(name: str) -> Path:
    """The path of a shipped city's name, or of a file. Raises :class:`CityFileError`."""
    shipped = {path.stem: path for path in sorted(CITIES.glob("*.toml"))}
    if name in shipped:
        return shipped[name]
    path = Path(name)
    if not path.is_file():
        expected = f"no such file; expected a TOML file or one of {', '.join(shipped)}"
        raise CityFileError(name, [expected])
    return path


def read_city_file(path: Path) -> CityPlan:
    """Read and check *path*. Raises :class:`CityFileError` with every fault found."""
    content = path.read_bytes()
    try:
        values = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise CityFileError(str(path), ["expected text in UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        raise CityFileError(str(path), [f"expected TOML: {error}"]) from None
    problems: list[str] = []
    plan = _read(TomlTable(values, "", problems), path, hashlib.sha256(content).hexdigest())
    if problems:
        raise CityFileError(str(path), problems)
    return plan


def _read(root: TomlTable, path: Path, digest: str) -> CityPlan:
    places = _Places(municipalities())
    boards = _boards(root)
    units = _units(root, boards)
    area = _offer_area(root, places)
    plan = CityPlan(
        path=path,
        digest=digest,
        code=root.code("code"),
        name=root.text("name", longest=100),
        municipality=places.code(root, "municipality"),
        districts=root.texts("districts"),
        police_units=root.texts("police_units"),
        voluntary_organisations=root.texts("voluntary_organisations"),
        offer_area=area,
        agreements=_agreements(root, places, area),
        boards=boards,
        units=units,
        steps=[
            (step, step.read(root, frozenset(unit.code for unit in units)))
            for step in registered_steps()
        ],
    )
    root.nothing_else()
    return plan


class _Places:
    """Municipalities by name, as people write them in a file."""

    def __init__(self, rows: list[MunicipalityRow]) -> None:
        self.rows = rows
        self.by_name = {row.name: row.code for row in rows}

    def code(self, table: TomlTable, key: str) -> str:
        name = table.text(key, longest=100)
        if name and name not in self.by_name:
            table.fault(key, "the name of a municipality as Statistics Sweden writes it")
        return self.by_name.get(name, "")

    def codes(self, table: TomlTable, key: str, *, required: bool = False) -> list[str]:
        names = table.texts(key, required=required)
        for name in names:
            if name not in self.by_name:
                table.problems.append(
                    f"{table.place}.{key}: expected names of municipalities as Statistics Sweden"
                    f" writes them, found {name!r}"
                )
        return [self.by_name[name] for name in names if name in self.by_name]


def _offer_area(root: TomlTable, places: _Places) -> frozenset[str]:
    table = root.table("offer_area")
    counties = table.texts("counties", sorted({row.county_code for row in places.rows}))
    area = {row.code for row in places.rows if row.county_code in counties}
    area |= set(places.codes(table, "municipalities"))
    table.nothing_else()
    return frozenset(area)


def _agreements(root: TomlTable, places: _Places, area: frozenset[str]) -> list[AgreementPlan]:
    plans: list[AgreementPlan] = []
    for table in root.tables("agreements"):
        status = table.choice("status", STATUSES)
        source = table.text("source", longest=300)
        first, last = table.period()
        codes = places.codes(table, "municipalities", required=True)
        table.nothing_else()
        if first is None:
            continue
        for code in codes:
            plan = AgreementPlan(code, status, first, last, source)
            _check_agreement(table, plan, plans, area)
            plans.append(plan)
    return plans


def _check_agreement(
    table: TomlTable, plan: AgreementPlan, earlier: list[AgreementPlan], area: frozenset[str]
) -> None:
    """A municipality has one status a day, and only within the area of the offer."""
    where = f"{table.place}.municipalities"
    if plan.municipality not in area:
        table.problems.append(
            f"{where}: expected municipalities of [offer_area], found {plan.municipality}"
        )
    for other in earlier:
        apart = (other.valid_to is not None and other.valid_to < plan.valid_from) or (
            plan.valid_to is not None and plan.valid_to < other.valid_from
        )
        if other.municipality == plan.municipality and not apart:
            table.problems.append(
                f"{where}: expected periods that do not overlap, found {plan.municipality} twice"
            )


def _boards(root: TomlTable) -> dict[str, str]:
    boards: dict[str, str] = {}
    for table in root.tables("boards"):
        code, name = table.code("code"), table.text("name")
        if code in boards:
            table.fault("code", "a code that no other board has")
        boards[code] = name
        table.nothing_else()
    return boards


def _units(root: TomlTable, boards: dict[str, str]) -> list[UnitPlan]:
    units: dict[str, UnitPlan] = {}
    for table in root.tables("units"):
        unit = _unit(table, boards)
        if unit.code in units:
            table.fault("code", "a code that no other unit has")
        units[unit.code] = unit
    if not units:
        root.problems.append("units: missing, expected at least one [[units]]")
    return list(units.values())


def _unit(table: TomlTable, boards: dict[str, str]) -> UnitPlan:
    age_from, age_to = table.number("age_from", 0, OLDEST), table.number("age_to", 0, OLDEST)
    if age_from is not None and age_to is not None and age_to < age_from:
        table.fault("age_to", f"an age not below {age_from}")
    unit = UnitPlan(
        code=table.code("code"),
        name=table.text("name"),
        board=table.choice("board", boards, "the code of one of [[boards]]"),
        kind=table.choice("kind", UnitKind.values),
        age_from=age_from,
        age_to=age_to,
        reads_roles=table.texts("reads_roles"),
        phone=table.text("phone", required=False, longest=40),
        always_open=table.flag("always_open"),
    )
    table.nothing_else()
    return unit
