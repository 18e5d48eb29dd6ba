"""``verify_log`` finds what was changed, removed and put in, and says where."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from casework.actions.sealing import drop_day, export_seals, seal_day
from casework.actors import RETENTION, SEALER, acting_as
from casework.audit import digests
from casework.audit.seal_file import Line, read_seals
from casework.models import AuditDayGone, AuditEvent, AuditSeal, AuditSealBlock
from casework.queries.log_check import check_log
from casework.queries.log_seals import days_past, rows_by_id
from casework.tasks.log import expire_log, verify_log
from tests.casework.conftest import Intruder, copy_of_database

# Past its time in 2026 and later.
OLD = date(2019, 5, 6)
RECENT = date(2025, 3, 10)
KEPT = 1827


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Europe/Stockholm"))


class Sealed:
    """Three sealed days with some events each, written outside to a file."""

    def __init__(self, intruder: Intruder, path: Path, first: date) -> None:
        self.intruder, self.path, self.first = intruder, path, first
        self.days = [first + timedelta(days=n) for n in range(3)]
        self.events = {day: [intruder.event(at(day, 8 + n)) for n in range(5)] for day in self.days}
        for day in self.days:
            seal_day(by=SEALER, day=day)
        export_seals(by=SEALER)

    def faults(
        self, outside: bool = False, first: date | None = None, last: date | None = None
    ) -> list[str]:
        seals = read_seals(self.path) if outside else None
        return [
            str(fault) for fault in check_log(SEALER, first=first, last=last, outside=seals).faults
        ]

    def run(self, *options: str) -> str:
        out = StringIO()
        call_command("verify_log", *options, stdout=out)
        return out.getvalue()

    def forge(self) -> None:
        """Rewrite blocks, seals and chain to fit the log as it now stands."""
        self.intruder.break_in("DELETE FROM casework_auditsealexport")
        self.intruder.break_in("DELETE FROM casework_auditsealblock")
        self.intruder.break_in("DELETE FROM casework_auditseal")
        for day in self.days:
            seal_day(by=SEALER, day=day)


@pytest.fixture
def sealed(intruder: Intruder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sealed:
    path = tmp_path / "seals.jsonl"
    monkeypatch.setattr(settings, "AUDIT_SEAL_PATH", str(path))
    return Sealed(intruder, path, RECENT)


@pytest.fixture
def old(intruder: Intruder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sealed:
    path = tmp_path / "seals.jsonl"
    monkeypatch.setattr(settings, "AUDIT_SEAL_PATH", str(path))
    monkeypatch.setattr(settings, "AUDIT_RETENTION_DAYS", KEPT)
    return Sealed(intruder, path, OLD)


class TestUntouched:
    def test_says_so_and_leaves_a_note(self, sealed: Sealed) -> None:
        sealed.intruder.event(at(RECENT + timedelta(days=3)))
        text = sealed.run("--seals", str(sealed.path))
        compared, verdict = text.splitlines()
        # Beside the one above, what was noted of three seals and of writing them outside.
        assert compared == (
            "15 events of 3 sealed days compared; days gone by retention: 0;"
            " events not sealed yet: 5."
        )
        assert verdict == "The log is as it was sealed."
        with acting_as(SEALER):
            note = AuditEvent.objects.get(event="seal.verified")
        assert note.details == {"days": 3, "events": 15, "faults": 0}

    def test_without_the_file_it_says_what_it_can_not_find(self, sealed: Sealed) -> None:
        assert "a rewritten chain would not be found" in sealed.run()

    def test_only_the_days_asked_for(self, sealed: Sealed) -> None:
        first, second, third = sealed.days
        sealed.intruder.break_in(
            "UPDATE casework_auditevent SET event = 'x' WHERE at < %s", at(second, 0)
        )
        assert sealed.faults(first=second) == []
        assert sealed.faults(first=second, last=third) == []
        assert len(sealed.faults(last=first)) == 5
        assert sealed.run("--from", str(second), "--to", str(second)).startswith(
            "5 events of 1 sealed days"
        )

    def test_a_file_that_can_not_be_read_is_told(self, sealed: Sealed, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="can't be read"):
            sealed.run("--seals", str(tmp_path / "none"))


class TestChanged:
    CHANGES = [
        ("actor_id", "actor_id = gen_random_uuid()", "actor_id"),
        ("actor_to_system", "actor_id = NULL, actor_name = 'clock'", "actor_id, actor_name"),
        ("event", "event = 'encounter.changed'", "event"),
        ("object", "object_id = NULL", "object_id"),
        ("type", "object_type = 'x'", "object_type"),
        ("unit", "unit_id = gen_random_uuid()", "unit_id"),
        ("ground", "ground = 'consent'", "ground"),
        ("address", "address = '10.0.0.2'", "address"),
        ("reference", "reference = ''", "reference"),
        ("details", 'details = \'{"count": 3, "own": true}\'', "details"),
        ("microsecond", "at = at + interval '1 microsecond'", "at"),
    ]

    @pytest.mark.parametrize(("name", "change", "columns"), CHANGES, ids=[c[0] for c in CHANGES])
    def test_the_row_and_its_columns(
        self, sealed: Sealed, name: str, change: str, columns: str
    ) -> None:
        day = sealed.days[1]
        victim = sealed.events[day][2]
        assert (
            sealed.intruder.break_in(
                f"UPDATE casework_auditevent SET {change} WHERE id = %s", victim
            )
            == 1
        )
        assert sealed.faults() == [f"{day}: event {victim} was changed: {columns}"]
        with pytest.raises(CommandError, match="1 faults") as stopped:
            sealed.run()
        assert stopped.value.returncode == 1

    def test_swapped_actors_of_two_rows(self, sealed: Sealed) -> None:
        one, other = sealed.events[RECENT][:2]
        sealed.intruder.break_in(
            "UPDATE casework_auditevent e SET actor_id = o.actor_id FROM casework_auditevent o"
            " WHERE (e.id, o.id) IN ((%s, %s), (%s, %s))",
            one, other, other, one,
        )  # fmt: skip
        assert sealed.faults() == [
            f"{RECENT}: event {pk} was changed: actor_id" for pk in (one, other)
        ]

    def test_moved_to_another_day(self, sealed: Sealed) -> None:
        victim, (first, second, _) = sealed.events[RECENT][0], sealed.days
        sealed.intruder.break_in(
            "UPDATE casework_auditevent SET at = %s WHERE id = %s", at(second, 3), victim
        )
        assert sealed.faults() == [
            f"{first}: event {victim} was changed: at",
            f"{second}: event {victim} was put in after the day was sealed",
        ]

    def test_with_its_marks_and_block_too(self, sealed: Sealed) -> None:
        """Who makes the block fit has changed what the seal of the day was made of."""
        victim = sealed.events[RECENT][0]
        sealed.intruder.break_in(
            "UPDATE casework_auditevent SET ground = 'x' WHERE id = %s", victim
        )
        with acting_as(SEALER):
            block = AuditSealBlock.objects.get(seal__day=RECENT)
            rows = rows_by_id(block.ids)
        ordered = [rows[pk] for pk in block.ids]
        salt = bytes(block.salt)
        sealed.intruder.break_in(
            "UPDATE casework_auditsealblock SET digest = %s, marks = %s WHERE id = %s",
            digests.block_digest(salt, ordered),
            b"".join(digests.row_marks(row, salt) for row in ordered),
            block.pk,
        )
        assert sealed.faults() == [f"{RECENT}: the blocks are not those that were sealed"]

    def test_where_the_marks_were_made_to_fit(self, sealed: Sealed) -> None:
        day = sealed.days[2]
        first, last = sealed.events[day][0], sealed.events[day][-1]
        sealed.intruder.break_in(
            "UPDATE casework_auditsealblock b SET digest = repeat('0', 64)"
            " FROM casework_auditseal s WHERE s.id = b.seal_id AND s.day = %s", day
        )  # fmt: skip
        assert sealed.faults() == [
            f"{day}: something from event {first} to {last} was changed",
            f"{day}: the blocks are not those that were sealed",
        ]


class TestRemovedAndPutIn:
    def test_a_removed_row(self, sealed: Sealed) -> None:
        victim = sealed.events[RECENT][4]
        sealed.intruder.break_in("DELETE FROM casework_auditevent WHERE id = %s", victim)
        assert sealed.faults() == [f"{RECENT}: event {victim} was removed"]

    def test_a_removed_day(self, sealed: Sealed) -> None:
        first, second, _ = sealed.days
        sealed.intruder.break_in("DELETE FROM casework_auditevent WHERE at < %s", at(second, 0))
        assert sealed.faults() == [
            f"{first}: all 5 events from {sealed.events[first][0]} on were removed"
        ]

    def test_a_row_put_in_with_an_old_date(self, sealed: Sealed) -> None:
        day = sealed.days[1]
        forged = sealed.intruder.event(at(day, 10))
        assert sealed.faults() == [f"{day}: event {forged} was put in after the day was sealed"]

    def test_a_row_put_in_before_the_first_seal(self, sealed: Sealed) -> None:
        day = RECENT - timedelta(days=30)
        forged = sealed.intruder.event(at(day))
        assert sealed.faults() == [f"{day}: event {forged} was put in before the first seal"]

    def test_a_row_under_another_identifier(self, sealed: Sealed) -> None:
        victim, new = sealed.events[RECENT][0], uuid.uuid4()
        sealed.intruder.break_in(
            "UPDATE casework_auditevent SET id = %s WHERE id = %s", new, victim
        )
        assert sealed.faults() == [
            f"{RECENT}: event {victim} was removed",
            f"{RECENT}: event {new} was put in after the day was sealed",
        ]


class TestChain:
    def test_a_changed_seal(self, sealed: Sealed) -> None:
        sealed.intruder.break_in("UPDATE casework_auditseal SET count = 4 WHERE day = %s", RECENT)
        assert sealed.faults() == [
            f"{RECENT}: the seal was changed",
            f"{RECENT}: the blocks are not those that were sealed",
        ]

    def test_a_removed_seal(self, sealed: Sealed) -> None:
        first, second, third = sealed.days
        for table in ("auditsealexport", "auditsealblock"):
            sealed.intruder.break_in(
                f"DELETE FROM casework_{table} USING casework_auditseal s"
                " WHERE s.id = seal_id AND s.day = %s", second
            )  # fmt: skip
        sealed.intruder.break_in("DELETE FROM casework_auditseal WHERE day = %s", second)
        assert sealed.faults() == [
            f"{third}: the seals between {first} and this one are missing",
            f"{third}: the seal does not follow on the one before it",
        ]
        assert f"{second}: the file holds a seal, the database none" in sealed.faults(outside=True)

    def test_a_rewritten_chain_is_found_by_the_file_alone(self, sealed: Sealed) -> None:
        victim = sealed.events[RECENT][0]
        sealed.intruder.break_in(
            "UPDATE casework_auditevent SET actor_id = gen_random_uuid() WHERE id = %s", victim
        )
        sealed.forge()
        assert sealed.faults() == []
        assert sealed.faults(outside=True) == [
            f"{day}: the seal in the database is not the one in the file" for day in sealed.days
        ]
        with pytest.raises(CommandError, match="3 faults"):
            sealed.run("--seals", str(sealed.path))

    def test_a_chain_cut_off_at_its_end_is_found_by_the_file(self, sealed: Sealed) -> None:
        for table in ("auditsealexport", "auditsealblock", "auditseal"):
            sealed.intruder.break_in(f"DELETE FROM casework_{table}")
        assert sealed.faults() == []
        assert sealed.faults(outside=True) == [
            f"{day}: the file holds a seal, the database none" for day in sealed.days
        ]

    def test_a_line_taken_out_or_changed_in_the_file(self, sealed: Sealed) -> None:
        lines = sealed.path.read_text().splitlines(keepends=True)
        changed = json.loads(lines[1]) | {"count": 6}
        sealed.path.write_text(lines[0] + json.dumps(changed) + "\n")
        assert sealed.faults(outside=True) == [
            f"{sealed.days[1]}: the line in the file was changed",
            f"{sealed.days[1]}: the seal in the database is not the one in the file",
            f"{sealed.days[2]}: the seal was written outside, but is not in the file",
        ]

    def test_the_weekly_task_tells_of_faults(
        self, sealed: Sealed, caplog: pytest.LogCaptureFixture
    ) -> None:
        verify_log()
        assert caplog.text == ""
        sealed.intruder.break_in("UPDATE casework_auditevent SET ground = 'x' WHERE at < %s",
                            at(RECENT, 9))  # fmt: skip
        verify_log()
        assert "not as it was sealed: 1 faults" in caplog.text


@pytest.fixture(scope="class")
def sealed_for_all(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sealed]:
    """In a copy for all tests of a class: the owner of the schema sees only what is committed."""
    with copy_of_database(django_db_blocker) as own, pytest.MonkeyPatch.context() as patch:
        path = tmp_path_factory.mktemp("seals") / "seals.jsonl"
        patch.setattr(settings, "AUDIT_SEAL_PATH", str(path))
        yield Sealed(own, path, RECENT)


class TestOwner:
    @pytest.mark.parametrize("table", ["auditevent", "auditsealblock"])
    @pytest.mark.parametrize("role", ["ledljus_owner", "ledljus_log_keeper"])
    def test_the_owner_of_the_schema_removes_nothing(
        self, sealed_for_all: Sealed, table: str, role: str
    ) -> None:
        with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")
            with pytest.raises(DatabaseError, match="append-only"):
                cursor.execute(f"DELETE FROM casework_{table}")
            transaction.set_rollback(True, using="owner")


class TestRetention:
    def test_days_past_their_time_go_and_their_digests_stay(self, old: Sealed) -> None:
        with acting_as(SEALER):
            before = [Line.of(seal) for seal in AuditSeal.objects.order_by("day")]
        expire_log()
        with acting_as(SEALER):
            assert AuditEvent.objects.filter(at__lt=at(RECENT)).count() == 0
            assert AuditSealBlock.objects.count() == 0
            assert [Line.of(seal) for seal in AuditSeal.objects.order_by("day")] == before
            told = AuditEvent.objects.filter(event="seal.day_gone").order_by("at")
            assert [event.details for event in told] == [
                {"day": day.isoformat(), "count": 5} for day in old.days
            ]
        text = old.run("--seals", str(old.path))
        assert "days gone by retention: 3" in text
        assert text.splitlines()[-1] == "The log is as it was sealed."

    def test_what_is_put_in_afterwards_is_found(self, old: Sealed) -> None:
        expire_log()
        forged = old.intruder.event(at(OLD))
        assert old.faults() == [f"{OLD}: event {forged} was put in after the day was sealed"]

    def test_a_day_that_is_not_as_it_was_sealed_stays(
        self, old: Sealed, caplog: pytest.LogCaptureFixture
    ) -> None:
        old.intruder.break_in(
            "UPDATE casework_auditevent SET ground = 'x' WHERE at < %s", at(OLD, 9)
        )
        expire_log()
        with acting_as(SEALER):
            assert AuditEvent.objects.filter(at__lt=at(RECENT)).count() == 5
        assert f"The audit log of {OLD} is not as it was sealed" in caplog.text

    def test_a_setting_can_lengthen_the_time(self, old: Sealed, settings: object) -> None:
        settings.AUDIT_RETENTION_DAYS = 20000  # type: ignore[attr-defined]
        expire_log()
        with acting_as(RETENTION):
            assert days_past(20000) == []
            assert len(days_past(KEPT)) == 3

    def test_the_database_keeps_what_is_to_be_kept(self, sealed: Sealed) -> None:
        for day, keep in [(RECENT, KEPT), (RECENT, 10), (OLD, KEPT)]:
            with pytest.raises(DatabaseError, match=r"is to be kept|is not sealed"):
                drop_day(by=RETENTION, day=day, keep_days=keep)

    def test_not_before_it_is_written_outside(self, old: Sealed) -> None:
        old.intruder.break_in("DELETE FROM casework_auditsealexport")
        with acting_as(RETENTION):
            assert days_past(KEPT) == []
        with pytest.raises(DatabaseError, match="not sealed, or its seal not written outside"):
            drop_day(by=RETENTION, day=OLD, keep_days=KEPT)

    def test_a_day_with_another_number_of_events_stays(self, old: Sealed) -> None:
        old.intruder.event(at(OLD))
        with pytest.raises(DatabaseError, match="does not hold what was sealed"):
            drop_day(by=RETENTION, day=OLD, keep_days=KEPT)

    def test_a_note_of_retention_does_not_hide_a_theft(self, sealed: Sealed) -> None:
        """Rows of a recent day removed, and a note forged that their time was up."""
        sealed.intruder.break_in(
            "DELETE FROM casework_auditevent WHERE at < %s", at(sealed.days[1], 0)
        )
        sealed.intruder.break_in(
            "INSERT INTO casework_auditdaygone (id, seal_id, at, count)"
            " SELECT gen_random_uuid(), id, %s, count FROM casework_auditseal WHERE day = %s",
            timezone.now() + timedelta(days=4000), RECENT,
        )  # fmt: skip
        assert sealed.faults() == [f"{RECENT}: the day is gone and its time has not come"]

    @pytest.mark.parametrize("role", ["ledljus_app", "ledljus_sealer"])
    def test_nobody_else_asks_for_it(self, old: Sealed, role: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")
            with pytest.raises(DatabaseError, match="permission denied"):
                cursor.execute("SELECT drop_audit_day(%s, %s)", [OLD, KEPT])
            transaction.set_rollback(True)
        with acting_as(SEALER):
            assert AuditDayGone.objects.count() == 0


def test_a_copy_on_another_machine_serves_as_well(sealed: Sealed, tmp_path: Path) -> None:
    copy = shutil.copy(sealed.path, tmp_path / "copy.jsonl")
    assert sealed.run("--seals", str(copy)).splitlines()[-1] == "The log is as it was sealed."
