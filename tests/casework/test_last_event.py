"""The row of a file keeps when something last happened in it, whoever tells and in what order."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, models, transaction

from casework.activity import Telling, tellings
from casework.actors import acting_as
from casework.enums import Role
from casework.last_events import last_events_sql
from casework.models import Case, Person, User
from outreach.actions.files import link_encounter, unlink_encounter
from tests.casework.journal import signed
from tests.casework.people import opened
from tests.conftest import MakeUser, superuser_dsn
from tests.outreach.build import answers, met, ongoing

Row = dict[str, Any]


def year(number: int) -> datetime:
    return datetime(number, 1, 1, tzinfo=UTC)


@pytest.fixture
def superuser(django_db_setup: None) -> Iterator[psycopg.Connection[Any]]:
    """Past all rules, in a transaction that is rolled back: foreign keys are never looked up."""
    with psycopg.connect(superuser_dsn(connection.settings_dict["NAME"])) as past_rules:
        yield past_rules
        past_rules.rollback()


def some_value(field: Any) -> Any:
    """A value that the column takes."""
    if field.choices and not field.blank:
        return field.choices[0][0]
    if field.unique and isinstance(field, models.CharField):
        return uuid.uuid4().hex[: field.max_length]
    by_type: list[tuple[type[Any], Any]] = [
        (models.BinaryField, b"\x02x"),
        (models.DateTimeField, year(2000)),
        (models.DateField, year(2000).date()),
        (models.BooleanField, False),
        (models.IntegerField, 0),
        (ArrayField, []),
        (models.UUIDField, uuid.uuid4()),
        (models.ForeignKey, None if field.null else uuid.uuid4()),
        (models.CharField, ""),
    ]
    return next((value for kind, value in by_type if isinstance(field, kind)), None)


def insert(superuser: psycopg.Connection[Any], model: Any, **given: Any) -> Row:
    """A row of *model* with the *given* columns, and others as they may be."""
    row = {
        field.column: some_value(field)
        for field in model._meta.concrete_fields
        if not field.null or isinstance(field, models.BinaryField)
    }
    row |= given
    names, marks = ", ".join(row), ", ".join(f"%({name})s" for name in row)
    superuser.execute(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})", row)
    return row


def let_anything_in(superuser: psycopg.Connection[Any], table: str) -> None:
    """No rule of *table* but that it tells: which rows it takes is tried where the rules are."""
    rules = superuser.execute(
        "SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname)"
        " FROM pg_constraint WHERE conrelid = %(table)s::regclass AND contype = 'c'"
        " UNION ALL SELECT format('ALTER TABLE %%s DISABLE TRIGGER %%I', tgrelid::regclass, tgname)"
        " FROM pg_trigger WHERE tgrelid = %(table)s::regclass AND NOT tgisinternal"
        " AND tgname NOT LIKE 'last\\_event\\_%%'"
        " UNION ALL SELECT format('DROP INDEX %%s', indexrelid::regclass) FROM pg_index"
        " WHERE indrelid = %(table)s::regclass AND indisunique AND indpred IS NOT NULL",
        {"table": table},
    ).fetchall()
    for (statement,) in rules:
        superuser.execute(statement)


def a_file(superuser: psycopg.Connection[Any]) -> uuid.UUID:
    """A file that was last changed itself in 2010."""
    row = insert(
        superuser,
        Person,
        pseudonym=f"Prov-{uuid.uuid4().hex[:8]}",
        languages=[],
        updated_at=year(2010),
        last_event_at=year(1999),
    )
    return uuid.UUID(str(row["id"]))


def last_event(superuser: psycopg.Connection[Any], pk: uuid.UUID) -> datetime:
    found = superuser.execute("SELECT last_event_at FROM casework_person WHERE id = %s", [pk])
    row = found.fetchone()
    assert row is not None
    at: datetime = row[0]
    return at


@pytest.mark.parametrize("telling", tellings(), ids=lambda telling: telling.model)
def test_every_table_that_tells_moves_it(
    telling: Telling, superuser: psycopg.Connection[Any]
) -> None:
    model = apps.get_model(telling.model)
    column = model._meta.get_field(telling.column).column
    let_anything_in(superuser, model._meta.db_table)
    pk, other = a_file(superuser), a_file(superuser)
    assert last_event(superuser, pk) == year(2010)

    def tell(at: int) -> None:
        # Of a unit's open work a file has one for each unit.
        insert(superuser, model, **{"person_id": pk, column: year(at)})

    tell(2015)
    assert last_event(superuser, pk) == year(2015)
    # What is written late is told at its own time, and does not turn the latest back.
    tell(2012)
    assert last_event(superuser, pk) == year(2015)
    tell(2005)
    tell(2020)
    assert last_event(superuser, pk) == year(2020)
    assert last_event(superuser, other) == year(2010)


def test_a_row_that_goes_moves_or_is_dated_otherwise_takes_its_time_along(
    superuser: psycopg.Connection[Any],
) -> None:
    pk, other = a_file(superuser), a_file(superuser)
    case = insert(superuser, Case, person_id=pk, updated_at=year(2015))["id"]
    superuser.execute("UPDATE casework_case SET updated_at = %s WHERE id = %s", [year(2013), case])
    assert last_event(superuser, pk) == year(2013)
    superuser.execute("UPDATE casework_case SET person_id = %s WHERE id = %s", [other, case])
    assert (last_event(superuser, pk), last_event(superuser, other)) == (year(2010), year(2013))
    superuser.execute("DELETE FROM casework_case WHERE id = %s", [case])
    assert last_event(superuser, other) == year(2010)


def test_a_table_that_begins_to_tell_is_counted_from_its_first_row(
    superuser: psycopg.Connection[Any],
) -> None:
    superuser.execute("DROP TRIGGER last_event_updated_at ON casework_case")
    pk = a_file(superuser)
    insert(superuser, Case, person_id=pk, updated_at=year(2015))
    assert last_event(superuser, pk) == year(2010)
    superuser.execute(last_events_sql().encode())
    assert last_event(superuser, pk) == year(2015)
    insert(superuser, Case, person_id=pk, updated_at=year(2016))
    assert last_event(superuser, pk) == year(2016)


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


def kept(by: User, person: Person) -> datetime:
    with acting_as(by):
        return Person.objects.values_list("last_event_at", flat=True).get(pk=person.pk)


def test_a_note_is_the_latest_and_leaves_no_version_of_the_file(worker: User) -> None:
    person = opened(worker, "pom")
    note = signed(worker, person)
    assert kept(worker, person) == note.signed_at
    with acting_as(worker):
        assert not apps.get_model("casework.PersonEvent").objects.filter(id=person.pk).exists()


def test_an_encounter_counts_while_it_is_linked(worker: User) -> None:
    person = opened(worker, "pom")
    before = kept(worker, person)
    encounter = met(ongoing(worker), worker, answers())
    link = link_encounter(by=worker, encounter_id=encounter.pk, person_id=person.pk)
    assert link.met_at <= before
    assert kept(worker, person) == before
    unlink_encounter(by=worker, link_id=link.pk)
    assert kept(worker, person) == before


def test_nobody_writes_it(worker: User) -> None:
    person = opened(worker, "pom")
    before = kept(worker, person)
    with acting_as(worker):
        Person.objects.filter(pk=person.pk).update(last_event_at=year(2030))
    assert kept(worker, person) == before


def test_what_was_read_before_is_not_saved_back(worker: User) -> None:
    person = opened(worker, "pom")
    note = signed(worker, person)
    assert person.last_event_at < note.signed_at
    with acting_as(worker):
        person.save(update_fields=["gender", "last_event_at"])
    assert kept(worker, person) == note.signed_at


@pytest.mark.django_db
def test_nobody_asks_the_function_about_a_file() -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied for function app_last_event"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT app_last_event(%s, now())", [uuid.uuid4()])
