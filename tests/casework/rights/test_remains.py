"""After real commits: every table of the database is searched for what was destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from casework.actions.disposal_work import destroy_due
from casework.actors import DISPOSAL, acting_as
from casework.crypto import CannotOpen
from casework.enums import Relation, Role
from casework.models import RelatedPerson, User
from casework.person_keys import key_of
from casework.person_tables import history_tables, owned_tables
from casework.queries.persons import read_file
from outreach.models import Encounter, FileEncounter
from outreach.queries.statistics import Universe, count
from tests.casework.rights.build import (
    approved,
    at,
    close_cases,
    full_file,
    let_regret_pass,
    old_file,
)
from tests.conftest import SUPERUSER_DSN
from tests.night import one_night
from tests.staff import employ

# Where the identifier of a destroyed file still stands: the log, which holds no content.
LOG = {"casework_auditevent"}
MADE = (
    "casework_disposallist",
    "outreach_contactdetails",
    "outreach_crewmember",
    "outreach_shiftunit",
    "outreach_supportoffer",
    "outreach_supportofferevent",
    "outreach_encounter",
    "outreach_encounterevent",
    "outreach_shift",
    "outreach_shiftevent",
)


class Committed:
    """Users whose work is committed, and a superuser who sees every row."""

    def __init__(self) -> None:
        self.users: list[User] = []
        self.superuser = psycopg.connect(
            SUPERUSER_DSN, dbname=connection.settings_dict["NAME"], autocommit=True
        )

    def user(self, role: Role, unit: str) -> User:
        number = len(self.users)
        made = User.objects.create_user(
            f"remains{number}@example.org", None, full_name="Provperson"
        )
        employ(made, role, unit, valid_from=date(2000, 1, 1))
        self.users.append(made)
        return made

    def tables(self) -> list[str]:
        found = self.superuser.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace ORDER BY relname"
        )
        return [row[0] for row in found]

    def holding(self, *words: object) -> set[str]:
        """Tables in which some row, read as text, holds one of *words*."""
        found = set()
        for table in self.tables():
            for word in words:
                row = self.superuser.execute(
                    f'SELECT 1 FROM "{table}" t WHERE t::text LIKE %s LIMIT 1', [f"%{word}%"]
                ).fetchone()
                found |= {table} if row else set()
        return found

    def clean(self) -> None:
        ids = [user.pk for user in self.users]
        self.superuser.execute("SET session_replication_role = replica")
        for table in (*(o.table for o in (*owned_tables(), *history_tables())), *MADE):
            self.superuser.execute(f"DELETE FROM {table}")
        self.superuser.execute("DELETE FROM casework_auditevent")
        self.superuser.execute("DELETE FROM casework_membership WHERE user_id = ANY (%s)", [ids])
        self.superuser.execute("DELETE FROM casework_user WHERE id = ANY (%s)", [ids])
        self.superuser.close()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Committed]:
    with django_db_blocker.unblock():
        made = Committed()
        yield made
        connection.close()
    made.clean()


def figures() -> dict[Any, Any]:
    """What the statistics count, by role."""
    return count(Universe.ENCOUNTER, date(2025, 1, 1), date(2025, 12, 31), [frozenset({"role"})])


def test_nothing_linked_survives_and_nothing_else_goes(
    committed: Committed, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = committed.user(Role.OUTREACH_WORKER, "pom")
    reviewer = committed.user(Role.UNIT_MANAGER, "pom")
    approver = committed.user(Role.UNIT_MANAGER, "mika")
    met = one_night(worker, "pom").encounter
    gone, other = old_file(worker, monkeypatch), full_file(worker)
    with acting_as(worker):
        read_file(worker, gone.pk, "overview")
        # The other file points at it, and its earlier version does too.
        link = RelatedPerson.objects.create(
            person=other, own_file=gone, relation=Relation.CHILD, created_by=worker
        )
        link.is_danger = True
        link.save()
        # An upper floor's row: it goes, and the encounter that it points at stays.
        gone.refresh_from_db(fields=["opened_at"])
        with at(monkeypatch, gone.opened_at):
            FileEncounter.objects.create(
                person=gone,
                encounter=met,
                met_at=met.happened_at,
                unit=met.shift.unit,
                created_by=worker,
            )
        key = bytes(gone.data_key.wrapped)
    close_cases(worker, other, timezone.now() - timedelta(days=1))
    held = committed.holding(gone.pk)
    here = {"casework_identity", "casework_alertevent", "casework_relatedpersonevent"}
    assert held > here | {"outreach_fileencounter"} | LOG
    kept, counted = committed.holding(other.pk), figures()
    assert counted
    let_regret_pass(approver, approved(reviewer, approver))

    assert destroy_due(by=DISPOSAL) == 1

    assert committed.holding(gone.pk) == LOG
    assert committed.holding(gone.pseudonym, key.hex()) == set()
    assert committed.holding(other.pk) == kept - {"casework_disposalitem"}
    assert figures() == counted
    with acting_as(worker):
        assert Encounter.objects.filter(pk=met.pk).exists()
        assert RelatedPerson.objects.get(pk=link.pk).own_file is None
        with pytest.raises(CannotOpen):
            key_of(gone.pk)
