"""Every act in every state by everybody: by the action, and by SQL past all of our code."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.identifiers import uuid7
from casework.models import Case, Consent, User
from referrals import machine
from referrals.actions.moving import move_referral
from referrals.enums import Act, ReferralKind, ReferralState, Side
from referrals.models import Referral, ReferralEvent
from tests.casework.people import opened
from tests.conftest import MakeUser, superuser_dsn
from tests.referrals.build import (
    People,
    content,
    drafted,
    moved,
    of_file,
    outside,
    people,
    said_for,
    way_to,
)

pytestmark = pytest.mark.django_db
# Who acts for which side: everybody else may do nothing.
SIDES = {
    Side.SENDER: {"sender", "sender_manager", "colleague"},
    Side.RECEIVER: {"receiver", "receiver_manager"},
    Side.CONSENT: set(),
    Side.CLOCK: set(),
}
# A handover is of a file: those of the sending unit who do not see it do nothing with it.
SIDES_OF_FILE = SIDES | {Side.SENDER: {"sender", "sender_manager"}}
REACHED = [
    (kind, state)
    for kind in ReferralKind
    for state in ReferralState
    if way_to(kind, state) is not None
]


def in_state(who: People, kind: ReferralKind, state: ReferralState) -> Referral:
    to = "socialjour" if kind == ReferralKind.REPORT else "mika"
    way = way_to(kind, state)
    assert way is not None
    if kind == ReferralKind.HANDOVER:
        draft = of_file(who.sender, kind)
        # Named beforehand, so that it is the table alone that lets it be sent by SQL or not.
        with acting_as(who.sender):
            Referral.objects.filter(pk=draft.pk).update(consent=Consent.objects.get())
        return moved(draft, who, *way)
    return moved(drafted(who.sender, said=content(kind, to)), who, *way)


def try_by_action(user: User, referral: Referral, act: Act, colleague: User) -> bool:
    try:
        with transaction.atomic():
            said = said_for(act, colleague)
            move_referral(by=user, referral_id=referral.pk, act=act, said=said)
            connection.check_constraints()
            raise _Undo  # noqa: TRY301 - what was done is rolled back
    except _Undo:
        return True
    except ActionRefused:
        return False


def try_by_sql(user: User, referral: Referral, act: Act, colleague: User) -> bool:
    """As somebody who can run SQL as the application role, in *user*'s name."""
    try:
        with transaction.atomic(), acting_as(user), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO referrals_referralevent (id, referral_id, at, by_id, act, from_state,"
                " to_state, reason, words, assigned_to_id, due_at)"
                " VALUES (%s, %s, now(), %s, %s, 'draft', 'done', 'no_room', 'x', %s,"
                " now() + interval '4 days')",
                [uuid7(), referral.pk, user.pk, str(act), colleague.pk],
            )
            raise _Undo  # noqa: TRY301 - what was done is rolled back
    except _Undo:
        return True
    except DatabaseError:
        return False


class _Undo(Exception):
    pass


@pytest.mark.parametrize(("kind", "state"), REACHED)
def test_nothing_is_done_outside_the_table(
    kind: ReferralKind, state: ReferralState, make_user: MakeUser
) -> None:
    who = people(make_user, "socialjour" if kind == ReferralKind.REPORT else "mika")
    referral = in_state(who, kind, state)
    assert referral.state == state
    found: dict[str, set[tuple[str, Act]]] = {"action": set(), "sql": set()}
    for name, user in who.all().items():
        for act in Act:
            colleague = who.receiver_colleague
            if try_by_action(user, referral, act, colleague):
                found["action"].add((name, act))
            if try_by_sql(user, referral, act, colleague):
                found["sql"].add((name, act))
    sides = SIDES_OF_FILE if kind == ReferralKind.HANDOVER else SIDES
    expected = {
        (name, step.act)
        for step in machine.possible(kind, state)
        for name in sides[step.who]
        if step.act != Act.HAND_BACK
    }
    assert found["action"] == expected
    assert found["sql"] == expected


@pytest.mark.parametrize("state", [s for s in ReferralState if s != ReferralState.DRAFT])
def test_the_state_can_not_be_written(state: ReferralState, make_user: MakeUser) -> None:
    who = people(make_user)
    referral = drafted(who.sender)
    for user in (who.sender, who.receiver, who.sender_manager):
        with pytest.raises(DatabaseError, match="permission denied"):
            with acting_as(user):
                Referral.objects.filter(pk=referral.pk).update(state=state)


SUPER_DRAFT = """
    INSERT INTO referrals_referral (id, number, kind, state, last_act, from_unit_id, role, is_child,
        is_protected, is_acute, from_offer, from_concern, kinds, ground, created_at, created_by_id,
        updated_at, due_at, reason)
    SELECT gen_random_uuid(), 'H-SUPER', 'referral', 'draft', '', u.id, 'exploited', false, false,
        false, false, false, '{}', '', now(), gen_random_uuid(), now(), now(), ''
    FROM casework_unit u WHERE u.code = 'pom' RETURNING id
"""


