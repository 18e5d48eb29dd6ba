"""Disclosures: no until the ground carries, kept for good once decided, sent by nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.urls import get_resolver
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.disclosures import change_disclosure, decide_disclosure
from casework.actions.gate import grant
from casework.actors import acting_as
from casework.enums import AccessGround, AccessLevel, Role
from casework.models import AuditEvent, Disclosure, LegalReference, Person, User
from casework.queries.disclosures import (
    carries,
    disclosure_story,
    disclosures_told,
    grounds_today,
)
from casework.trafficking.data import grounds
from casework.trafficking.enums import DisclosureOutcome
from tests.casework.people import opened, unit
from tests.casework.track import COPY, HARM, consideration, days
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db
ALL = [question.code for question in grounds()["secrecy-police-serious"].questions]


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def decide(by: User, person: Person, row: Disclosure, outcome: str, **values: str) -> Disclosure:
    given = {"reasons": "", "disclosed_as": "", "copy": "", **values}
    return decide_disclosure(
        by=by,
        person=person,
        disclosure_id=row.pk,
        seen_at=row.updated_at,
        outcome=DisclosureOutcome(outcome),
        **given,
    )


@pytest.mark.parametrize("missing", ALL)
def test_one_no_is_enough_to_disclose_nothing(worker: User, person: Person, missing: str) -> None:
    row = consideration(worker, person, checks=[code for code in ALL if code != missing])
    with pytest.raises(ActionRefused, match="Grunden håller inte"):
        decide(worker, person, row, "disclosed", copy=COPY, disclosed_as="paper")


def test_the_answer_is_no_by_itself(worker: User, person: Person) -> None:
    assert not carries(consideration(worker, person))
    assert carries(consideration(worker, person, checks=ALL))


def test_answers_to_another_grounds_questions_do_not_count(worker: User, person: Person) -> None:
    row = consideration(worker, person, checks=["under-18", "asked"])
    assert row.checks == []


def test_disclosed_keeps_how_and_the_copy(worker: User, person: Person) -> None:
    row = consideration(worker, person, checks=ALL)
    with pytest.raises(ActionRefused) as refused:
        decide(worker, person, row, "disclosed", copy=COPY)
    assert list(refused.value.fields) == ["copy"]
    made = decide(worker, person, row, "disclosed", copy=COPY, disclosed_as="oral")
    assert (made.decided_by, made.disclosed_as, made.copy) == (worker, "oral", COPY)


def test_not_to_disclose_is_a_decision_with_its_reasons(worker: User, person: Person) -> None:
    row = consideration(worker, person)
    with pytest.raises(ActionRefused) as refused:
        decide(worker, person, row, "not_disclosed")
    assert list(refused.value.fields) == ["reasons"]
    made = decide(worker, person, row, "not_disclosed", reasons="Skäl", copy=COPY)
    assert (made.outcome, made.copy, made.disclosed_as) == ("not_disclosed", "", "")
    with acting_as(worker):
        story = list(disclosure_story(person, disclosures_told(worker, person)[0]))
    assert [(entry.kind, entry.tone) for entry in story] == [("disclosure", "")]


def test_what_is_decided_stays(worker: User, person: Person) -> None:
    row = decide(worker, person, consideration(worker, person), "not_disclosed", reasons="Skäl")
    with pytest.raises(ActionRefused, match="Det är beslutat"):
        change_disclosure(
            by=worker, person=person, disclosure_id=row.pk, seen_at=row.updated_at, values={}
        )
    with pytest.raises(ActionRefused, match="Det är beslutat"):
        decide(worker, person, row, "not_disclosed", reasons="Andra skäl")
    with pytest.raises(IntegrityError, match="append-only"):
        with acting_as(worker), connection.cursor() as cursor:
            cursor.execute("UPDATE casework_disclosure SET recipient = 'other'")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("outcome = 'not_disclosed'", "disclosure_decided_by_somebody"),
        ("copy = 'x'", "disclosure_copy_of_disclosed"),
        ("disclosed_as = 'oral'", "disclosure_copy_of_disclosed"),
        ("contact_details_only = true", "disclosure_contact_details_apart"),
        ("ground_code = 'contact-details-request'", "disclosure_that_ground_apart"),
    ],
)
def test_the_database_holds_it_too(worker: User, person: Person, change: str, rule: str) -> None:
    consideration(worker, person)
    with pytest.raises(IntegrityError, match=rule):
        with acting_as(worker), connection.cursor() as cursor:
            cursor.execute(f"UPDATE casework_disclosure SET {change}")


def test_a_request_for_contact_details_is_a_case_of_its_own(worker: User, person: Person) -> None:
    with pytest.raises(ActionRefused) as refused:
        consideration(worker, person, ground_code="contact-details-request", asked_on=None)
    assert list(refused.value.fields) == ["asked_on"]
    row = consideration(worker, person, ground_code="contact-details-request")
    assert row.contact_details_only


@pytest.mark.parametrize(
    "values",
    [
        {"ground_code": "concern-report"},
        {"ground_code": "nonsense"},
        {"recipient": "migration_agency"},
    ],
)
def test_a_ground_fits_the_day_and_the_recipient(
    worker: User, person: Person, values: dict[str, Any]
) -> None:
    with pytest.raises(ActionRefused) as refused:
        consideration(worker, person, **values)
    assert list(refused.value.fields) == ["ground_code"]


def test_who_only_reads_the_file_considers_and_decides_nothing(
    make_user: MakeUser, worker: User, person: Person
) -> None:
    row = consideration(worker, person, checks=ALL)
    reader = make_user(Role.COORDINATOR, "regionkoordinatorer")
    with acting_as(worker):
        grant(
            person,
            user=reader,
            unit=unit("regionkoordinatorer"),
            level=AccessLevel.READ,
            ground=AccessGround.ASSIGNED,
        )
    sentence = "skriva i den här akten"
    with pytest.raises(ActionRefused, match=sentence):
        decide(reader, person, row, "not_disclosed", reasons="Planterade skäl")
    with pytest.raises(ActionRefused, match=sentence):
        change_disclosure(
            by=reader, person=person, disclosure_id=row.pk, seen_at=row.updated_at, values={}
        )
    with pytest.raises(ActionRefused, match=sentence):
        consideration(reader, person)
    with acting_as(worker):
        assert [found.outcome for found in Disclosure.objects.all()] == [""]


def test_grounds_are_those_in_force_today(worker: User, person: Person) -> None:
    assert {choice.ground.code for choice in grounds_today()} == set(grounds())
    row = consideration(worker, person, checks=ALL)
    LegalReference.objects.filter(code="secrecy-police-serious").update(valid_to=days(-1))
    assert "secrecy-police-serious" not in {choice.ground.code for choice in grounds_today()}
    with pytest.raises(ActionRefused, match="gäller inte i dag"):
        decide(worker, person, row, "disclosed", copy=COPY, disclosed_as="paper")


def test_texts_are_sealed_and_the_log_holds_codes(worker: User, person: Person) -> None:
    row = consideration(worker, person, checks=ALL)
    decide(worker, person, row, "disclosed", copy=COPY, disclosed_as="paper", reasons="Skäl")
    with acting_as(worker), connection.cursor() as cursor:
        cursor.execute("SELECT harm, copy FROM casework_disclosure")
        stored = [bytes(value) for value in cursor.fetchone()]
        events = AuditEvent.objects.filter(event__startswith="disclosure.").order_by("at")
        told = [(event.event, event.ground, event.details.get("outcome")) for event in events]
    assert [HARM.encode() in stored[0], COPY.encode() in stored[1]] == [False, False]
    assert told == [
        ("disclosure.considered", "secrecy-police-serious", ""),
        ("disclosure.decided", "secrecy-police-serious", "disclosed"),
    ]


def test_no_address_shares_or_sends() -> None:
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert [name for name in names if "share" in name or "send" in name] == []


def test_the_moment_of_the_decision_is_now(worker: User, person: Person) -> None:
    before = timezone.now()
    row = decide(worker, person, consideration(worker, person), "not_disclosed", reasons="Skäl")
    assert row.decided_at is not None
    assert before <= row.decided_at <= timezone.now()
