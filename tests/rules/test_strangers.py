"""Whoever has no part in a row reads nothing of it and changes nothing: in every table of people.

Every table that is guarded holds rows of one team here, made as the product makes them where that
can be (``World``) and planted in all (``tests/planting.py``). A new table has one by itself.
"""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from casework.actors import set_acting_user
from casework.enums import Role
from casework.models import User
from tests.conftest import MakeUser, SignIn
from tests.planting import Planter, all_rows, past_rules
from tests.rules.test_database import guarded_tables
from tests.rules.test_privacy import history_of, own_models
from tests.rules.test_urls import World

# A unit in which nobody has anything to do with the rows, and roles that are of no unit.
ELSEWHERE = "stodcentrum"
OF_NO_UNIT = {Role.STATISTICS_MANAGER, Role.LOG_REVIEWER, Role.ADMINISTRATOR}
OF_UNITS = {str(role) for role in Role} - {str(role) for role in OF_NO_UNIT}
STRANGERS = {"nobody", "superuser", *map(str, Role)}
READ, UPDATE, DELETE = "read", "update", "delete"
REVIEWER, FIGURES, ADMINISTRATOR = ({str(role)} for role in (
    Role.LOG_REVIEWER, Role.STATISTICS_MANAGER, Role.ADMINISTRATOR
))  # fmt: skip
MANAGER = {str(Role.UNIT_MANAGER)}
# By table: who may do what with rows that they have no part in, and why. Checked exactly.
BY_DESIGN: dict[str, tuple[set[str], set[str], str]] = {
    "casework_auditevent": (REVIEWER, {READ}, "who read what is what they review"),
    "casework_auditsample": (REVIEWER, {READ}, "their own tool"),
    "casework_auditfinding": (REVIEWER, {READ}, "their own tool"),
    "casework_auditoutcome": (REVIEWER, {READ}, "their own tool"),
    "casework_accessreview": (REVIEWER, {READ}, "their own protocols"),
    "casework_auditseal": (REVIEWER, {READ}, "whether the log is whole"),
    "casework_auditsealexport": (REVIEWER, {READ}, "whether the log is whole"),
    "casework_auditdaygone": (REVIEWER, {READ}, "whether the log is whole"),
    "casework_emergencyaccess": (REVIEWER, {READ}, "each is reviewed; the words stay sealed"),
    # The second person, and whoever takes a file off a list, is any manager under the same board.
    "casework_disposallist": (MANAGER, {READ}, "approved by another manager of the board"),
    "casework_disposalitem": (MANAGER, {READ, UPDATE}, "taken off by any manager of the board"),
    "casework_recovery": (ADMINISTRATOR, {READ, UPDATE}, "confirmed by another of them"),
    "casework_shelter": (OF_UNITS, {READ}, "an alias to choose; where it is lies apart"),
    "outreach_shiftunit": (STRANGERS, {READ}, "two identifiers that the policies ask"),
    "outreach_device": (ADMINISTRATOR, {READ, UPDATE}, "they revoke lost tablets"),
    "referrals_plantextcheck": (STRANGERS, {READ}, "which fixed texts are checked, for every plan"),
    "reports_draftpdf": (FIGURES, {READ, DELETE}, "their work; it goes with the draft"),
    "reports_edition": (FIGURES, {READ, UPDATE}, "two of them publish it"),
    "reports_editioncorrection": (FIGURES, {READ}, "their work"),
    "reports_editionpdf": (FIGURES, {READ}, "their work"),
    "reports_editionperiod": (FIGURES, {READ}, "their work"),
    "reports_editionrests": (FIGURES, {READ}, "their work"),
    "reports_editionuniverse": (FIGURES, {READ}, "their work"),
    "reports_exactfigure": (FIGURES, {READ}, "their work"),
    "reports_figureanswer": (FIGURES, {READ}, "their work"),
    "reports_exchangerequest": (FIGURES, {READ, UPDATE}, "one asks, another says yes"),
    "reports_programmeaim": (FIGURES, {READ, UPDATE}, "the city's plan is theirs together"),
    "reports_programmeaimevent": (FIGURES, {READ}, "the city's plan is theirs together"),
    "reports_programmemeasure": (FIGURES, {READ, UPDATE, DELETE}, "theirs together"),
    "reports_programmemeasureevent": (FIGURES, {READ}, "theirs together"),
}
CHANGEABLE = """
    SELECT string_agg(format('%%1$I = %%1$I', attname), ', ') FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
      AND attidentity = '' AND has_column_privilege(attrelid, attnum, 'UPDATE')
"""


@pytest.fixture
def worker(own_user: MakeUser, sign_in: SignIn) -> User:
    """Somebody of the team that has rows in every table."""
    world = World(own_user, sign_in)
    models = [model for model in own_models() if model._meta.db_table in guarded_tables()]
    with past_rules():
        planter = Planter(world.users["worker"], world.users["manager"], "Planterat")
        planter.plant([model for model in models if history_of(model) is None])
        assert [model for model in models if not all_rows(model).exists()] == []
    return world.users["worker"]


def touched(user: User | None, statement: str) -> int:
    """How many rows *user* reaches by *statement*, which is undone; none where it is refused."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            set_acting_user(user)
            cursor.execute(statement)
            transaction.set_rollback(True)
            found: int = cursor.rowcount
            return found
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") != "42501":
            raise
        return 0


def statements(table: str) -> dict[str, str]:
    """One a verb, over all rows; none where the web's role can't change a column."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGEABLE, [table])
        [(changes,)] = cursor.fetchall()
    update = {UPDATE: f"UPDATE {table} SET {changes}"} if changes else {}
    return {READ: f"SELECT FROM {table}", DELETE: f"DELETE FROM {table}"} | update


def reached(user: User | None) -> dict[str, set[str]]:
    """By table, what *user* can do with rows that are there."""
    found = {
        table: {verb for verb, statement in statements(table).items() if touched(user, statement)}
        for table in guarded_tables()
    }
    return {table: verbs for table, verbs in found.items() if verbs}


def test_no_stranger_reads_or_changes_a_row_about_people(own_user: MakeUser, worker: User) -> None:
    strangers: dict[str, User | None] = {
        "nobody": None,
        "superuser": own_user(None, is_superuser=True),
        **{str(r): own_user(r, None if r in OF_NO_UNIT else ELSEWHERE) for r in Role},
    }
    assert set(strangers) == STRANGERS
    for name, stranger in strangers.items():
        expected = {t: verbs for t, (who, verbs, _why) in BY_DESIGN.items() if name in who}
        assert reached(stranger) == expected, name
    # There was something to see: the team itself reads most of it.
    seen = {table for table in guarded_tables() if touched(worker, f"SELECT FROM {table}")}
    assert len(seen) > 90


def test_what_a_stranger_may_do_is_said_of_tables_that_are_guarded() -> None:
    assert set(BY_DESIGN) <= guarded_tables()