@pytest.mark.parametrize("role", ["ledljus_owner", "ledljus_gatekeeper", None])
def test_nor_by_any_other_role(role: str | None) -> None:
    """The owner, the gatekeeper itself and a superuser: no way past the table."""
    with psycopg.connect(superuser_dsn(str(connection.settings_dict["NAME"]))) as superuser:
        superuser.execute("ALTER TABLE referrals_referral NO FORCE ROW LEVEL SECURITY")
        made = superuser.execute(SUPER_DRAFT).fetchone()
        assert made is not None
        if role == "ledljus_gatekeeper":
            superuser.execute("SET LOCAL ROLE ledljus_gatekeeper")
        elif role:
            superuser.execute("SET LOCAL ROLE ledljus_owner")
        with pytest.raises(psycopg.DatabaseError, match="no such transition"):
            superuser.execute(
                "UPDATE referrals_referral SET state = 'done', last_act = 'finish',"
                " closed_at = now() WHERE id = %s",
                [made[0]],
            )
        superuser.rollback()


def test_what_was_sent_stays_as_it_was(make_user: MakeUser) -> None:
    who = people(make_user)
    referral = moved(drafted(who.sender), who, Act.SEND)
    with acting_as(who.sender):
        assert Referral.objects.filter(pk=referral.pk).update(is_acute=True) == 0
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Referral.objects.filter(pk=referral.pk).update(number="H-ANNAN")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Referral.objects.filter(pk=referral.pk).delete()


def test_an_event_stays_as_it_is(make_user: MakeUser) -> None:
    who = people(make_user)
    referral = moved(drafted(who.sender), who, Act.SEND)
    with acting_as(who.sender):
        event = ReferralEvent.objects.get(referral=referral)
        for statement in (
            "UPDATE referrals_referralevent SET act = 'done'",
            "DELETE FROM referrals_referralevent",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(statement)
    assert (event.from_state, event.to_state, event.by_id) == ("draft", "sent", who.sender.pk)


def test_hand_back_needs_somebody_who_has_it(make_user: MakeUser) -> None:
    who = people(make_user)
    referral = moved(drafted(who.sender), who, Act.SEND, Act.RECEIVE)
    with pytest.raises(ActionRefused):
        move_referral(by=who.receiver, referral_id=referral.pk, act=Act.HAND_BACK)
    referral = moved(referral, who, Act.TAKE)
    assert referral.assigned_to_id == who.receiver.pk
    assert moved(referral, who, Act.HAND_BACK).assigned_to_id is None


def test_the_one_who_was_given_it_sees_it_and_acts(make_user: MakeUser) -> None:
    who = people(make_user)
    referral = moved(drafted(who.sender), who, Act.SEND)
    with acting_as(who.receiver_colleague):
        assert not Referral.objects.exists()
    moved(referral, who, Act.ASSIGN)
    move_referral(by=who.receiver_colleague, referral_id=referral.pk, act=Act.ACCEPT)
    with acting_as(who.receiver_colleague):
        assert Referral.objects.get().state == ReferralState.ACCEPTED


def test_what_a_body_outside_answers_is_registered_with_who_said_it(make_user: MakeUser) -> None:
    who = people(make_user)
    referral = moved(outside(who.sender), who, Act.SEND)
    with pytest.raises(ActionRefused) as refused:
        move_referral(by=who.sender, referral_id=referral.pk, act=Act.ACCEPT)
    assert list(refused.value.fields) == ["said_by"]
    assert not try_by_sql(who.sender, referral, Act.ACCEPT, who.colleague)
    for act in (Act.TAKE, Act.ASSIGN):
        assert not try_by_action(who.sender, referral, act, who.colleague)
    assert moved(referral, who, Act.ACCEPT).state == ReferralState.ACCEPTED
    with acting_as(who.sender):
        event = ReferralEvent.objects.get(act=Act.ACCEPT)
        assert event.said_by == "Kim, samordnare"


@pytest.mark.parametrize("act", [Act.ASK, Act.POSTPONE, Act.REVOKE])
def test_an_act_that_has_to_say_why_is_refused_without_words(act: Act, make_user: MakeUser) -> None:
    who = people(make_user)
    referral = moved(drafted(who.sender), who, Act.SEND)
    side = who.receiver if act == Act.ASK else who.sender
    with pytest.raises(ActionRefused) as refused:
        move_referral(by=side, referral_id=referral.pk, act=act)
    assert "words" in refused.value.fields


def test_of_a_file_it_is_for_those_who_see_the_file(make_user: MakeUser) -> None:
    who = people(make_user)
    referral = moved(of_file(who.sender), who, Act.SEND)
    seen = {}
    for name, user in who.all().items():
        with acting_as(user):
            seen[name] = Referral.objects.filter(pk=referral.pk).exists()
    assert seen == {
        "sender": True,
        "colleague": False,
        "sender_manager": True,
        "receiver": True,
        "receiver_colleague": False,
        "receiver_manager": True,
        "stranger": False,
    }


@pytest.mark.parametrize("name", ["case", "assigned_to", "noted_at", "accepted_at"])
def test_a_draft_begins_with_nothing_that_follows_from_events(
    name: str, make_user: MakeUser
) -> None:
    """Above all no case: it would be closed with the referral, whoever's it is."""
    who = people(make_user)
    with acting_as(who.sender):
        case = Case.objects.get(person=opened(who.sender, "pom"))
    values = {
        "case": case,
        "assigned_to": who.sender,
        "noted_at": timezone.now(),
        "accepted_at": timezone.now(),
    }
    draft = Referral(
        number="H-PLANT1",
        kind=ReferralKind.REFERRAL,
        from_unit=case.unit,
        role="exploited",
        created_by=who.sender,
        **{name: values[name]},
    )
    with pytest.raises(DatabaseError, match="begins as a draft"), acting_as(who.sender):
        draft.save(force_insert=True)
