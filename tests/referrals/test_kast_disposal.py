"""KAST's anonymous contacts are kept as long as the rule says and no day longer, and go whole."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from casework.actors import DISPOSAL, acting_as
from casework.audit.events import Event
from casework.disposal.destruction import RemainsLeft
from casework.disposal.rules import Facts, decide, rules_for
from casework.disposal.rules_file import rule_book
from casework.disposal.words import ANONYMOUS_CONTACT, Reason
from casework.enums import Role
from casework.identifiers import uuid7
from casework.models import AuditEvent, User
from casework.said_dates import day_in_words
from referrals.actions.kast import correct_kast_contact
from referrals.actions.kast_disposal import destroy_kast_contacts
from referrals.kast_enums import KastKind, KastRoute
from referrals.models import KastContact
from referrals.outward_tasks import destroy_contacts
from referrals.queries.kast_disposal import contacts_due
from tests.conftest import MakeUser, SignIn
from tests.referrals.outward import came, talked

pytestmark = pytest.mark.django_db
TABLES = ("kastcontact", "kastcontactevent", "kasttalk", "kasttalkevent")


@pytest.fixture
def kast(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_WORKER, "kast")


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def years_ago(years: int) -> date:
    today = timezone.localdate()
    # The day after a leap day's: of years that have none.
    return (today + timedelta(days=(today.month, today.day) == (2, 29))).replace(
        year=today.year - years
    )


def written(by: User, last: date) -> KastContact:
    """A contact of which nobody has written since *last*; a correction before that is kept."""
    contact = came(by, first_day=date(2019, 4, 2))
    correct_kast_contact(
        by=by,
        contact_id=contact.pk,
        seen_at=contact.updated_at,
        kind=KastKind.OWN,
        route=KastRoute.HELPLINE,
        first_day=date(2019, 4, 3),
    )
    with acting_as(by):
        KastContact.objects.filter(pk=contact.pk).update(updated_at=noon(last))
    return contact


def talk_noted(by: User, contact: KastContact, on: date) -> None:
    """A talk that was written down on the day *on*."""
    with acting_as(by), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO referrals_kasttalk"
            " (id, contact_id, day, form, with_whom, created_at, created_by_id)"
            " VALUES (%s, %s, %s, 'visit', 'alone', %s, %s)",
            [uuid7(), contact.pk, date(2019, 5, 6), noon(on), by.pk],
        )


def rows_of(contact: KastContact) -> list[int]:
    """How many rows of each table still tell of *contact*, whatever the reader may see."""
    found = []
    with acting_as(DISPOSAL), connection.cursor() as cursor:
        for table in TABLES:
            column = "contact_id" if "talk" in table else "id"
            cursor.execute(
                f"SELECT count(*) FROM referrals_{table} WHERE {column} = %s", [contact.pk]
            )
            found.append(cursor.fetchone()[0])
    return found


def test_the_rule_is_data_and_says_five_years() -> None:
    note = date(2026, 3, 10)
    rules = rules_for(rule_book().rules, ANONYMOUS_CONTACT, note)
    assert rules is not None
    facts = Facts(note, county="01", municipality="0180")
    before, on = decide(facts, rules, date(2031, 3, 9)), decide(facts, rules, date(2031, 3, 10))
    assert (before.destroy, before.reason) == (False, Reason.NOT_YET)
    assert (on.destroy, on.rules) == (True, rules.name)
    assert rules_for(rule_book().rules, ANONYMOUS_CONTACT, date(2025, 6, 30)) is None
    # Where everything is kept for research, they are too.
    assert not decide(Facts(note, municipality="1480"), rules, date(2040, 1, 1)).destroy


def test_it_goes_on_the_day_its_time_is_up_and_not_the_day_before(kast: User) -> None:
    due = written(kast, years_ago(5))
    talk_noted(kast, due, years_ago(6))
    tomorrow = written(kast, years_ago(5) + timedelta(days=1))
    talked_since = written(kast, years_ago(6))
    talk_noted(kast, talked_since, years_ago(5) + timedelta(days=1))
    kept = {c.pk: rows_of(c) for c in (tomorrow, talked_since)}
    assert rows_of(due) == [1, 2, 1, 0]
    destroy_contacts()
    assert rows_of(due) == [0, 0, 0, 0]
    assert {c.pk: rows_of(c) for c in (tomorrow, talked_since)} == kept
    with acting_as(DISPOSAL):
        day_after = timezone.localdate() + timedelta(days=1)
        assert contacts_due(timezone.localdate()) == []
        assert set(contacts_due(day_after)) == {tomorrow.pk, talked_since.pk}


def test_the_log_says_how_many_and_nothing_else(kast: User, make_user: MakeUser) -> None:
    contacts = [written(kast, years_ago(5)) for _n in range(2)]
    talk_noted(kast, contacts[0], years_ago(5))
    destroy_contacts()
    destroy_contacts()
    with acting_as(make_user(Role.LOG_REVIEWER)):
        event = AuditEvent.objects.get(event=Event.KAST_DESTROYED)
    # Each with its versions before and after the correction, and what its end left behind.
    assert set(event.details) == {"contacts", "rows"}
    assert event.details["contacts"] == 2
    assert event.details["rows"] > 4
    assert (event.object_id, event.unit_id) == (None, None)


def test_its_page_says_when_and_by_which_rule(kast: User, sign_in: SignIn) -> None:
    contact = came(kast)
    talked(kast, contact)
    client: Client = sign_in(kast)
    client.cookies["ledljus_language"] = "en"
    page = client.get(reverse("referrals:kast_contact", args=[contact.pk])).content.decode()
    verdict_day = timezone.localdate()
    rules = rules_for(rule_book().rules, ANONYMOUS_CONTACT, verdict_day)
    assert rules is not None
    ends = decide(Facts(verdict_day), rules, verdict_day).destroy_from
    assert ends is not None
    with translation.override("en"):
        said = day_in_words(ends)
    assert f"<dd>{said}, if nothing more is written before</dd>" in page
    assert f"<dd>{rules.name.replace(chr(39), '&#x27;')}</dd>" in page


def test_the_database_lets_nothing_young_go(kast: User) -> None:
    """Whatever the reader of the rules makes of them: nothing of the last year is destroyed."""
    this_year = years_ago(1) + timedelta(days=2)
    young, talked_with = written(kast, this_year), written(kast, years_ago(6))
    talk_noted(kast, talked_with, this_year)
    before = [rows_of(young), rows_of(talked_with)]
    with acting_as(DISPOSAL), connection.cursor() as cursor:
        for table in reversed(TABLES):
            cursor.execute(f"DELETE FROM referrals_{table}")
            assert cursor.rowcount == 0
    assert [rows_of(young), rows_of(talked_with)] == before


def test_what_the_database_kept_undoes_all_of_it(
    kast: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    due, young = written(kast, years_ago(5)), came(kast)
    monkeypatch.setattr(
        "referrals.actions.kast_disposal.contacts_due", lambda _day: [due.pk, young.pk]
    )
    before = rows_of(due)
    with pytest.raises(RemainsLeft), transaction.atomic():
        destroy_kast_contacts(by=DISPOSAL, day=timezone.localdate())
    assert rows_of(due) == before


def test_the_actor_reads_no_content() -> None:
    with acting_as(DISPOSAL), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.column_privileges"
            " WHERE grantee = 'ledljus_disposal' AND privilege_type = 'SELECT'"
            " AND table_name LIKE 'referrals_kast%%' ORDER BY 1, 2"
        )
        assert cursor.fetchall() == [
            ("referrals_kastcontact", "id"),
            ("referrals_kastcontact", "updated_at"),
            ("referrals_kastcontactevent", "id"),
            ("referrals_kastcontactevent", "pgh_id"),
            ("referrals_kasttalk", "contact_id"),
            ("referrals_kasttalk", "created_at"),
            ("referrals_kasttalk", "id"),
            ("referrals_kasttalkevent", "contact_id"),
            ("referrals_kasttalkevent", "pgh_id"),
        ]
