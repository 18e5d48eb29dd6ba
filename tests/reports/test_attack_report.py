"""``manage.py attack_report``: on the files of published editions, and several at once."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reports.book import Book
from reports.disclosure.published import from_json
from reports.disclosure.stated import Stated
from reports.exports.editions.files import written
from tests.reports.editions.conftest import book_of_year
from tests.reports.editions.test_pdf import COLOPHON

Cells = dict[tuple[str, ...], tuple[int, int]]
MONTHS = [f"2025-{month:02}" for month in range(1, 13)]
PERIODS = {"2025": MONTHS, "2025-H1": MONTHS[:6], "2025-H2": MONTHS[6:]}
PROVED = "Something can be proved"


def document(edition: str, cells: Cells, **more: Any) -> dict[str, Any]:
    """People by whether they were told and by group; *cells* with their least and most."""
    variables = {"told": ["yes", "no"], "g": ["a", "b"]}
    tables = {"told_by_g": [["told"], ["g"]], "over": [["period"]]}
    return {
        "format": "", "edition": edition, "base": 5, "bound": 4, "captions": [], "pins": [],
        "periods": {code: PERIODS[code] for code in more.pop("periods", [edition])},
        "spec": {
            "universe": "u", "impossible": [], "harmless": [["told", "yes"]],
            "variables": [
                {"code": code, "leaves": leaves, "levels": {}, "multiple": False, "once": ""}
                for code, leaves in variables.items()
            ],
            "tables": [{"code": c, "axes": axes, "where": {}} for c, axes in tables.items()],
            **more.pop("spec", {}),
        },
        "cells": [
            {"table": at[0], "at": list(at[1:]), "value": least, "lower": least, "upper": most}
            for at, (least, most) in cells.items()
        ],
        **more,
    }  # fmt: skip


def attacked(capsys: pytest.CaptureFixture[str], *paths: Path, crossings: int = 0) -> str:
    names = [str(path) for path in paths]
    call_command("attack_report", *names, "--crossings", str(crossings), "--language", "en")
    return capsys.readouterr().out


def proved(capsys: pytest.CaptureFixture[str], *paths: Path) -> str:
    with pytest.raises(CommandError, match=PROVED) as refusal:
        attacked(capsys, *paths)
    assert refusal.value.returncode == 1
    return capsys.readouterr().out


def kept(folder: Path, name: str, content: dict[str, Any] | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


TOLD: Cells = {
    ("told_by_g", "*", "*"): (56, 64), ("told_by_g", "told=yes", "*"): (56, 64),
    ("told_by_g", "told=no", "*"): (0, 4), ("told_by_g", "*", "g=a"): (36, 44),
    ("told_by_g", "told=yes", "g=a"): (36, 44), ("told_by_g", "told=no", "g=a"): (0, 4),
    ("told_by_g", "*", "g=b"): (16, 24), ("told_by_g", "told=yes", "g=b"): (16, 24),
    ("told_by_g", "told=no", "g=b"): (0, 4),
}  # fmt: skip
ALL_TOLD = [
    {"universe": "u", "period": "2025", "at": at, "count": 62, "source": "", "pinned": True}
    for at in ({}, {"told": "yes"})
]


def test_all_told_is_what_the_exact_figures_say_and_no_find(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """That nobody was left untold follows from what is printed, and harms nobody."""
    all_told = document("2025", TOLD, pins=ALL_TOLD)
    out = attacked(capsys, kept(tmp_path, "edition.json", all_told), crossings=20)
    assert "possible groups proved to be empty: 0" in out
    assert "groups that the printed exact figures tell of by themselves: " in out
    # Where it is not on the list of what harms nobody it is a find like any other.
    other = document("2025", TOLD, pins=ALL_TOLD, spec={"harmless": []})
    out = proved(capsys, kept(tmp_path, "other.json", other))
    assert "told=no: 0–0" in out.replace(f"period={'/'.join(MONTHS)} & ", "")
    # So is whatever else is proved beside it.
    careless: Cells = {**TOLD, ("told_by_g", "told=yes", "g=b"): (20, 20)}
    out = proved(capsys, kept(tmp_path, "c.json", document("2025", careless, pins=ALL_TOLD)))
    assert "g=a" in out
    assert "told=no" not in out


def test_all_told_of_one_period_says_nothing_of_another() -> None:
    frame = from_json(document("2025", TOLD, periods=["2025", "2025-H1"], pins=[
        {**pin, "period": "2025-H1"} for pin in ALL_TOLD
    ]))  # fmt: skip
    stated = Stated([frame], ())
    untold = frame.leaves("told", "no")
    for period, answered in (("2025-H1", True), ("2025", False)):
        within = ("period", frame.periods[period])
        assert stated.answer(frozenset({within, untold})) == answered
        assert stated.answer(frozenset({within})) == answered


def test_a_half_year_and_its_year_are_attacked_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each by itself proves nothing; the difference of the two is the other half."""
    halves = ["2025", "2025-H1", "2025-H2"]
    over: Cells = {("over", "*"): (9, 9), ("over", "period=2025-H1"): (0, 9)}
    year = document("2025", {**over, ("over", "period=2025-H2"): (0, 9)}, periods=halves)
    half = document("2025-H1", {("over", "*"): (6, 6)})
    paths = [kept(tmp_path, f"{i}.json", one) for i, one in enumerate((half, year))]
    for path in paths:
        attacked(capsys, path)
    out = proved(capsys, *paths)
    assert f"period={'/'.join(MONTHS[6:])}: 3–3" in out
    # In either order.
    assert f"period={'/'.join(MONTHS[6:])}: 3–3" in proved(capsys, *reversed(paths))


