"""What only real commits show: two at the same moment, and a worker killed in the middle."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.consents import withdraw_consent
from casework.actors import CLOCK, acting_as
from casework.enums import CaseState
from casework.journal_enums import ConsentForm
from casework.models import Case, Consent, Notice, Person, User
from casework.notice_enums import NoticeKind
from referrals import machine
from referrals.actions.jobs import escalate_late
from referrals.actions.moving import move_referral
from referrals.enums import Act, ReferralState
from referrals.models import Referral, ReferralEvent
from tests.casework.people import sees, unit
from tests.casework.test_access_at_once import at_once
from tests.conftest import MakeUser
from tests.referrals.build import People, drafted, moved, of_file, people, said_for


def acts(referral: Referral, act: Act, by: User) -> Callable[[], object]:
    return lambda: move_referral(by=by, referral_id=referral.pk, act=act, said=said_for(act))


@pytest.mark.parametrize(
    ("first", "second"),
    [(Act.ACCEPT, Act.ACCEPT), (Act.ACCEPT, Act.DECLINE), (Act.DECLINE, Act.DECLINE)],
)
def test_of_two_who_decide_at_once_one_does(
    first: Act,
    second: Act,
    commit_user: MakeUser,
) -> None:
    who = people(commit_user)
    referral = moved(of_file(who.sender), who, Act.SEND)
    one, other = who.receiver, who.receiver_manager
    done = at_once({one: acts(referral, first, one), other: acts(referral, second, other)})
    assert sorted(done) == [False, True]
    with acting_as(who.sender):
        referral.refresh_from_db()
        events = ReferralEvent.objects.filter(referral=referral).exclude(act=Act.SEND)
        cases = Case.objects.filter(unit=unit("mika"), state=CaseState.OPEN).count()
        assert events.count() == 1
        assert events.get().to_state == referral.state
    assert cases == (1 if referral.state == ReferralState.ACCEPTED else 0)


def test_taken_back_and_accepted_at_once_is_one_of_them(
    commit_user: MakeUser,
) -> None:
    who = people(commit_user)
    referral = moved(of_file(who.sender), who, Act.SEND)
    done = at_once(
        {
            who.sender: acts(referral, Act.REVOKE, who.sender),
            who.receiver: acts(referral, Act.ACCEPT, who.receiver),
        }
    )
    assert sorted(done) == [False, True]
    with acting_as(who.sender):
        referral.refresh_from_db()
    assert referral.state in (ReferralState.REVOKED, ReferralState.ACCEPTED)


@pytest.mark.parametrize("withdrawn_first", [True, False])
@pytest.mark.parametrize("act", [Act.ACCEPT, Act.DECLINE, Act.REVOKE, Act.SEND])
def test_a_withdrawal_is_done_whatever_happens_at_the_same_moment(
    commit_user: MakeUser, act: Act, *, withdrawn_first: bool
) -> None:
    who = people(commit_user)
    referral = of_file(who.sender)
    if act != Act.SEND:
        referral = moved(referral, who, Act.SEND)
    with acting_as(who.sender):
        consent = Consent.objects.get()
    by = who.receiver if act in (Act.ACCEPT, Act.DECLINE) else who.sender
    do = acts(referral, act, by)
    if withdrawn_first:
        begun_then(who.sender, partial(hold, consent), by, do, partial(withdraw, who, consent))
    else:
        assert begun_then(by, do, who.sender, partial(withdraw, who, consent)) == "done"
    with acting_as(who.sender):
        referral.refresh_from_db()
        consent.refresh_from_db()
        assert consent.is_withdrawn
        assert referral.state not in machine.OPEN
        assert referral.person is not None
        person = Person.objects.get(pk=referral.person.pk)
    assert not sees(who.receiver, person)


def hold(consent: Consent) -> None:
    """As a withdrawal begins."""
    Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)


def withdraw(who: People, consent: Consent) -> None:
    withdraw_consent(by=who.sender, consent=consent, how=ConsentForm.ORAL)


def begun_then(
    first: User,
    work: Callable[[], object],
    second: User,
    other: Callable[[], object],
    rest: Callable[[], object] = lambda: None,
) -> str:
    """*work* by *first*, and before it is committed *other* by *second*; how that one went."""

    def run() -> str:
        try:
            with acting_as(second):
                other()
        except ActionRefused:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(1) as pool:
        with acting_as(first):
            work()
            found = pool.submit(run)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(1)")
            rest()
        return found.result(timeout=60)


def late_one(who: People) -> Referral:
    """Sent so that the answer was due yesterday."""
    referral = drafted(who.sender)
    with acting_as(who.sender):
        due = timezone.now() - timedelta(days=1)
        event = ReferralEvent(referral=referral, by=who.sender, act=Act.SEND, due_at=due)
        event.save(force_insert=True)
    return referral


def test_a_worker_killed_while_escalating_has_told_nobody(
    commit_user: MakeUser,
) -> None:
    who = people(commit_user)
    referral = late_one(who)

    class Killed(BaseException):
        pass

    def begun_and_killed() -> None:
        with acting_as(CLOCK), connection.cursor() as cursor:
            cursor.execute("SELECT app_escalate_referrals()")
            raise Killed

    with pytest.raises(Killed):
        begun_and_killed()
    with acting_as(who.receiver_manager):
        assert not Notice.objects.filter(kind=NoticeKind.REFERRAL_LATE).exists()
    assert [escalate_late(by=CLOCK), escalate_late(by=CLOCK)] == [1, 0]
    with acting_as(who.receiver_manager):
        late = Notice.objects.filter(kind=NoticeKind.REFERRAL_LATE, subject=referral.pk)
        assert late.count() == 1
