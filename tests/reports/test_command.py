"""``manage.py yearly_report``: released figures in a file, or one clear sentence and code 1."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from casework.actors import acting_as
from casework.audit.figure_events import FigureEvent
from casework.enums import Role
from casework.models import AuditEvent, User
from reports.actions.editions import withdraw_edition
from reports.models import Edition
from reports.models.edition import UNIVERSES
from tests.conftest import MakeUser
from tests.reports.edition_work.build import a_year

pytestmark = pytest.mark.django_db


def run(
    output: Path, start: str, end: str, *more: str, form: str = "json", language: str = "en"
) -> None:
    call_command(
        "yearly_report", "--from", start, "--to", end, "--format", form, "--output", str(output),
        "--language", language, *more,
    )  # fmt: skip


def release(output: Path, first: User, second: User) -> None:
    run(
        output, "2025-01-01", "2025-12-31",
        "--release", "--approved-by", first.email, "--approved-by", second.email,
    )  # fmt: skip


def refused(output: Path, *arguments: str) -> str:
    with pytest.raises(CommandError) as refusal:
        run(output, *arguments)
    assert refusal.value.returncode == 1
    assert not output.exists()
    return str(refusal.value)


TOMORROW = timezone.localdate() + timedelta(days=1)
IN_WORDS = f"{TOMORROW.day} {TOMORROW:%B %Y}"


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (
            "2025-12-31",
            "2025-01-01",
            "The period ends (1 January 2025) before it begins (31 December 2025).",
        ),
        (
            "2025-13-01",
            "2025-12-31",
            "“2025-13-01” is not a date. Write it as year-month-day, for example 2025-01-31.",
        ),
        (
            "20250101",
            "2025-12-31",
            "“20250101” is not a date. Write it as year-month-day, for example 2025-01-31.",
        ),
        (
            "",
            "2025-12-31",
            "“” is not a date. Write it as year-month-day, for example 2025-01-31.",
        ),
        (str(TOMORROW), str(TOMORROW), f"The period begins on {IN_WORDS}, which has not come yet."),
    ],
)
def test_a_wrong_period_is_refused(tmp_path: Path, start: str, end: str, sentence: str) -> None:
    assert refused(tmp_path / "report", start, end) == sentence


def test_where_nothing_is_released_it_says_so(tmp_path: Path, worker: User) -> None:
    a_year(worker)
    assert refused(tmp_path / "report", "2025-01-01", "2025-12-31") == (
        "No edition of 1 January 2025 – 31 December 2025 is released: "
        "there are no figures to write."
    )


def test_a_release_has_two_named_statistics_managers(
    tmp_path: Path, manager: User, worker: User
) -> None:
    sentence = "Two statistics managers release an edition: name both with --approved-by."
    one = ("--approved-by", manager.email)
    for named in ((), one, (*one, *one), (*one, "--approved-by", worker.email)):
        period = ("2025-01-01", "2025-12-31", "--release")
        assert refused(tmp_path / "report", *period, *named) == sentence


def test_a_released_year_is_written(
    tmp_path: Path, worker: User, manager: User, other_manager: User, make_user: MakeUser
) -> None:
    """Exact for shifts, within the bound for people; once, then the same bytes."""
    a_year(worker, people=12, buyers=60)
    release(tmp_path / "report.json", manager, other_manager)
    found = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (found["shifts"], found["shifts_nobody_met"]) == (12, 0)
    assert (found["exploited"], found["informed_share"]) == (None, None)
    assert abs(found["suspected_buyers"] - 60) <= 4
    assert found["suspected_buyers"] % 5 == 0
    # Nobody of these, or too few.
    assert set(found["refused"]) == set(UNIVERSES) - {"suspected_buyers"}

    release(tmp_path / "again.json", manager, other_manager)
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "report.json").read_bytes()
    run(tmp_path / "report.csv", "2025-01-01", "2025-12-31", form="csv")
    with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    # What is exact is our own work, and nothing else is.
    assert {(line["universe"], line["base"]) for line in lines} == {
        ("suspected_buyers", "5"),
        ("own_work", "1"),
    }
    people = [line for line in lines if line["universe"] == "suspected_buyers"]
    assert {float(line["value"]) % 5 for line in people} == {0}
    assert {line["status"] for line in lines} == {"published"}
    with acting_as(make_user(Role.LOG_REVIEWER)):
        events = AuditEvent.objects.filter(event=FigureEvent.EDITION_EXPORTED)
        assert [e.details for e in events.order_by("at", "id")][-1] == {
            "form": "csv",
            "code": "2025",
        }
    for form, begins in (("pdf", b"%PDF-"), ("xlsx", b"PK")):
        run(tmp_path / form, "2025-01-01", "2025-12-31", form=form)
        assert (tmp_path / form).read_bytes().startswith(begins)
    _attacked(tmp_path / "report.json")
    _withdrawn(tmp_path / "later.json", manager)


def _attacked(path: Path) -> None:
    call_command("attack_report", str(path), "--crossings", "0", "--language", "en")


def _withdrawn(output: Path, manager: User) -> None:
    """What is withdrawn is not written any more."""
    with acting_as(manager):
        edition = Edition.objects.get()
    withdraw_edition(by=manager, edition_id=edition.pk, reason="Planterat fel")
    assert "is released" in refused(output, "2025-01-01", "2025-12-31")


def test_an_attack_proves_something_of_a_careless_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two numbers of which the third follows: "fewer than 5" hides nothing."""
    cell = {"table": "t", "value": 0, "lower": 1, "upper": 4}
    document = {
        "format": "", "edition": "2025", "base": 5, "bound": 4, "captions": [], "pins": [],
        "periods": {"2025": ["2025-01"]},
        "spec": {
            "universe": "u", "impossible": [], "harmless": [],
            "variables": [
                {"code": "g", "leaves": ["a", "b"], "levels": {}, "multiple": False, "once": ""}
            ],
            "tables": [{"code": "t", "axes": [["g"]], "where": {}}],
        },
        "cells": [
            {**cell, "at": ["*"], "value": 12, "lower": 12, "upper": 12},
            {**cell, "at": ["g=a"], "value": 9, "lower": 9, "upper": 9},
            {**cell, "at": ["g=b"]},
        ],
    }  # fmt: skip
    path = tmp_path / "edition.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(CommandError, match="Something can be proved"):
        call_command("attack_report", str(path), "--language", "en")
    assert "g=b & period=2025-01: 3–3" in capsys.readouterr().out
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError, match="is no file of an edition"):
        call_command("attack_report", str(path), "--language", "en")


def test_a_folder_that_is_not_there(tmp_path: Path, manager: User, other_manager: User) -> None:
    """An edition without people in it: our own work alone."""
    target = tmp_path / "nowhere" / "report"
    with pytest.raises(CommandError, match="can't be written: No such file or directory"):
        release(target, manager, other_manager)
