"""Access that rests on a consent ends with it, however the consent came to its end."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.consents import rest_on_consent, settle_consents, withdraw_consent
from casework.actions.emergency import open_in_emergency
from casework.actions.gate import grant
from casework.actions.surroundings import add_related, change_related
from casework.actors import CLOCK, acting_as
from casework.audit.events import Event
from casework.enums import AccessGround, AccessLevel, Relation, Role
from casework.exact import Lookup
from casework.journal_enums import ConsentForm, ConsentGiver
from casework.models import (
    AuditEvent,
    Consent,
    ConsentGrant,
    Person,
    PersonUserPermission,
    RelatedPerson,
    User,
)
from casework.queries.access import grants_of
from casework.signals import consent_withdrawn
from casework.tasks.access import settle
from tests.casework.journal import consented
from tests.casework.people import opened, sees, unit
from tests.conftest import MakeUser


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def guest(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_WORKER, "mika")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def given(by: User, person: Person, to: User, level: AccessLevel = AccessLevel.WORK) -> uuid.UUID:
    """An access without an end of its own."""
    with acting_as(by):
        return grant(
            person,
            user=to,
            unit=unit("mika"),
            level=level,
            ground=AccessGround.REFERRAL,
        )


def agreed(by: User, person: Person, **changes: Any) -> Consent:
    return consented(by, person, unit=unit("mika"), body="", **changes)


def guardian(by: User, person: Person) -> RelatedPerson:
    values = {"relation": Relation.SPECIAL_GUARDIAN, "name": "Planterad", "may_be_told": True}
    return add_related(by=by, person_id=person.pk, values=values)


def by_guardian(giver: RelatedPerson) -> dict[str, Any]:
    return {"given_by": ConsentGiver.SPECIAL_GUARDIAN, "given_by_related": giver}


def says_danger(by: User, related: RelatedPerson, **values: Any) -> None:
    change_related(
        by=by,
        related_id=related.pk,
        seen_at=related.updated_at,
        values={"is_danger": True, "may_be_told": False, **values},
    )


def let_days_pass(consent: Consent) -> None:
    """As if it had been given for days that are over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT test_age_consent(%s, 100)", [consent.pk])


@pytest.mark.django_db
class TestRunOut:
    def test_the_night_ends_what_rested_on_it_and_nothing_else(
        self, make_user: MakeUser, worker: User, guest: User, person: Person
    ) -> None:
        other, free = (make_user(Role.UNIT_WORKER, "mika") for _ in range(2))
        over, holding = agreed(worker, person), agreed(worker, person)
        rest_on_consent(by=worker, consent=over, grant_id=given(worker, person, guest))
        rest_on_consent(by=worker, consent=holding, grant_id=given(worker, person, other))
        given(worker, person, free)
        assert settle_consents(by=CLOCK) == 0
        let_days_pass(over)
        assert sees(guest, person)
        assert [settle_consents(by=CLOCK) for _ in range(2)] == [1, 0]
        assert [sees(user, person) for user in (guest, other, free)] == [False, True, True]
        with acting_as(guest):
            ended = PersonUserPermission.objects.get(user=guest)
            assert (ended.ended_why, ended.ended_by_id) == ("consent", None)
        with acting_as(make_user(Role.LOG_REVIEWER)):
            log = AuditEvent.objects.filter(object_id=person.pk, event=Event.ACCESS_ENDED)
            assert [(e.actor_name, e.ground) for e in log] == [("clock", "consent")]

    def test_the_task_of_the_night_does_it(self, worker: User, guest: User, person: Person) -> None:
        over = agreed(worker, person)
        rest_on_consent(by=worker, consent=over, grant_id=given(worker, person, guest))
        let_days_pass(over)
        settle()
        assert not sees(guest, person)

    def test_nobody_at_work_may_ask_for_it(self, worker: User) -> None:
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            with acting_as(worker), connection.cursor() as cursor:
                cursor.execute("SELECT app_settle_consents()")


