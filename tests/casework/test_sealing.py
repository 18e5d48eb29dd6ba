"""Sealing the log: every day once, whole, in a chain, and outside the database too."""

from __future__ import annotations

import json
import logging
import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.sealing import export_seals, seal_day, seal_finished_days
from casework.actors import SEALER, acting_as
from casework.audit import digests
from casework.audit.events import Event
from casework.audit.record import record
from casework.audit.seal_file import SealFileDisagrees, append_seals, read_seals
from casework.enums import Role
from casework.models import AuditEvent, AuditSeal, AuditSealBlock
from casework.queries.log_seals import day_bounds, day_to_seal
from casework.tasks.log import seal_log
from tests.casework.conftest import Intruder, OwnDatabase, copy_of_database
from tests.conftest import SUPERUSER_DSN, MakeUser

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST = date(2025, 3, 10)


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=STOCKHOLM)


@pytest.fixture
def seal_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "seals.jsonl"
    monkeypatch.setattr(settings, "AUDIT_SEAL_PATH", str(path))
    return path


def seals() -> list[AuditSeal]:
    with acting_as(SEALER):
        return list(AuditSeal.objects.order_by("day"))


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


class TestDays:
    def test_all_that_were_missed_are_sealed_the_empty_ones_too(
        self, intruder: Intruder, seal_file: Path
    ) -> None:
        start = yesterday() - timedelta(days=4)
        intruder.event(at(start, 0, 0))
        intruder.event(at(start, 23, 59))
        intruder.event(at(start + timedelta(days=3)))
        seal_log()
        found = seals()
        days = [start + timedelta(days=n) for n in range(len(found))]
        assert [seal.day for seal in found] == days
        assert days[-1] in (yesterday(), yesterday() - timedelta(days=1))
        assert [seal.count for seal in found][:4] == [2, 0, 0, 1]
        assert [seal.previous for seal in found] == [
            digests.GENESIS, *[seal.digest for seal in found[:-1]]
        ]  # fmt: skip
        assert seal_finished_days(by=SEALER) == []
        assert seals() == found

    def test_an_empty_log_has_nothing_to_seal(self, intruder: Intruder, seal_file: Path) -> None:
        assert seal_finished_days(by=SEALER) == []
        assert not seal_file.exists()

    @pytest.mark.parametrize(
        ("day", "hours"),
        [(date(2025, 3, 29), 24), (date(2025, 3, 30), 23), (date(2025, 10, 26), 25)],
    )
    def test_a_day_is_as_long_as_the_clock_makes_it(
        self, intruder: Intruder, day: date, hours: int
    ) -> None:
        begins, ends = day_bounds(day)
        assert ends.astimezone(UTC) - begins.astimezone(UTC) == timedelta(hours=hours)
        for moment in (begins, ends - timedelta(microseconds=1), ends):
            intruder.event(moment.astimezone(UTC))
        assert seal_day(by=SEALER, day=day).count == 2
        assert seal_day(by=SEALER, day=day + timedelta(days=1)).count == 1

    def test_today_is_not_sealed_and_no_day_is_left_out(self, intruder: Intruder) -> None:
        today = timezone.localdate()
        intruder.event(timezone.now())
        with acting_as(SEALER):
            assert day_to_seal() is None
        with pytest.raises(ActionRefused, match="its turn has not come"):
            seal_day(by=SEALER, day=today)
        intruder.event(at(FIRST))
        with pytest.raises(ActionRefused, match="its turn has not come"):
            seal_day(by=SEALER, day=FIRST + timedelta(days=1))
        with acting_as(SEALER):
            assert day_to_seal() == FIRST

    def test_every_column_is_sealed(self) -> None:
        columns = {field.column for field in AuditEvent._meta.concrete_fields}
        assert set(digests.COLUMNS) == columns