def small(year: int) -> Book:
    book = book_of_year(year)
    return replace(book, universes={c: book.universes[c] for c in ("kast", "suspected_buyers")})


def as_table(folder: Path, book: Book, change: Any = None) -> Path:
    """The CSV file of *book* with its metadata beside, as they are downloaded."""
    files = {
        kind: written(book, kind, language="en", colophon=COLOPHON) for kind in ("csv", "csvw")
    }
    name = f"follow-up-{book.code}.csv"
    kept(folder, f"{name}-metadata.json", files["csvw"])
    return kept(folder, name, change(files["csv"]) if change else files["csv"])


def test_the_csv_file_is_attacked_as_the_json_file_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same numbers, and several years in either form at once."""
    books = [small(year) for year in (2024, 2025)]
    as_json = [
        kept(tmp_path, f"{b.code}.json", written(b, "json", language="en", colophon=COLOPHON))
        for b in books
    ]
    tables = [as_table(tmp_path, book) for book in books]
    out = attacked(capsys, *tables)
    assert out.startswith("kast: ")
    assert "suspected_buyers: " in out
    assert attacked(capsys, *as_json) == out
    assert attacked(capsys, as_json[0], tables[1]) == out


def test_the_numbers_of_the_csv_file_are_what_is_attacked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that says more than it should is found, though the metadata are as they were."""

    def narrowed(content: bytes) -> bytes:
        lines = list(csv.reader(io.StringIO(content.decode())))
        head = lines[0]
        (line,) = [
            x for x in lines if x[2:6] == ["suspected_buyers", "gender", "gender=unknown", ""]
        ]
        line[head.index("lower")], line[head.index("upper")] = "1", "4"
        out = io.StringIO(newline="")
        csv.writer(out).writerows(lines)
        return out.getvalue().encode()

    book = small(2025)
    book = replace(book, universes={"suspected_buyers": book.universes["suspected_buyers"]})
    path = as_table(tmp_path, book, narrowed)
    assert "gender=unknown" in proved(capsys, path)


def test_a_csv_file_is_read_with_its_metadata(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = as_table(tmp_path, small(2025))
    beside = tmp_path / f"{path.name}-metadata.json"
    about = json.loads(beside.read_text(encoding="utf-8"))
    beside.unlink()
    with pytest.raises(CommandError, match=f"{beside.name} can't be read: No such file"):
        attacked(capsys, path)
    beside.write_text(json.dumps({**about, "notes": []}), encoding="utf-8")
    with pytest.raises(CommandError, match="is no file of an edition"):
        attacked(capsys, path)


def test_an_exact_figure_of_the_csv_file_is_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It stands in a line of its own, and is attacked with."""
    book = book_of_year(2025)
    document = book.universes["suspected_buyers"]
    pin = {
        "universe": "suspected_buyers", "period": "2025", "at": {"gender": "man"}, "count": 4000,
        "source": "", "pinned": True,
    }  # fmt: skip
    changed = replace(book, universes={"suspected_buyers": {**document, "pins": [pin]}})
    with pytest.raises(CommandError, match="contradict each other"):
        attacked(capsys, as_table(tmp_path, changed))


def test_all_files_in_one_are_attacked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = small(2025)
    table = as_table(tmp_path, book)
    members = {
        "uppfoljning.csv": table.read_bytes(),
        "uppfoljning.csv-metadata.json": table.with_name(
            f"{table.name}-metadata.json"
        ).read_bytes(),
        "uppfoljning.json": written(book, "json", language="sv", colophon=COLOPHON),
        "uppfoljning.xlsx": b"numbers",
    }
    whole = attacked(capsys, packed_in(tmp_path, members))
    alone = attacked(capsys, kept(tmp_path, "uppfoljning.json", members["uppfoljning.json"]))
    assert whole == alone
    assert "attacked" in whole
    # The numbers of each are read: where the two contradict each other it is found out.
    other = json.loads(members["uppfoljning.json"])
    for document in other["universes"].values():
        for cell in document["cells"]:
            cell["lower"], cell["upper"] = cell["upper"] + 100, cell["upper"] + 108
    lie = {**members, "uppfoljning.json": json.dumps(other).encode()}
    with pytest.raises(CommandError, match="contradict each other"):
        attacked(capsys, packed_in(tmp_path, lie))
    for content in ({}, {"uppfoljning.xlsx": b"numbers"}):
        with pytest.raises(CommandError, match="is no file of an edition"):
            attacked(capsys, packed_in(tmp_path, content))
    with pytest.raises(CommandError, match="is no file of an edition"):
        attacked(capsys, kept(tmp_path, "alla.zip", b"no zip"))


def packed_in(folder: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(folder / "alla.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return folder / "alla.zip"


@pytest.mark.parametrize("ending", ["xlsx", "ods", "pdf"])
def test_of_files_for_people_it_says_which_to_attack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    with pytest.raises(CommandError, match="attack one of them, or the zip"):
        attacked(capsys, kept(tmp_path, f"alla.{ending}", b"numbers"))
