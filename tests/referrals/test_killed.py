"""The process that seals letters is killed outright: nothing half is left, and it is sent again."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection

from casework.actors import acting_as
from casework.audit.events import Event
from casework.models import AuditEvent
from referrals.enums import ReferralState
from referrals.models import LetterConveyance, Referral, ReferralEvent, ReferralLetter
from referrals.queries.outside_letters import opened_letter
from tests.conftest import MakeUser, superuser_dsn
from tests.referrals.build import People, outside, people

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
# Whoever waits for the table of letters: the letter is drawn and sealed, and goes into the row.
WAITING = """
    SELECT l.pid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.relation = 'referrals_referralletter'::regclass AND NOT l.granted
      AND a.datname = current_database()
"""


def sending(who: People, referral: Referral) -> subprocess.Popen[bytes]:
    """Another process that sends *referral*."""
    name = str(connection.settings_dict["NAME"])
    words = [sys.executable, "-m", "tests.referrals.sending_process"]
    return subprocess.Popen(
        [*words, name, str(who.sender.pk), str(referral.pk)], cwd=ROOT, stderr=subprocess.PIPE
    )


def wait_for(what: Callable[[], bool]) -> bool:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.05)
    return False


@contextmanager
def nobody_keeps_letters() -> Iterator[psycopg.Connection]:
    """While it holds, whoever is about to keep a letter waits in the middle of the sending."""
    dsn = superuser_dsn(str(connection.settings_dict["NAME"]))
    with psycopg.connect(dsn) as holder, psycopg.connect(dsn, autocommit=True) as watcher:
        holder.execute("LOCK TABLE referrals_referralletter IN SHARE MODE")
        yield watcher
        holder.rollback()


def test_a_process_killed_while_it_seals_a_letter_has_sent_nothing(commit_user: MakeUser) -> None:
    who = people(commit_user)
    referral = outside(who.sender)

    def left() -> tuple[str, int, int, int]:
        with acting_as(who.sender):
            referral.refresh_from_db()
            moved = AuditEvent.objects.filter(
                object_id=referral.pk, event__in=[Event.REFERRAL_MOVED, Event.REFERRAL_LETTER_MADE]
            )
            rows = (ReferralEvent, ReferralLetter)
            events, letters = (m.objects.filter(referral=referral).count() for m in rows)
            assert not LetterConveyance.objects.filter(referral=referral).exists()
            return referral.state, events, letters, moved.count()

    before = left()
    assert before == (ReferralState.DRAFT, 0, 0, 0)
    with nobody_keeps_letters() as watcher:
        process = sending(who, referral)
        try:
            assert wait_for(lambda: bool(watcher.execute(WAITING).fetchall())), process.poll()
            [(backend,)] = watcher.execute(WAITING).fetchall()
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=SECONDS)
    assert process.returncode == -signal.SIGKILL
    dsn = superuser_dsn(str(connection.settings_dict["NAME"]))
    with psycopg.connect(dsn, autocommit=True) as watcher:
        gone = "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %s)"
        assert wait_for(lambda: bool((watcher.execute(gone, [backend]).fetchone() or [0])[0]))
    assert left() == before
    # The next try sends, with one letter; a third is told that it was sent.
    again = sending(who, referral)
    _out, said = again.communicate(timeout=SECONDS)
    assert again.returncode == 0, said.decode()
    assert left() == (ReferralState.SENT, 1, 1, 2)
    with acting_as(who.sender):
        pdf = opened_letter(who.sender, referral)
    assert pdf is not None
    assert pdf[:5] == b"%PDF-"
    third = sending(who, referral)
    _out, said = third.communicate(timeout=SECONDS)
    assert third.returncode == 1
    assert b"ActionRefused" in said
    assert left() == (ReferralState.SENT, 1, 1, 2)