class TestTime:
    def test_nobody_dates_an_event_back(self, old_hand: MakeUser) -> None:
        worker = old_hand(Role.OUTREACH_WORKER, "pom")
        before = timezone.now()
        with acting_as(worker):
            event = AuditEvent.objects.create(event="shift.read", actor_id=worker.pk, at=at(FIRST))
            event.refresh_from_db()
        assert before - timedelta(seconds=5) < event.at < timezone.now() + timedelta(seconds=5)

    def test_a_running_transaction_of_the_day_is_waited_for(
        self, own_database: OwnDatabase, seal_file: Path
    ) -> None:
        """An event written before midnight and committed long after is in the seal of its day."""
        own_database.event(at(yesterday() - timedelta(days=2)))
        day = yesterday() - timedelta(days=2)
        with psycopg.connect(SUPERUSER_DSN, dbname=own_database.name) as late:
            # As the trigger does, with the clock of that day.
            late.execute(
                "SELECT pg_advisory_xact_lock_shared(19530, %s::date - DATE '2000-01-01')", [day]
            )
            late.execute("SET session_replication_role = replica")
            late.execute(
                "INSERT INTO casework_auditevent (id, at, event, actor_id, actor_name, object_type,"
                " ground, address, reference, details) VALUES (gen_random_uuid(), %s, 'shift.read',"
                " gen_random_uuid(), '', '', '', '', '', '{}')",
                [at(day, 23, 59)],
            )
            with pytest.raises(ActionRefused, match="still running"):
                seal_day(by=SEALER, day=day)
            assert seal_finished_days(by=SEALER) == []
        assert seal_day(by=SEALER, day=day).count == 2

    def test_writing_takes_the_lock_of_the_day(self, old_hand: MakeUser) -> None:
        worker = old_hand(Role.OUTREACH_WORKER, "pom")
        with acting_as(worker):
            record(Event.SHIFT_READ, by=worker)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT classid, objid, mode FROM pg_locks"
                    " WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
                )
                locks = cursor.fetchall()
        number = (timezone.localdate() - date(2000, 1, 1)).days
        assert locks == [(19530, number, "ShareLock")]

    def test_two_at_once_make_one_seal(self, own_database: OwnDatabase) -> None:
        for minute in range(50):
            own_database.event(at(FIRST, 10, minute))
        together = threading.Barrier(2)

        def seal() -> str:
            try:
                with acting_as(SEALER):
                    together.wait(timeout=30)
                    return str(seal_day(by=SEALER, day=FIRST).count)
            except ActionRefused as refused:
                return str(refused)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            made = sorted(run.result(timeout=60) for run in [pool.submit(seal) for _ in range(2)])
        assert made[0] == "50"
        assert "somebody seals it" in made[1] or "sealed already" in made[1]
        assert [seal.count for seal in seals()] == [50]


