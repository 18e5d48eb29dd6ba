"""The pages of referrals: what they show, to whom, with how many statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actors import SETUP, acting_as, setting_up_city
from casework.audit.events import Event
from casework.demo import ACCOUNTS
from casework.enums import Role
from casework.identifiers import uuid7
from casework.journal_enums import ConsentForm
from casework.models import AuditEvent, Consent, User
from referrals.demo import TAKES_IN
from referrals.enums import OUTSIDE_LABELS, SLUGS, Act, ReferralKind, ReferralState
from referrals.models import OutsideBody, Referral, ReferralEvent, Route
from referrals.queries.boxes import BOXES
from tests.casework.people import opened, unit
from tests.conftest import MakeUser
from tests.counting import MOST_QUERIES, statements_of
from tests.referrals.build import ASKED, WHO, People, drafted, moved, of_file, outside, people
from tests.staff import change_memberships

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
INDEX = reverse("referrals:index")


@pytest.fixture
def who(make_user: MakeUser) -> People:
    return people(make_user)


def filled(**changes: object) -> dict[str, object]:
    """What somebody has typed."""
    return {
        "row": uuid7(),
        "from_unit": unit("pom").pk,
        "kind": "referral",
        "receiver": f"unit:{unit('mika').pk}",
        "is_child": "no",
        "asked": ASKED,
        "kinds": ["situation"],
        "ground": "anonymous",
        "do": "send",
        **changes,
    }


def numbers(client: Client, box: str) -> list[str]:
    return [row.number for row, _late in client.get(INDEX, {"lada": box}).context["lines"]]


def test_from_the_form_to_the_receiver_and_back(who: People, sign_in: SignIn) -> None:
    sender, receiver = sign_in(who.sender), sign_in(who.receiver)
    new = reverse("referrals:new", args=["utsatt"])
    bare = sender.post(new, {"do": "send"})
    assert bare.status_code == 422
    assert 'id="error-summary"' in bare.content.decode()
    sent = sender.post(new, filled())
    with acting_as(who.sender):
        referral = Referral.objects.get()
    page = reverse("referrals:referral", args=[referral.pk])
    assert (sent.status_code, sent.headers["Location"]) == (302, page)
    assert referral.state == ReferralState.SENT
    assert numbers(receiver, "nya") == [referral.number]
    shown = receiver.get(page)
    assert ASKED in shown.content.decode()
    assert shown.context["main"]["slug"] == "ta"
    receiver.post(reverse("referrals:act", args=[referral.pk, "ta"]))
    assert (numbers(receiver, "nya"), numbers(receiver, "mina")) == ([], [referral.number])
    decline = reverse("referrals:act", args=[referral.pk, "avboj"])
    assert receiver.post(decline, {}).status_code == 422
    receiver.post(decline, {"reason": "no_room", "words": "Planterat svar"})
    assert numbers(sender, "tillbaka") == [referral.number]
    back = sender.get(INDEX)
    assert back.context["back"] == 1
    told = sender.get(page).content.decode()
    assert "Planterat svar" in told
    # It no longer concerns the receiver, and they read it no more.
    closed = receiver.get(page).content.decode()
    assert ASKED not in closed
    sender.post(reverse("referrals:act", args=[referral.pk, "noterat"]))
    assert numbers(sender, "tillbaka") == []


def test_the_list_opens_where_something_waits(who: People, sign_in: SignIn) -> None:
    client = sign_in(who.receiver)
    assert client.get(INDEX).context["box"].slug == "nya"
    referral = moved(drafted(who.sender), who, Act.SEND, Act.TAKE)
    opened_at = client.get(INDEX)
    assert (opened_at.context["box"].slug, len(opened_at.context["lines"])) == ("mina", 1)
    # Asked for by name, an empty box says where the rest is.
    empty = client.get(INDEX, {"lada": "nya"})
    assert empty.context["box"].slug == "nya"
    assert [(box.slug, count) for box, count in empty.context["others"]] == [("mina", 1)]
    assert 'class="tap" href="?lada=mina"' in empty.content.decode()
    moved(referral, who, Act.DECLINE)
    # What is closed waits for nobody: it is named, and not opened.
    closed = client.get(INDEX)
    assert closed.context["box"].slug == "nya"
    assert [box.slug for box, _count in closed.context["others"]] == ["klara"]


def test_whoever_takes_nobody_in_is_told_who_does(who: People, sign_in: SignIn) -> None:
    moved(drafted(who.sender), who, Act.SEND)
    told = sign_in(who.receiver_colleague).get(INDEX)
    expected = sorted([str(who.receiver), str(who.receiver_manager)])
    assert [(u.code, names) for u, names in told.context["taken_in_by_others"]] == [
        ("mika", expected)
    ]
    assert ", ".join(expected) in told.content.decode()
    for user in (who.receiver, who.receiver_manager):
        assert sign_in(user).get(INDEX).context["taken_in_by_others"] == []
    change_memberships(who.receiver, takes_intake=False)
    change_memberships(who.receiver_manager, role=Role.UNIT_WORKER)
    alone = sign_in(who.receiver_colleague).get(INDEX)
    assert [names for _unit, names in alone.context["taken_in_by_others"]] == [[]]


def test_the_demonstrations_coordinator_takes_in() -> None:
    """Whoever looks at the demonstration as one sees what is sent to the unit."""
    accounts = {account.local_part: account for account in ACCOUNTS}
    coordinators = [a.local_part for a in ACCOUNTS if a.role == Role.COORDINATOR]
    assert coordinators
    for name in coordinators:
        manager = accounts[TAKES_IN[name]]
        assert set(accounts[name].units) <= set(manager.units)


def test_the_same_form_twice_makes_one(who: People, sign_in: SignIn) -> None:
    client, form = sign_in(who.sender), filled()
    new = reverse("referrals:new", args=["utsatt"])
    assert client.post(new, form).status_code == 302
    assert client.post(new, form).status_code == 422
    with acting_as(who.sender):
        assert Referral.objects.count() == 1


def test_a_draft_that_can_not_be_sent_is_kept(who: People, sign_in: SignIn) -> None:
    with acting_as(who.sender):
        person = opened(who.sender, "pom")
    client = sign_in(who.sender)
    form = filled(ground="consent", kinds=["contact"], who=WHO)
    answer = client.post(reverse("referrals:new_for_file", args=[person.pk]), form, follow=True)
    with acting_as(who.sender):
        referral = Referral.objects.get()
    assert referral.state == ReferralState.DRAFT
    assert answer.redirect_chain == [(reverse("referrals:change", args=[referral.pk]), 302)]
    assert WHO in answer.content.decode()


def test_the_list_tells_nothing_of_what_is_asked(who: People, sign_in: SignIn) -> None:
    moved(of_file(who.sender), who, Act.SEND)
    for user in (who.sender, who.receiver):
        for box in BOXES:
            text = sign_in(user).get(INDEX, {"lada": box.slug}).content.decode()
            assert ASKED not in text
            assert WHO not in text


def test_reading_one_is_logged(who: People, sign_in: SignIn) -> None:
    referral = moved(of_file(who.sender), who, Act.SEND)
    sign_in(who.receiver).get(reverse("referrals:referral", args=[referral.pk]))
    with acting_as(who.receiver):
        event = AuditEvent.objects.get(event=Event.REFERRAL_READ)
    assert (event.actor_id, event.object_id) == (who.receiver.pk, referral.pk)
    assert event.details == {"person": str(referral.person_id)}


def test_it_is_found_by_its_own_number_and_nothing_else(who: People, sign_in: SignIn) -> None:
    referral = moved(drafted(who.sender), who, Act.SEND)
    client = sign_in(who.receiver)
    for text, found in ((referral.number.lower(), 1), (ASKED[:8], 0), ("H-", 0), ("\x00", 0)):
        assert len(client.get(INDEX, {"nummer": text}).context["lines"]) == found
    stranger = sign_in(who.stranger).get(INDEX, {"nummer": referral.number})
    assert stranger.context["lines"] == []


def test_the_receiver_reads_no_longer_who_it_was(who: People, sign_in: SignIn) -> None:
    """Neither of advice that is given, nor once the consent does not hold."""
    done = moved(of_file(who.sender, ReferralKind.CONSULTATION), who, Act.SEND, Act.RECEIVE)
    open_one = moved(of_file(who.sender), who, Act.SEND)
    client = sign_in(who.receiver)
    pages = [reverse("referrals:referral", args=[row.pk]) for row in (done, open_one)]
    for page in pages:
        shown = client.get(page).content.decode()
        assert (ASKED in shown, WHO in shown) == (True, True)
    moved(done, who, Act.REPLY)
    assert open_one.consent_id is not None
    # By SQL, so that nothing has stopped it.
    with acting_as(who.sender):
        assert (
            Consent.objects.filter(pk=open_one.consent_id).update(
                withdrawn_at=timezone.now(), withdrawn_by=who.sender, withdrawn_how=ConsentForm.ORAL
            )
            == 1
        )
    for page in pages:
        shown = client.get(page).content.decode()
        assert (ASKED in shown, WHO in shown) == (False, False)


@pytest.mark.parametrize("day", ["9999-12-31", "91"])
def test_the_clock_is_not_silenced_for_ever(day: str, who: People, sign_in: SignIn) -> None:
    referral = moved(drafted(who.sender), who, Act.SEND)
    far = str(timezone.localdate() + timedelta(days=91)) if day == "91" else day
    page = reverse("referrals:act", args=[referral.pk, "flytta-tiden"])
    answer = sign_in(who.sender).post(page, {"words": "x", "due_at": far})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["due_at"])


@pytest.mark.parametrize("act", [Act.SEND, Act.POSTPONE])
def test_nor_by_sql(act: Act, who: People) -> None:
    referral = drafted(who.sender)
    if act == Act.POSTPONE:
        moved(referral, who, Act.SEND)
    far = timezone.now() + timedelta(days=92)
    event = ReferralEvent(referral=referral, by=who.sender, act=act, words="x", due_at=far)
    with pytest.raises(DatabaseError, match="time_is_bounded"), acting_as(who.sender):
        event.save(force_insert=True)


def test_a_body_that_was_sent_to_keeps_its_name(who: People) -> None:
    moved(outside(who.sender), who, Act.SEND)
    for actor, said in ((SETUP, "keeps its name"), (who.sender, "by set-up alone")):
        with pytest.raises(DatabaseError, match=said), acting_as(actor), setting_up_city():
            OutsideBody.objects.filter(code="iom").update(name="Annat namn")
    with pytest.raises(DatabaseError, match="by set-up alone"), acting_as(who.sender):
        Route.objects.all().delete()
    with acting_as(SETUP), setting_up_city():
        assert OutsideBody.objects.filter(code="iom").update(phone="08-123 45 67") == 1


def test_what_a_body_outside_does_is_registered_in_its_name(who: People, sign_in: SignIn) -> None:
    abroad = moved(outside(who.sender), who, Act.SEND)
    page = sign_in(who.sender).get(reverse("referrals:referral", args=[abroad.pk]))
    labels = {b["slug"]: str(b["label"]) for b in page.context["others"]}
    acts = (Act.ACCEPT, Act.DECLINE, Act.ASK)
    expected = {SLUGS[act]: str(OUTSIDE_LABELS[act]) for act in acts}
    assert {slug: labels[slug] for slug in expected} == expected


def test_a_unit_sends_itself_nothing_by_sql(who: People) -> None:
    referral = drafted(who.sender)
    with pytest.raises(DatabaseError, match="goes_elsewhere"), acting_as(who.sender):
        Referral.objects.filter(pk=referral.pk).update(to_unit=unit("pom").pk)


def test_the_list_takes_as_many_statements_for_fifty_as_for_one(
    who: People, sign_in: SignIn
) -> None:
    moved(of_file(who.sender), who, Act.SEND)
    client = sign_in(who.receiver)
    client.get(INDEX)
    address = f"{INDEX}?lada=nya"
    one = statements_of(client, address)
    for _number in range(24):
        moved(drafted(who.sender), who, Act.SEND)
    many = statements_of(client, address)
    assert len(client.get(address).context["lines"]) == 25
    assert len(one) == len(many) <= MOST_QUERIES


def test_one_referral_takes_few_statements(who: People, sign_in: SignIn) -> None:
    referral = moved(of_file(who.sender), who, Act.SEND, Act.TAKE, Act.ACCEPT, Act.START)
    for user in (who.sender, who.receiver):
        client = sign_in(user)
        page = reverse("referrals:referral", args=[referral.pk])
        client.get(page)
        assert len(statements_of(client, page)) <= MOST_QUERIES


def test_the_card_and_the_story_of_the_file_tell_of_it(who: People, sign_in: SignIn) -> None:
    referral = moved(of_file(who.sender), who, Act.SEND)
    client = sign_in(who.sender)
    first = client.get(reverse("casework:person", args=[referral.person_id])).content.decode()
    story = client.get(reverse("casework:events", args=[referral.person_id])).content.decode()
    page = reverse("referrals:referral", args=[referral.pk])
    assert (page in first, page in story) == (True, True)
    assert ASKED not in first + story