@pytest.mark.django_db
class TestGiverIsADanger:
    def test_what_rested_on_it_ends_in_the_same_moment(
        self, make_user: MakeUser, worker: User, guest: User, person: Person
    ) -> None:
        other = make_user(Role.UNIT_WORKER, "mika")
        giver = guardian(worker, person)
        theirs = agreed(worker, person, **by_guardian(giver))
        own = agreed(worker, person)
        rest_on_consent(by=worker, consent=theirs, grant_id=given(worker, person, guest))
        rest_on_consent(by=worker, consent=own, grant_id=given(worker, person, other))
        heard: list[Consent] = []

        def hear(sender: object, consent: Consent, **_: object) -> None:
            heard.append(consent)

        consent_withdrawn.connect(hear)
        try:
            says_danger(worker, giver)
        finally:
            consent_withdrawn.disconnect(hear)
        assert heard == [theirs]
        assert [sees(user, person) for user in (guest, other)] == [False, True]
        with acting_as(worker):
            theirs.refresh_from_db()
            assert (theirs.is_withdrawn, theirs.is_in_force) == (False, False)

    def test_also_when_it_is_said_in_an_emergency(
        self, make_user: MakeUser, worker: User, guest: User, person: Person
    ) -> None:
        giver = guardian(worker, person)
        theirs = agreed(worker, person, **by_guardian(giver))
        rest_on_consent(by=worker, consent=theirs, grant_id=given(worker, person, guest))
        night = make_user(Role.UNIT_WORKER, "socialjour")
        wanted = Lookup(person.pseudonym)
        open_in_emergency(by=night, unit=unit("socialjour"), wanted=wanted, reason="Planterad fara")
        assert sees(guest, person)
        says_danger(night, giver)
        assert not sees(guest, person)

    def test_another_change_ends_nothing(self, worker: User, guest: User, person: Person) -> None:
        giver = guardian(worker, person)
        theirs = agreed(worker, person, **by_guardian(giver))
        rest_on_consent(by=worker, consent=theirs, grant_id=given(worker, person, guest))
        says_danger(worker, giver, is_danger=False)
        assert sees(guest, person)


@pytest.mark.django_db
class TestDatabase:
    @pytest.mark.parametrize("why", ["withdrawn", "run out", "not yet", "danger"])
    def test_lets_nothing_rest_on_what_does_not_hold(
        self, worker: User, guest: User, person: Person, why: str
    ) -> None:
        today = timezone.localdate()
        giver = guardian(worker, person)
        consent = agreed(
            worker,
            person,
            given_by=ConsentGiver.SPECIAL_GUARDIAN,
            given_by_related=giver,
            from_day=today + timedelta(days=1) if why == "not yet" else today,
        )
        grant_id = given(worker, person, guest)
        if why == "withdrawn":
            withdraw_consent(by=worker, consent=consent, how=ConsentForm.ORAL)
        elif why == "run out":
            let_days_pass(consent)
        elif why == "danger":
            says_danger(worker, giver)
        with pytest.raises(ActionRefused):
            rest_on_consent(by=worker, consent=consent, grant_id=grant_id)
        with pytest.raises(DatabaseError, match="the consent does not hold"):
            with acting_as(worker), transaction.atomic():
                ConsentGrant.objects.create(
                    person=person, consent=consent, grant_id=grant_id, created_by=worker
                )

    def test_ends_nothing_for_who_does_not_work_in_the_file(
        self, make_user: MakeUser, worker: User, guest: User, person: Person
    ) -> None:
        over = agreed(worker, person)
        rest_on_consent(by=worker, consent=over, grant_id=given(worker, person, guest))
        reader, stranger = (make_user(Role.UNIT_WORKER, "mika") for _ in range(2))
        given(worker, person, reader, AccessLevel.READ)
        let_days_pass(over)
        for user in (reader, stranger):
            with pytest.raises(DatabaseError, match="no access to end"), transaction.atomic():
                with acting_as(user), connection.cursor() as cursor:
                    cursor.execute("SELECT app_end_grants_of_consent(%s)", [over.pk])
        assert sees(guest, person)


@pytest.mark.parametrize("by_action", [True, False])
def test_a_withdrawal_at_the_same_moment_is_waited_for(
    commit_user: MakeUser, by_action: bool
) -> None:
    worker, guest = commit_user(Role.OUTREACH_WORKER, "pom"), commit_user(Role.UNIT_WORKER, "mika")
    person = opened(worker, "pom")
    consent = agreed(worker, person)
    grant_id = given(worker, person, guest)
    begun = threading.Event()

    def rest() -> str:
        try:
            with acting_as(worker):
                begun.set()
                if by_action:
                    rest_on_consent(by=worker, consent=consent, grant_id=grant_id)
                else:
                    ConsentGrant.objects.create(
                        person=person, consent=consent, grant_id=grant_id, created_by=worker
                    )
        except (ActionRefused, DatabaseError) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "rests"

    with ThreadPoolExecutor(1) as pool:
        with acting_as(worker):
            withdraw_consent(by=worker, consent=consent, how=ConsentForm.ORAL)
            run = pool.submit(rest)
            assert begun.wait(timeout=30)
            # Not committed yet: the other has to wait for what comes of it.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(1)")
            assert not run.done()
        assert run.result(timeout=60) == ("ActionRefused" if by_action else "IntegrityError")
    with acting_as(worker):
        assert ConsentGrant.objects.count() == 0
        assert [row.user_id for row in grants_of(person).in_force if row.user_id == guest.pk]