class TestSize:
    def test_a_long_day_is_streamed(self, intruder: Intruder) -> None:
        intruder.break_in(
            "INSERT INTO casework_auditevent (id, at, event, actor_id, actor_name, object_type,"
            " ground, address, reference, details) SELECT gen_random_uuid(),"
            " %s::timestamptz + n * interval '1 second', 'shift.read', gen_random_uuid(), '', '',"
            " '', '', '', '{}' FROM generate_series(1, 10000) n",
            at(FIRST, 1),
        )
        tracemalloc.start()
        seal = seal_day(by=SEALER, day=FIRST)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert seal.count == 10000
        # All rows at once would be seven megabytes and more.
        assert peak < 5_000_000
        with acting_as(SEALER):
            assert AuditSealBlock.objects.count() == -(-10000 // digests.BLOCK_ROWS)


class TestOutside:
    def test_a_line_a_day_once_and_in_the_log_of_the_process(
        self, intruder: Intruder, seal_file: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        intruder.event(at(FIRST))
        first = seal_day(by=SEALER, day=FIRST)
        with caplog.at_level(logging.INFO):
            assert export_seals(by=SEALER) == [FIRST]
        assert first.digest in caplog.text
        second = seal_day(by=SEALER, day=FIRST + timedelta(days=1))
        assert export_seals(by=SEALER) == [second.day]
        with pytest.raises(ActionRefused, match="Every seal is written outside"):
            export_seals(by=SEALER)
        lines = [json.loads(line) for line in seal_file.read_text().splitlines()]
        assert [line["digest"] for line in lines] == [first.digest, second.digest]
        assert seal_file.stat().st_mode & 0o777 == 0o600
        assert all(line.is_whole for line in read_seals(seal_file).values())

    def test_what_was_written_before_a_crash_is_not_written_twice(
        self, intruder: Intruder, seal_file: Path
    ) -> None:
        intruder.event(at(FIRST))
        seal = seal_day(by=SEALER, day=FIRST)
        assert len(append_seals(seal_file, [seal])) == 1
        assert export_seals(by=SEALER) == [FIRST]
        assert len(seal_file.read_text().splitlines()) == 1

    def test_another_seal_of_the_day_stops_it(self, intruder: Intruder, seal_file: Path) -> None:
        intruder.event(at(FIRST))
        seal = seal_day(by=SEALER, day=FIRST)
        append_seals(seal_file, [seal])
        before = seal_file.read_text()
        intruder.break_in("UPDATE casework_auditseal SET digest = repeat('a', 64)")
        with pytest.raises(SealFileDisagrees, match="another seal of 2025-03-10"):
            export_seals(by=SEALER)
        assert seal_file.read_text() == before

    @pytest.mark.parametrize("rest", ['{"day": "2025-03-10"}\n', "nonsense\n", '{"day": "20'])
    def test_what_is_no_line_of_a_seal_is_told(self, tmp_path: Path, rest: str) -> None:
        path = tmp_path / "seals.jsonl"
        path.write_text(rest)
        with pytest.raises(SealFileDisagrees):
            read_seals(path)


def one_day(intruder: Intruder) -> None:
    """A day of the log, sealed and written outside."""
    intruder.event(at(FIRST))
    seal_day(by=SEALER, day=FIRST)
    export_seals(by=SEALER)


@pytest.fixture(scope="class")
def sealed_for_all(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """A copy for all tests of a class: the owner of the schema sees only what is committed."""
    with copy_of_database(django_db_blocker) as own, pytest.MonkeyPatch.context() as patch:
        path = tmp_path_factory.mktemp("seals") / "seals.jsonl"
        patch.setattr(settings, "AUDIT_SEAL_PATH", str(path))
        one_day(own)
        yield


class TestNobody:
    @pytest.mark.parametrize(
        "table", ["auditseal", "auditsealblock", "auditsealexport", "auditdaygone"]
    )
    @pytest.mark.parametrize(
        "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"]
    )
    def test_changes_or_removes_one(self, sealed_for_all: None, table: str, statement: str) -> None:
        written = statement.format(f"casework_{table}")
        if statement.startswith("TRUNCATE"):
            written += " CASCADE"
        for alias in ("default", "owner"):
            with pytest.raises(DatabaseError, match=r"permission denied|append-only"):
                with transaction.atomic(alias), connections[alias].cursor() as cursor:
                    cursor.execute(written)
        with pytest.raises(DatabaseError, match="permission denied"):
            with acting_as(SEALER), connection.cursor() as cursor:
                cursor.execute(written)


class TestGrants:
    """Who may touch the seals."""

    @pytest.fixture
    def sealed(self, intruder: Intruder, seal_file: Path) -> None:
        one_day(intruder)

    def test_the_reviewer_sees_the_seals_and_others_do_not(
        self, sealed: None, old_hand: MakeUser
    ) -> None:
        seen = {}
        for role, unit in [(Role.LOG_REVIEWER, None), (Role.ADMINISTRATOR, None),
                           (Role.UNIT_MANAGER, "pom")]:  # fmt: skip
            with acting_as(old_hand(role, unit)):
                seen[role] = AuditSeal.objects.count()
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    AuditSealBlock.objects.count()
        assert seen == {Role.LOG_REVIEWER: 1, Role.ADMINISTRATOR: 0, Role.UNIT_MANAGER: 0}

    def test_the_sealer_seals_no_day_that_is_not_over(self, sealed: None) -> None:
        with pytest.raises(DatabaseError, match="row-level security"), acting_as(SEALER):
            AuditSeal.objects.create(
                day=timezone.localdate(), form=1, count=0, root="a", previous="b", digest="c",
                made_at=timezone.now(),
            )  # fmt: skip

    def test_the_sealer_writes_of_sealing_alone(self, intruder: Intruder) -> None:
        with pytest.raises(DatabaseError, match="row-level security"), acting_as(SEALER):
            record(Event.SHIFT_READ, by=SEALER)
