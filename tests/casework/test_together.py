"""Lists read together hold what they hold when each is read alone."""

from __future__ import annotations

from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.actors import acting_as
from casework.enums import Role
from casework.models import AgeStatement, Alert, Case, Person, RelatedPerson, User
from casework.together import Written, read_together
from tests.casework.people import FAMILY_NAME, GIVEN_NAME, a_full_file, opened
from tests.conftest import MakeUser


def values(row: object) -> dict[str, object]:
    """Every column of a row as it was read."""
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def test_rows_are_the_same_as_those_read_alone(make_user: MakeUser) -> None:
    worker = make_user(Role.COORDINATOR, "pom")
    pk = a_full_file(worker)["person"]
    with acting_as(worker):
        for model in (Person, Alert, AgeStatement, Case, RelatedPerson):
            alone = model._default_manager.order_by("pk")
            together = alone.all()
            read_together(together)
            assert [values(row) for row in together] == [values(row) for row in alone]
            assert len(together) > 0
        alerts, related = Alert.objects.filter(person=pk), RelatedPerson.objects.filter(person=pk)
        read_together(alerts, related)
        assert [alert.text for alert in alerts] == [FAMILY_NAME]
        assert [person.name for person in related] == [GIVEN_NAME]


def test_a_sum_is_as_exact_as_when_it_is_read_alone(make_user: MakeUser) -> None:
    """Seventeen digits: more than a float keeps."""
    worker = make_user(Role.OUTREACH_WORKER, "pom")
    exact = "SELECT 123456789012345.67::numeric(17, 2)"
    with acting_as(worker):
        along, case = Written(exact, [], ("numeric(17, 2)",)), Case.objects.all()
        read_together(along, case)
    assert list(along) == [(Decimal("123456789012345.67"),)]


def test_one_statement_and_related_rows_come_along(make_user: MakeUser) -> None:
    worker = make_user(Role.COORDINATOR, "pom")
    opened(worker, "pom")
    with acting_as(worker):
        cases = Case.objects.select_related("unit", "responsible")
        nothing, none_yet = Case.objects.none(), Alert.objects.all()
        with CaptureQueriesContext(connection) as asked:
            read_together(cases, nothing, none_yet)
            found = [(case.unit.code, case.responsible) for case in cases]
            assert (list(nothing), list(none_yet)) == ([], [])
        assert found == [("pom", worker)]
        assert len(asked) == 1


def test_a_list_in_sql_of_its_own_is_read_along_or_alone(make_user: MakeUser) -> None:
    worker = make_user(Role.COORDINATOR, "pom")
    person = opened(worker, "pom")
    sql = "SELECT id, opened_at, important_to_me IS NULL FROM casework_person WHERE id = %s"
    types = ("uuid", "timestamp with time zone", "boolean")
    with acting_as(worker):
        along, alone = Written(sql, [person.pk], types), Written(sql, [person.pk], types)
        with CaptureQueriesContext(connection) as asked:
            read_together(along, Case.objects.all())
            assert list(along) == [(person.pk, person.opened_at, True)]
        assert len(asked) == 1
        assert list(alone) == list(along)
        assert list(Written(sql, [worker.pk], types)) == []


def test_shows_nobody_more_than_a_list_read_alone(make_user: MakeUser) -> None:
    worker, stranger = make_user(Role.COORDINATOR, "pom"), make_user(Role.COORDINATOR, "mika")
    a_full_file(worker)

    def seen(user: User) -> tuple[int, int]:
        with acting_as(user):
            persons, alerts = Person.objects.all(), Alert.objects.all()
            read_together(persons, alerts)
            return len(persons), len(alerts)

    assert (seen(worker), seen(stranger)) == ((2, 1), (0, 0))
