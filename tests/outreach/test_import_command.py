"""The command: what it prints, its exit code, and that a fault leaves nothing behind."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from casework.actors import acting_as
from casework.enums import Role, UnitKind
from casework.models import Board, Unit, User
from outreach.imports.faults import LISTED
from outreach.models import Encounter, ImportedLog, Shift
from tests.conftest import MakeUser
from tests.outreach.data_import import LOGS, person, shift, write_log

DATE = "a date that exists, written as 2025-01-31"
pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def run(folder: Path, *options: str, verbosity: int = 1) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_log", str(folder), *options, stdout=out, stderr=err, verbosity=verbosity)
    return out.getvalue(), err.getvalue()


def refused(folder: Path, *options: str) -> tuple[str, str]:
    err = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import_log", str(folder), *options, stdout=StringIO(), stderr=err)
    assert error.value.returncode == 1
    return str(error.value), err.getvalue()


def count(user: User) -> tuple[int, int]:
    with acting_as(user):
        return Shift.objects.count(), Encounter.objects.count()


def test_imports_for_the_outreach_team_under_the_folders_name(manager: User) -> None:
    out, _ = run(LOGS / "stockholm-2025")
    assert "Imported: 146 shifts, 583 people met, 0 with a deviation.\n" in out
    with acting_as(manager):
        log = ImportedLog.objects.get()
    assert (log.name, log.unit.code, log.created_by_id) == ("stockholm-2025", "pom", None)
    assert count(manager) == (146, 583)


def test_the_same_log_twice_adds_nothing_and_says_so(manager: User) -> None:
    run(LOGS / "stockholm-2025")
    out, _ = run(LOGS / "stockholm-2025")
    assert out.endswith("Everything in the log is here already. Nothing was added.\n")
    assert count(manager) == (146, 583)


def test_dry_run(manager: User) -> None:
    out, _ = run(LOGS / "stockholm-2025", "--dry-run")
    assert "  People met: 583 (new: 583)\n" in out
    assert out.endswith("Dry run: nothing was imported.\n")
    assert count(manager) == (0, 0)


def test_every_fault_is_listed_and_nothing_imported(manager: User, tmp_path: Path) -> None:
    folder = write_log(
        tmp_path / "log",
        [shift(), shift(id="P2", day="2025-13-01")],
        [person(), person(id="M2", age="-1", gender="X"), person(id="M3", shift="P9")],
    )
    message, err = refused(folder)
    assert message == "4 faults. Nothing was imported."
    place, found = "  {}, row {}, column “{}”: ", "found “{}”, expected {}"
    assert err.splitlines() == ["Faults: 4"] + [
        place.format(file, row, column) + found.format(value, expected)
        for file, row, column, value, expected in (
            ("arbetspass.csv", 3, "Datum", "2025-13-01", DATE),
            ("patraffade.csv", 3, "Ålder", "-1", "a whole number from 0 to 120"),
            ("patraffade.csv", 3, "Kön", "X", "one of: Kvinna / Man / Annat / Okänt"),
            ("patraffade.csv", 4, "Pass-ID", "P9", "an id that stands in arbetspass"),
        )
    ]
    assert count(manager) == (0, 0)


def test_more_faults_than_can_be_listed_are_counted_by_kind(tmp_path: Path) -> None:
    people = [person(id=f"M{n}", gender="X") for n in range(LISTED + 200)]
    message, err = refused(write_log(tmp_path / "log", [shift()], people))
    assert message == f"{LISTED + 200} faults. Nothing was imported."
    assert err.splitlines()[-2:] == [
        "  … and 200 more. By kind:",
        f"    patraffade.csv, Kön: {LISTED + 200} × one of: …",
    ]


def test_the_same_id_with_other_content(manager: User, tmp_path: Path) -> None:
    run(write_log(tmp_path / "log", [shift()], [person()]))
    _, err = refused(write_log(tmp_path / "log", [shift()], [person(age="23")]))
    assert err.splitlines()[1] == (
        "  patraffade.csv, row 2: found “M0001”, expected the content that the row had when it was "
        "imported"
    )
    assert count(manager) == (1, 1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--unit", "finns-ej"], "There is no unit finns-ej in use."),
        (["--name", "n" * 201], "The name of a log has at most 200 characters."),
    ],
)
def test_options_that_can_not_be(options: list[str], message: str) -> None:
    assert refused(LOGS / "stockholm-2025", *options)[0] == message


def test_no_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "log")[0] == f"{tmp_path / 'log'} is not a folder."


def test_an_empty_folder(tmp_path: Path) -> None:
    message, err = refused(tmp_path)
    assert message == "2 faults. Nothing was imported."
    assert err.splitlines()[1] == (
        "  arbetspass.csv: found “”, expected a file arbetspass.csv / arbetspass.xlsx"
    )


def test_another_mapping_that_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text("[format]\n", encoding="utf-8")
    message, _ = refused(LOGS / "stockholm-2025", "--mapping", str(tmp_path / "m.toml"))
    assert "encoding" in message


def test_another_unit(make_user: MakeUser, manager: User) -> None:
    run(LOGS / "stockholm-2025", "--unit", "ungdomsjouren", "--name", "2025")
    assert count(manager) == (0, 0)
    # A unit reads those whom it is there for.
    assert count(make_user(Role.UNIT_MANAGER, "ungdomsjouren")) == (146, 222)


def test_two_teams_have_to_be_told_apart() -> None:
    board = Board.objects.all()[0]
    Unit.objects.create(code="pom-2", name="Team 2", board=board, kind=UnitKind.OUTREACH_TEAM)
    message, _ = refused(LOGS / "stockholm-2025")
    assert message == "The city does not have one outreach team. Name a unit: --unit."


def test_progress_on_standard_error() -> None:
    _, err = run(LOGS / "stockholm-2025", verbosity=2)
    assert err.splitlines()[-1] == "Importing: 100 %"
    assert run(LOGS / "stockholm-2025", verbosity=1)[1] == ""
