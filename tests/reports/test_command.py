"""``manage.py yearly_report``: a file, or one clear sentence and code 1."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import Role
from casework.models import AuditEvent, User
from tests.conftest import MakeUser
from tests.reports.build import exploited, shift_on

pytestmark = pytest.mark.django_db


def run(output: Path, start: str, end: str, form: str = "json", language: str = "en") -> None:
    call_command(
        "yearly_report", "--from", start, "--to", end, "--format", form, "--output", str(output),
        "--language", language,
    )  # fmt: skip


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "pdf"])
def test_it_writes_each_form(tmp_path: Path, worker: User, form: str) -> None:
    shift_on(worker, date(2025, 5, 1), exploited())
    run(tmp_path / "report", "2025-01-01", "2025-12-31", form)
    begin = {"json": b"{", "csv": b"table,row", "xlsx": b"PK", "pdf": b"%PDF-"}[form]
    assert (tmp_path / "report").read_bytes().startswith(begin)


def test_what_it_wrote_is_in_the_log(tmp_path: Path, make_user: MakeUser) -> None:
    run(tmp_path / "report", "2025-01-01", "2025-12-31")
    with acting_as(make_user(Role.LOG_REVIEWER)):
        event = AuditEvent.objects.get(event=Event.FOLLOW_UP_EXPORTED)
    assert event.details == {
        "form": "json",
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
    }


TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (
            "2025-12-31",
            "2025-01-01",
            "The period ends (2025-01-01) before it begins (2025-12-31).",
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
        (
            TOMORROW,
            TOMORROW,
            f"The period begins on {TOMORROW}, which has not come yet.",
        ),
    ],
)
def test_a_wrong_period_is_refused(tmp_path: Path, start: str, end: str, sentence: str) -> None:
    with pytest.raises(CommandError) as refusal:
        run(tmp_path / "report", start, end)
    assert (str(refusal.value), refusal.value.returncode) == (sentence, 1)
    assert not (tmp_path / "report").exists()


def test_a_period_that_is_not_over_is_counted_and_says_so(tmp_path: Path, worker: User) -> None:
    shift_on(worker, timezone.localdate() - timedelta(days=1), exploited())
    run(tmp_path / "report", f"{timezone.localdate() - timedelta(days=3)}", TOMORROW)
    document = json.loads((tmp_path / "report").read_text(encoding="utf-8"))
    assert document["exploited"] == 1
    assert document["summary"][-1] == "The period is not over: the figures will grow."


def test_a_period_with_no_data_makes_a_report_that_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path / "report", "2025-01-01", "2025-12-31")
    assert capsys.readouterr().err == "Nothing was recorded in the period; the report says so.\n"
    document = json.loads((tmp_path / "report").read_text(encoding="utf-8"))
    assert len(document["summary"]) == 1
    assert document["informed_share"] is None


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "report"
    with pytest.raises(
        CommandError, match="can't be written: No such file or directory"
    ) as refusal:
        run(target, "2025-01-01", "2025-12-31")
    assert refusal.value.returncode == 1
