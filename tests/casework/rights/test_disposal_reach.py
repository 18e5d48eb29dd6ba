"""What the role that destroys may see and change, column by column, and of which rows."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from casework.actions.disposal_work import propose_lists
from casework.actors import DISPOSAL, acting_as
from casework.disposal.words import KeepWhy, ListState, Mark
from casework.enums import Role
from casework.models import DisposalItem, DisposalList, Person, User
from casework.person_policies import DAYS, FACTS
from casework.person_tables import Owned, history_tables, owned_tables
from tests.casework.rights.build import approved, let_regret_pass, long_ago, old_file
from tests.conftest import MakeUser
from tests.rules.test_database import rows

pytestmark = pytest.mark.django_db

# What propose_list, destroy_file, certify_list and remove_file write, and nothing else.
CHANGED = {
    "casework_disposalitem": {"mark", "keep_why", "updated_at"},
    "casework_disposallist": {
        "state", "first_at", "last_at", "destroyed", "rows_destroyed", "digest", "updated_at",
    },
    "casework_relatedperson": {"own_file_id"},
    "casework_relatedpersonevent": {"own_file_id"},
}  # fmt: skip
ADDED = {"casework_auditevent", "casework_disposalitem", "casework_disposallist"}
# Beside the tables of a file; of lists and what stands on them all columns.
SEEN = {
    "casework_auditevent": {"id", "at", "event", "actor_name", "object_id"},
    "casework_city": {"id", "municipality_id"},
    "casework_municipality": {"id", "code", "county_code"},
    "casework_disposalreplay": {"destroyed_id"},
    "referrals_kastcontact": {"id", "updated_at"},
    "referrals_kastcontactevent": {"pgh_id", "id"},
    "referrals_kasttalk": {"id", "contact_id", "created_at"},
    "referrals_kasttalkevent": {"pgh_id", "contact_id"},
}
LISTS = {DisposalItem, DisposalList}


def granted(verb: str) -> dict[str, set[str]]:
    """The columns of each table on which the role may do *verb*."""
    found = defaultdict(set)
    for table, column in rows(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p')"
        " AND a.attnum > 0 AND NOT a.attisdropped"
        " AND has_column_privilege(%s, c.oid, a.attnum, %s)",
        DISPOSAL.role,
        verb,
    ):
        found[str(table)].add(str(column))
    return dict(found)


def seen_of(owned: Owned) -> set[str]:
    """Its keys and pointers, and of a row that stands the days and facts that rules ask."""
    columns = {str(field.column) for field in owned.model._meta.local_fields}
    pointers = {owned.key, *owned.columns, *(column for column, _parent in owned.parents)}
    of_files = pointers | {"id"} & columns | {"own_file_id"} & columns
    if owned.history:
        return of_files
    return of_files | columns & DAYS | set(FACTS.get(owned.table, ()))


class TestColumns:
    def test_changes_what_the_actions_write(self) -> None:
        assert granted("UPDATE") == CHANGED

    def test_adds_to_the_log_and_to_lists(self) -> None:
        assert set(granted("INSERT")) == ADDED

    def test_sees_keys_days_and_codes(self) -> None:
        lists = {m._meta.db_table: {str(f.column) for f in m._meta.local_fields} for m in LISTS}
        files = {owned.table: seen_of(owned) for owned in (*owned_tables(), *history_tables())}
        assert granted("SELECT") == {**files, **SEEN, **lists}

    def test_sees_no_word_and_no_state_but_of_work_and_requests(self) -> None:
        files = {owned.table for owned in (*owned_tables(), *history_tables())}
        seen = {table for table, columns in granted("SELECT").items() if "state" in columns}
        assert seen & files == {"casework_case", "casework_extractrequest"}

    def test_may_do_nothing_else_to_any_table(self) -> None:
        for verb in ("TRUNCATE", "REFERENCES", "TRIGGER"):
            assert (
                rows(
                    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                    " AND relkind IN ('r', 'v', 'm', 'p') AND has_table_privilege(%s, oid, %s)",
                    DISPOSAL.role,
                    verb,
                )
                == []
            )


class TestRows:
    @pytest.fixture
    def worker(self, make_user: MakeUser) -> User:
        user = make_user(Role.OUTREACH_WORKER, "pom")
        long_ago(user)
        return user

    @pytest.fixture
    def file(self, worker: User, monkeypatch: pytest.MonkeyPatch) -> Person:
        return old_file(worker, monkeypatch)

    def keep(self, why: KeepWhy) -> int:
        with acting_as(DISPOSAL):
            return DisposalItem.objects.update(
                mark=Mark.KEEP, keep_why=why, updated_at=timezone.now()
            )

    def test_a_file_is_kept_when_it_is_due_alone_and_because_it_changed(
        self, make_user: MakeUser, file: Person
    ) -> None:
        with acting_as(DISPOSAL):
            assert Person.objects.filter(pk=file.pk).values("pk").exists()
        assert propose_lists(by=DISPOSAL) == 1
        assert self.keep(KeepWhy.CHANGED) == 0
        manager, second = (make_user(Role.UNIT_MANAGER, code) for code in ("pom", "mika"))
        found = approved(manager, second)
        assert self.keep(KeepWhy.CHANGED) == 0
        let_regret_pass(second, found)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            self.keep(KeepWhy.RESEARCH)
        assert self.keep(KeepWhy.CHANGED) == 1

    @pytest.mark.parametrize(
        "values", [{"destroyed": 1}, {"digest": "0" * 64}, {"due_at": timezone.now()}]
    )
    def test_a_list_begins_with_nothing_destroyed(
        self, worker: User, values: dict[str, object]
    ) -> None:
        given = {
            "unit_id": worker.memberships.get().unit_id,
            "rules": "planted",
            "state": ListState.PROPOSED,
            "proposed_at": timezone.now(),
        }
        with pytest.raises(DatabaseError, match="row-level security"):
            with acting_as(DISPOSAL), transaction.atomic():
                DisposalList.objects.create(**given, **values)
        with acting_as(DISPOSAL):
            assert DisposalList.objects.create(**given).destroyed == 0
