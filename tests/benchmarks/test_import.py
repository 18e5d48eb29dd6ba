"""Importing a large log beside inserting the very same rows."""

from __future__ import annotations

import csv
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from psycopg import sql

from tests.benchmarks.conftest import Measured, Ratios

pytestmark = pytest.mark.benchmark

PEOPLE = 20_000
A_MINUTE = 10_000
SHIFT_HEAD = (
    "Pass-ID;Datum;Start;Slut;Typ av pass;Insatsvecka;Kommun;Stadsdel;Arena;"
    "Antal socialsekreterare;Antal poliser;Idéburen part"
)
PERSON_HEAD = (
    "Person-ID;Pass-ID;Klockslag;Kategori;Ålder;Kön;Medborgarskap;Hemkommun;"
    "Misstänkt människohandel;Exploateringsform;Information om stöd, skydd och rättigheter;"
    "Erbjudet stöd;Svar;Orosanmälan;Vårdnadshavare kontaktade;Tolk"
)
TABLES = ["outreach_encounter", "outreach_supportoffer", "outreach_importedrow"]


def write_log(folder: Path) -> None:
    """A log of 5,000 shifts with four people each."""
    shifts = [
        f"P{n};{date(2015, 1, 1) + timedelta(days=n % 3000)};19:00;02:00;Samverkanspass;;Stockholm;"
        "Norrmalm;Hotell;2;3;"
        for n in range(PEOPLE // 4)
    ]
    people = [
        f"M{n};P{n // 4};20:{n % 60:02};Utsatt;{18 + n % 40};Kvinna;RO;Stockholm;Nej;"
        "Sexuella ändamål;Ja;Mikamottagningen, Hälso- och sjukvård;Tackade nej, Tackade ja;Nej;;Nej"
        for n in range(PEOPLE)
    ]
    for name, head, rows in (
        ("arbetspass.csv", SHIFT_HEAD, shifts),
        ("patraffade.csv", PERSON_HEAD, people),
    ):
        (folder / name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    assert csv.Sniffer().sniff(SHIFT_HEAD).delimiter == ";"


def test_importing_a_log(tmp_path: Path, bare: psycopg.Connection[Any], ratios: Ratios) -> None:
    write_log(tmp_path)
    start = time.perf_counter()
    call_command("import_log", str(tmp_path), name="benchmark", verbosity=0)
    ours = time.perf_counter() - start
    plain = sum(insert_again(bare, table) for table in TABLES)
    speed = round(PEOPLE / ours * 60)
    ratios.add(
        Measured(f"{PEOPLE} people imported", ours, plain, 8.0, f"to the INSERTs; {speed} a minute")
    )
    assert speed >= A_MINUTE


def insert_again(connection: psycopg.Connection[Any], table: str) -> float:
    """Seconds for inserting the imported rows of *table* once more, into an empty copy of it."""
    copy = sql.Identifier(f"bare_{table}")
    connection.execute(
        sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(copy, sql.Identifier(table))
    )
    imported = {"outreach_importedrow": "true"}.get(table, "origin = 'imported'")
    read = connection.execute(
        sql.SQL("SELECT * FROM {} WHERE {}").format(sql.Identifier(table), sql.SQL(imported))
    )
    rows = read.fetchall()
    assert read.description is not None
    width = len(read.description)
    start = time.perf_counter()
    for first in range(0, len(rows), 1000):
        batch = rows[first : first + 1000]
        one = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * width))
        connection.cursor(row_factory=psycopg.rows.tuple_row).execute(
            sql.SQL("INSERT INTO {} VALUES {}").format(
                copy, sql.SQL(", ").join([one] * len(batch))
            ),
            [value for row in batch for value in row],
        )
    return time.perf_counter() - start
