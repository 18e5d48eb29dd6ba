"""What is compiled once a day asks for each page's own rows, and keeps nothing of a page."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework import recurring
from casework.access.memberships import memberships_of
from casework.actors import acting_as
from casework.enums import Role
from casework.models import Alert, Case, Person, User
from casework.recurring import Asks, read_recurring
from casework.spelled import Spelled
from casework.together import Lists
from tests.casework.people import FAMILY_NAME, a_full_file, opened
from tests.conftest import MakeUser


def of_file(user: User, person: Person) -> Lists:
    """Rows of the file, its own row as far as *user* sees it, and a list with nothing in it."""
    seen = Person.objects.visible_to(user).filter(pk=person.pk).select_related("home_municipality")
    today = timezone.localdate()
    alerts = Alert.objects.filter(person=person, from_day__lte=today)
    return [alerts, seen, Case.objects.none(), Case.objects.filter(person=person, state="open")]


def keys(lists: list[list[Any]]) -> list[list[Any]]:
    return [[row.pk for row in rows] for rows in lists]


def alone(user: User, person: Person) -> list[list[Any]]:
    return keys([list(rows) for rows in of_file(user, person)])


def test_each_reader_and_each_file_gets_its_own_rows(make_user: MakeUser) -> None:
    """The words are made at the first reading: whoever comes next reads with keys of their own."""
    worker, colleague = make_user(Role.COORDINATOR, "pom"), make_user(Role.UNIT_MANAGER, "pom")
    stranger = make_user(Role.COORDINATOR, "mika")
    with acting_as(worker):
        full = Person.objects.get(pk=a_full_file(worker)["person"])
        other = opened(worker, "pom")
    for user, person in ((worker, full), (worker, other), (colleague, full), (worker, full)):
        with acting_as(user):
            (found,) = read_recurring(user, [of_file], person_id=person.pk)
            assert keys(found) == alone(user, person)
            assert found[1] == [person]
            texts = [alert.text for alert in found[0]]
    assert texts == [FAMILY_NAME]
    with acting_as(stranger):
        assert read_recurring(stranger, [of_file], person_id=full.pk) == [[[], [], [], []]]
    # The filter says no on its own, whomever the database takes the reader for.
    with acting_as(worker):
        ((_alerts, seen, _none, _cases),) = read_recurring(stranger, [of_file], person_id=full.pk)
        assert seen == []


def test_one_statement_and_compiled_once_a_day(
    make_user: MakeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = make_user(Role.COORDINATOR, "pom")
    person = opened(worker, "pom")
    made: list[Any] = []

    def counted(user: User, person: Person) -> Lists:
        made.append((user.pk, person.pk))
        return of_file(user, person)

    with acting_as(worker):
        with CaptureQueriesContext(connection) as asked:
            read_recurring(worker, [counted, of_file], person_id=person.pk)
        read_recurring(worker, [counted], person_id=person.pk)
        assert len(asked) == 1
        assert len(made) == 1
        tomorrow = timezone.localdate() + timedelta(days=1)
        monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
        read_recurring(worker, [counted], person_id=person.pk)
        assert len(made) == 2
    # Nobody's keys: what is kept could not hold those of whoever came first.
    assert {worker.pk, person.pk}.isdisjoint({key for pair in made for key in pair})


def test_what_is_kept_holds_no_key_and_no_row(make_user: MakeUser) -> None:
    worker = make_user(Role.COORDINATOR, "pom")
    with acting_as(worker):
        pk = a_full_file(worker)["person"]
        read_recurring(worker, [of_file], person_id=pk)
    _day, lists = recurring._kept[of_file]
    kept = [one for one in lists if one is not None]
    assert len(kept) == len(lists) - 1
    for one in kept:
        sent = [*one.params, *one.made.params]
        assert {worker.pk, pk}.isdisjoint({value for value in sent if isinstance(value, uuid.UUID)})
        assert str(worker.pk) not in f"{one.made.column} {one.made.rows.query}"
        assert str(pk) not in f"{one.made.column} {one.made.rows.query}"
        assert one.made.rows._result_cache is None


def _spelled(sql: str, **values: Any) -> QuerySet[Case]:
    rule = Spelled("person_id", sql=sql, values=values, output_field=BooleanField())
    return Case.objects.filter(rule)


def by_memberships(user: User, _person: Person) -> Lists:
    return [Case.objects.filter(unit__in=[m.unit_id for m in memberships_of(user)])]


def by_kind(_user: User, person: Person) -> Lists:
    return [Case.objects.filter(person=person, person__kind=person.kind)]


def by_moment(_user: User, person: Person) -> Lists:
    return [Case.objects.filter(person=person, opened_at__lte=timezone.now())]


def by_key(_user: User, _person: Person) -> Lists:
    return [Case.objects.filter(person_id=uuid.uuid4())]


def by_keys(_user: User, person: Person) -> Lists:
    return [_spelled("{column} = ANY (%(keys)s)", keys=[person.pk])]


def by_words(_user: User, person: Person) -> Lists:
    return [_spelled(f"{{column}} = '{person.pk}'")]


@pytest.mark.parametrize(
    ("ask", "refused"),
    [
        (by_memberships, RuntimeError),
        (by_kind, RuntimeError),
        (by_moment, TypeError),
        (by_key, TypeError),
        (by_keys, TypeError),
        (by_words, TypeError),
    ],
)
def test_what_differs_from_page_to_page_is_refused(
    ask: Asks, refused: type[Exception], make_user: MakeUser
) -> None:
    """A list that held the first page's facts would show them, or hide rows, in every other."""
    worker = make_user(Role.COORDINATOR, "pom")
    person = opened(worker, "pom")
    with acting_as(worker), pytest.raises(refused):
        read_recurring(worker, [ask], person_id=person.pk)
    assert ask not in recurring._kept
