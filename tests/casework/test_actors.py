"""Who acts, told to the database for one transaction."""

import pytest
from django.db import DatabaseError, connection, transaction

from casework.actors import IMPORT, STATISTICS, acting_as, set_acting_user
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db


def current() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, coalesce(current_setting('app.user_id', true), '')")
        role, user = cursor.fetchone()
    return role, user


def test_a_user_and_afterwards_whoever_was_before(make_user: MakeUser) -> None:
    first, second = make_user(None), make_user(None)
    with acting_as(first):
        with acting_as(second):
            assert current() == ("ledljus_app", str(second.pk))
        assert current() == ("ledljus_app", str(first.pk))
    assert current() == ("ledljus_app", "")


def test_a_system_actor_is_nobody_and_afterwards_whoever_was_before(make_user: MakeUser) -> None:
    user = make_user(None)
    with acting_as(user):
        with acting_as(STATISTICS):
            assert current() == ("ledljus_statistics", "")
        assert current() == ("ledljus_app", str(user.pk))


def test_after_an_error_too(make_user: MakeUser) -> None:
    user = make_user(None)
    with acting_as(user):
        with pytest.raises(DatabaseError), acting_as(IMPORT), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
        assert current() == ("ledljus_app", str(user.pk))


def test_a_system_actor_can_not_take_on_another() -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        with transaction.atomic(), acting_as(STATISTICS), connection.cursor() as cursor:
            cursor.execute("SET SESSION AUTHORIZATION ledljus_owner")


def test_nobody_is_the_empty_text() -> None:
    set_acting_user(None)
    assert current() == ("ledljus_app", "")


@pytest.mark.django_db(transaction=True, databases=[])
def test_a_connection_forgets_with_its_transaction() -> None:
    """What a pooled connection would hand to the next user: nothing."""
    import psycopg
    from django.conf import settings

    database = settings.DATABASES["default"]
    address = {"host": database["OPTIONS"].get("host", database["HOST"]), "user": database["USER"]}
    with psycopg.connect(dbname=connection.settings_dict["NAME"], **address) as raw:
        with raw.transaction():
            raw.execute("SELECT set_config('app.user_id', 'somebody', true)")
            raw.execute("SET LOCAL ROLE ledljus_statistics")
        row = raw.execute("SELECT current_user, current_setting('app.user_id', true)").fetchone()
    assert row == ("ledljus_app", "")
