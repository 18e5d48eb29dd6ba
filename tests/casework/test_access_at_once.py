"""What only real commits show: two who decide about the same access at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from casework.actions.access import end_access, give_access
from casework.actions.asking import answer_request, ask_access
from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.enums import AccessLevel, GrantEnd, Role
from casework.exact import Lookup
from casework.grant_enums import GrantTask
from casework.models import Person, PersonUserPermission, User
from casework.queries.access import grants_of
from casework.queries.notices import requests_for
from tests.casework.people import opened, protect, sees, unit
from tests.conftest import MakeUser

UNIT = "regionkoordinatorer"


def at_once(works: dict[User, Callable[[], object]]) -> list[bool]:
    """Begin all of *works* together; whether each was done or refused."""
    together = threading.Barrier(len(works))

    def run(user: User, work: Callable[[], object]) -> bool:
        try:
            with acting_as(user):
                together.wait(timeout=30)
                work()
        except ActionRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(works)) as pool:
        runs = [pool.submit(run, user, work) for user, work in works.items()]
        return [found.result(timeout=60) for found in runs]


def given(by: User, person: Person, user: User) -> None:
    give_access(
        by=by,
        person=person,
        unit=unit(UNIT),
        user=user,
        level=AccessLevel.MANAGE,
        task=GrantTask.TAKES_OVER,
        until=timezone.now() + timedelta(days=9),
    )


def grant_of(user: User) -> PersonUserPermission:
    with acting_as(user):
        found: PersonUserPermission = PersonUserPermission.objects.get(user=user)
        return found


def test_two_who_end_each_other_s_access_leave_somebody(commit_user: MakeUser) -> None:
    one, other = (commit_user(Role.COORDINATOR, UNIT) for _ in range(2))
    person = opened(one, UNIT)
    given(one, person, other)
    protect(one, person)
    grants = {user: grant_of(user).pk for user in (one, other)}
    done = at_once(
        {
            one: lambda: end_access(by=one, grant_id=grants[other], why=GrantEnd.WITHDRAWN),
            other: lambda: end_access(by=other, grant_id=grants[one], why=GrantEnd.WITHDRAWN),
        }
    )
    assert sorted(done) == [False, True]
    assert sorted([sees(one, person), sees(other, person)]) == [False, True]


def test_two_who_end_the_same_access_end_it_once(commit_user: MakeUser) -> None:
    one, other, worker = (commit_user(Role.COORDINATOR, UNIT) for _ in range(3))
    person = opened(one, UNIT)
    given(one, person, other)
    given(one, person, worker)
    grant = grant_of(worker).pk

    def end(by: User) -> Callable[[], object]:
        return lambda: end_access(by=by, grant_id=grant, why=GrantEnd.TASK_DONE)

    assert sorted(at_once({one: end(one), other: end(other)})) == [False, True]
    with acting_as(one):
        assert [row.user_id for row in grants_of(person).ended] == [worker.pk]


def test_two_answers_are_one(commit_user: MakeUser) -> None:
    one, other = (commit_user(Role.COORDINATOR, UNIT) for _ in range(2))
    asker = commit_user(Role.UNIT_WORKER, "mika")
    person = opened(one, UNIT)
    given(one, person, other)
    ask_access(
        by=asker, unit=unit("mika"), wanted=Lookup(person.pseudonym), reason="Planterad fråga"
    )
    with acting_as(one):
        [request] = requests_for(one)
    until = timezone.now() + timedelta(days=9)

    def yes(by: User) -> Callable[[], object]:
        return lambda: answer_request(by=by, request=request, gives=True, until=until)

    assert sorted(at_once({one: yes(one), other: yes(other)})) == [False, True]
    with acting_as(asker):
        assert PersonUserPermission.objects.filter(user=asker).count() == 1
