"""An accepted offer begins a referral by itself: once, with a clock, and gone with the yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actors import CLOCK, acting_as
from casework.enums import PersonRole, Role
from casework.identifiers import uuid7
from casework.journal_enums import InformationKind
from casework.models import Notice, User
from casework.notice_enums import NoticeKind
from outreach.actions.answers import EncounterAnswers, OfferAnswered
from outreach.actions.doubles import link_double, unlink_double
from outreach.actions.encounters import change_encounter, correct_encounter
from outreach.actions.shift_states import sign_shift
from outreach.actions.strikes import restore_encounter, strike_encounter
from outreach.enums import AgeBand, StrikeReason
from outreach.models import ContactDetails, Encounter, SupportOffer
from referrals.actions.discarding import discard_draft
from referrals.actions.drafts import Content, change_draft
from referrals.actions.jobs import escalate_late
from referrals.actions.moving import move_referral
from referrals.actions.offers import settle_offer
from referrals.due import due_by
from referrals.enums import (
    Act,
    DropReason,
    Outcome,
    ReferralGround,
    ReferralKind,
    ReferralState,
    TimeLimit,
)
from referrals.models import OfferSettlement, Referral
from referrals.queries.badges import badges_of
from tests.conftest import MakeUser
from tests.outreach.build import CHILD, CONTACT, answers, ended, met, ongoing, seen, unit
from tests.referrals.build import intake, said_for

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
YES = OfferAnswered("mika", "accepted")
NO = OfferAnswered("mika", "declined")


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def mika(make_user: MakeUser) -> User:
    return intake(make_user, "mika")


def drafts(user: User) -> list[Referral]:
    with acting_as(user):
        return list(Referral.objects.filter(from_offer=True).select_related("to_unit"))


def change(worker: User, encounter: Encounter, given: EncounterAnswers) -> None:
    row = seen(worker, encounter)
    change_encounter(encounter_id=row.pk, seen_at=row.updated_at, answers=given, by=worker)


def badges(user: User) -> tuple[int, int]:
    """Accepted offers and referrals that wait for *user*, counted anew."""
    with acting_as(user):
        found = badges_of(User.objects.get(pk=user.pk))
    return found.offers, found.referrals


def complete(worker: User, referral: Referral) -> None:
    said = Content(
        kind=ReferralKind.REFERRAL,
        asked="Planterad fråga 4711",
        kinds=[InformationKind.SITUATION],
        ground=ReferralGround.OFFER,
        to_unit=unit("mika"),
    )
    change_draft(by=worker, referral_id=referral.pk, seen_at=referral.updated_at, content=said)


def test_a_yes_begins_a_draft_to_the_unit_of_its_route(worker: User) -> None:
    encounter = met(ongoing(worker), worker)
    (draft,) = drafts(worker)
    with acting_as(worker):
        offer = SupportOffer.objects.get()
    told = (
        draft.state,
        draft.ground,
        draft.offer_id,
        draft.role,
        draft.encounter_id,
        draft.to_unit,
    )
    wanted = (ReferralState.DRAFT, ReferralGround.OFFER, offer.pk, PersonRole.EXPLOITED)
    assert told == (*wanted, encounter.pk, unit("mika"))
    # What passes is chosen by a person, and it is late in a working day.
    assert (draft.kinds, draft.who, draft.is_whole) == ([], None, False)
    assert draft.due_at is not None
    assert timezone.now() < draft.due_at < timezone.now() + timedelta(days=7)


def test_an_incomplete_encounter_and_a_no_begin_nothing(worker: User) -> None:
    shift = ongoing(worker)
    met(shift, worker, answers(complete=False))
    met(shift, worker, answers(offers=(NO,)))
    assert drafts(worker) == []


def test_it_begins_once_however_often_it_is_saved(worker: User) -> None:
    shift = ongoing(worker)
    encounter = met(shift, worker)
    change(worker, encounter, answers(age=31))
    change(worker, encounter, answers(age=32))
    assert len(drafts(worker)) == 1


def test_each_yes_begins_one_and_a_child_goes_to_no_unit_for_adults(worker: User) -> None:
    offers = (OfferAnswered("stodcentrum", "accepted"), OfferAnswered("other", "accepted"))
    met(ongoing(worker), worker, answers(**(CHILD | {"offers": offers})))
    found = {draft.to_unit and draft.to_unit.code: draft.is_child for draft in drafts(worker)}
    assert found == {"stodcentrum": True, None: True}


@pytest.mark.parametrize(
    "age", [{"age": 15}, {"age": None, "age_band": AgeBand.POSSIBLY_UNDER_18}, {"age": 24}]
)
def test_a_childs_draft_is_late_from_the_time_of_the_encounter(
    worker: User, age: dict[str, Any]
) -> None:
    # Whatever holidays there were, three working days lie between.
    when, is_child = timezone.now() - timedelta(days=10), age["age"] != 24
    offers = (OfferAnswered("stodcentrum", "accepted"),)
    given = CHILD | {"offers": offers} if is_child else {"offers": offers}
    shift = ongoing(worker, starts_at=when, started=when)
    met(shift, worker, answers(**(given | age | {"happened_at": when})))
    (draft,) = drafts(worker)
    from_then, from_now = due_by(TimeLimit.DRAFT, when), due_by(TimeLimit.DRAFT)
    assert from_then < timezone.now() < from_now
    assert (draft.is_child, draft.due_at) == (is_child, from_then if is_child else from_now)


def test_a_yes_to_ones_own_unit_stays_there(make_user: MakeUser) -> None:
    coordinator = make_user(Role.COORDINATOR, "regionkoordinatorer")
    shift = ongoing(coordinator, unit=unit("regionkoordinatorer"))
    offers = (OfferAnswered("regional_coordinator", "accepted"),)
    met(shift, coordinator, answers(offers=offers))
    assert drafts(coordinator) == []


def test_a_yes_taken_back_takes_the_untouched_draft_along(worker: User) -> None:
    encounter = met(ongoing(worker), worker)
    change(worker, encounter, answers(offers=(NO,)))
    assert drafts(worker) == []
    change(worker, encounter, answers(offers=(YES,)))
    assert len(drafts(worker)) == 1
    change(worker, encounter, answers(offers=()))
    assert drafts(worker) == []


def test_a_touched_draft_stays_says_so_and_is_not_sent(
    worker: User, mika: User, sign_in: SignIn
) -> None:
    encounter = met(ongoing(worker), worker)
    (draft,) = drafts(worker)
    complete(worker, draft)
    page = reverse("referrals:referral", args=[draft.pk])
    client = sign_in(worker)
    assert client.get(page).context["yes_is_over"] is False
    change(worker, encounter, answers(offers=(NO,)))
    assert [row.pk for row in drafts(worker)] == [draft.pk]
    assert client.get(page).context["yes_is_over"] is True
    with pytest.raises(ActionRefused) as refused:
        move_referral(by=worker, referral_id=draft.pk, act=Act.SEND)
    assert set(refused.value.fields) == {"ground"}
    change(worker, encounter, answers(offers=(YES,)))
    assert client.get(page).context["yes_is_over"] is False
    move_referral(by=worker, referral_id=draft.pk, act=Act.SEND)
    with acting_as(mika):
        assert Referral.objects.get().state == ReferralState.SENT


def corrected(worker: User, encounter: Encounter, given: EncounterAnswers) -> Encounter:
    return correct_encounter(
        encounter_id=encounter.pk, new_id=uuid7(), reason="Fel ålder", answers=given, by=worker
    )


def test_a_correction_carries_the_draft_on_and_begins_none(worker: User) -> None:
    shift = ongoing(worker)
    first = met(shift, worker)
    ended(shift, worker)
    sign_shift(shift_id=shift.pk, by=worker)
    (draft,) = drafts(worker)
    second = corrected(worker, first, answers(age=40))
    (carried,) = drafts(worker)
    with acting_as(worker):
        offer = SupportOffer.objects.get(encounter=second)
    assert (carried.pk, carried.encounter_id, carried.offer_id) == (draft.pk, second.pk, offer.pk)
    discard_draft(by=worker, referral_id=draft.pk, reason=DropReason.ELSEWHERE)
    third = corrected(worker, second, answers(age=41))
    assert drafts(worker) == []
    corrected(worker, third, answers(age=41, offers=(NO,)))
    assert drafts(worker) == []


def test_a_correction_to_a_no_ends_it(worker: User) -> None:
    shift = ongoing(worker)
    first = met(shift, worker)
    ended(shift, worker)
    sign_shift(shift_id=shift.pk, by=worker)
    corrected(worker, first, answers(offers=(NO,)))
    assert drafts(worker) == []


def test_a_struck_encounter_and_a_double_ask_for_nothing(worker: User) -> None:
    shift = ongoing(worker)
    first, second = met(shift, worker), met(shift, worker)
    assert len(drafts(worker)) == 2
    link_double(encounter_id=second.pk, counted_id=first.pk, by=worker)
    assert [draft.encounter_id for draft in drafts(worker)] == [first.pk]
    unlink_double(encounter_id=second.pk, by=worker)
    assert len(drafts(worker)) == 2
    strike_encounter(encounter_id=second.pk, reason=StrikeReason.MISTAKE, by=worker)
    assert [draft.encounter_id for draft in drafts(worker)] == [first.pk]
    restore_encounter(encounter_id=second.pk, by=worker)
    assert len(drafts(worker)) == 2


def test_it_is_counted_for_its_sender_and_listed_for_the_unit(
    worker: User, make_user: MakeUser, sign_in: SignIn
) -> None:
    colleague = make_user(Role.OUTREACH_WORKER, "pom")
    encounter = met(ongoing(worker), worker)
    assert [badges(user) for user in (worker, colleague)] == [(0, 1), (0, 0)]
    client = sign_in(worker)
    page = client.get(reverse("referrals:index"), {"lada": "utkast"})
    assert [line.encounter_id for line, _late in page.context["lines"]] == [encounter.pk]
    assert page.context["to_send"] == 1
    begun = client.get(reverse("referrals:new_for_encounter", args=[encounter.pk]))
    assert [row.pk for row in begun.context["begun"]] == [row.pk for row in drafts(worker)]


@pytest.mark.parametrize("is_left", [True, False])
def test_its_form_says_what_is_sealed_with_the_offer_and_ticks_nothing(
    worker: User, sign_in: SignIn, *, is_left: bool
) -> None:
    said = OfferAnswered("mika", "accepted", contact=CONTACT) if is_left else YES
    met(ongoing(worker), worker, answers(offers=(said,)))
    (draft,) = drafts(worker)
    page = sign_in(worker).get(reverse("referrals:change", args=[draft.pk]))
    assert page.context["contact_is_left"] is is_left
    assert page.context["form"]["kinds"].value() == []
    text = page.content.decode()
    assert ('id="contact-left"' in text, CONTACT.safe_number in text) == (is_left, False)


def late_instead_of(worker: User, draft: Referral) -> Referral:
    """The same draft, of which the time passed yesterday: nobody moves that of one there is."""
    discard_draft(by=worker, referral_id=draft.pk, reason=DropReason.MISTAKE)
    with acting_as(worker):
        draft.pk, draft.due_at = uuid7(), timezone.now() - timedelta(days=1)
        draft.save(force_insert=True)
    return draft


def test_what_is_not_sent_in_time_goes_up_the_line_once(
    worker: User, make_user: MakeUser, sign_in: SignIn
) -> None:
    manager = make_user(Role.UNIT_MANAGER, "pom")
    colleague = make_user(Role.OUTREACH_WORKER, "pom")
    met(ongoing(worker), worker)
    (draft,) = drafts(worker)
    assert escalate_late(by=CLOCK) == 0
    draft = late_instead_of(worker, draft)
    assert (escalate_late(by=CLOCK), escalate_late(by=CLOCK)) == (1, 0)
    for user, told in ((worker, 1), (manager, 1), (colleague, 0)):
        with acting_as(user):
            rows = Notice.objects.filter(kind=NoticeKind.REFERRAL_LATE, subject=draft.pk)
            assert rows.count() == told
    # Now everybody in the unit sees it as theirs.
    assert badges(colleague) == (0, 1)
    late = sign_in(colleague).get(reverse("referrals:index"), {"lada": "sena"})
    assert [row.pk for row, _late in late.context["lines"]] == [draft.pk]


def test_no_clock_is_silenced_without_a_reason(worker: User, sign_in: SignIn) -> None:
    met(ongoing(worker), worker)
    (draft,) = drafts(worker)
    with pytest.raises(ActionRefused) as refused:
        discard_draft(by=worker, referral_id=draft.pk)
    assert set(refused.value.fields) == {"reason"}
    client, at = sign_in(worker), reverse("referrals:discard", args=[draft.pk])
    assert client.get(at).status_code == 200
    assert client.post(at, {}).status_code == 422
    assert [row.pk for row in drafts(worker)] == [draft.pk]
    assert client.post(at, {"reason": "elsewhere"}).status_code == 302
    assert drafts(worker) == []


def test_what_the_receiver_has_settled_is_not_asked_for(worker: User, mika: User) -> None:
    met(
        ongoing(worker),
        worker,
        answers(offers=(OfferAnswered("mika", "accepted", contact=CONTACT),)),
    )
    with acting_as(mika):
        details = ContactDetails.objects.get()
    assert len(drafts(worker)) == 1
    settle_offer(details_id=details.pk, outcome=Outcome.BOOKED, by=mika)
    assert drafts(worker) == []


def test_the_offer_and_its_referral_wait_in_one_place(
    worker: User, mika: User, sign_in: SignIn
) -> None:
    met(
        ongoing(worker),
        worker,
        answers(offers=(OfferAnswered("mika", "accepted", contact=CONTACT),)),
    )
    (draft,) = drafts(worker)
    assert badges(mika) == (1, 0)
    complete(worker, draft)
    move_referral(by=worker, referral_id=draft.pk, act=Act.SEND)
    assert badges(mika) == (0, 1)
    client = sign_in(mika)
    with acting_as(mika):
        details = ContactDetails.objects.get()
    page = client.get(reverse("referrals:referral", args=[draft.pk]))
    assert page.context["contact"] == details
    listed = client.get(reverse("referrals:offers")).context["page_obj"]
    assert [row.referral_number for row in listed] == [draft.number]
    contact = client.get(reverse("referrals:contact", args=[details.pk]))
    assert contact.context["referral"].pk == draft.pk
    # Its sender opens the details no more than before: they wrote them.
    # Who sent it is led to no page that is not there for them.
    sender = sign_in(worker)
    assert sender.get(reverse("referrals:contact", args=[details.pk])).status_code == 404
    page = sender.get(reverse("referrals:referral", args=[draft.pk]))
    assert page.context["contact"] is None


def test_no_other_unit_takes_a_draft_along(worker: User, make_user: MakeUser) -> None:
    from casework.actions.gate import call

    met(ongoing(worker), worker)
    (draft,) = drafts(worker)
    for code in ("mika", "kast"):
        with acting_as(make_user(Role.UNIT_MANAGER, code)):
            assert call("app_withdraw_offer_drafts", [draft.offer_id]) == 0
            assert call("app_carry_offer_draft", draft.offer_id, draft.offer_id) == 0
    assert len(drafts(worker)) == 1


class TestAnsweredOnce:
    """What came with a referral is answered there: the two never say different things."""

    @pytest.fixture
    def referral(self, worker: User, mika: User) -> Referral:
        offers = (OfferAnswered("mika", "accepted", contact=CONTACT),)
        met(ongoing(worker), worker, answers(offers=offers))
        (draft,) = drafts(worker)
        complete(worker, draft)
        move_referral(by=worker, referral_id=draft.pk, act=Act.SEND)
        return draft

    def details(self, mika: User) -> list[ContactDetails]:
        with acting_as(mika):
            return list(ContactDetails.objects.all())

    def choices(self, client: Client, details: ContactDetails) -> list[str]:
        page = client.get(reverse("referrals:contact", args=[details.pk]))
        return [value for value, _label in page.context["form"].fields["outcome"].choices]

    def test_while_it_is_open_only_tries_are_noted_beside_it(
        self, mika: User, referral: Referral, sign_in: SignIn
    ) -> None:
        [details] = self.details(mika)
        client = sign_in(mika)
        assert self.choices(client, details) == ["no_answer"]
        at = reverse("referrals:settle", args=[details.pk])
        assert client.post(at, {"outcome": "booked", "is_confirmed": "on"}).status_code == 422
        for outcome in Outcome:
            with pytest.raises(ActionRefused):
                settle_offer(details_id=details.pk, outcome=outcome, by=mika)
        move_referral(by=mika, referral_id=referral.pk, act=Act.ACCEPT)
        assert self.choices(client, details) == ["no_answer", "booked"]
        with pytest.raises(ActionRefused):
            settle_offer(details_id=details.pk, outcome=Outcome.NOT_REACHED, by=mika)
        assert self.details(mika) == [details]

    @pytest.mark.parametrize("act", [None, Act.TAKE])
    def test_nor_does_a_colleague_settle_it_who_does_not_see_the_referral(
        self,
        mika: User,
        referral: Referral,
        make_user: MakeUser,
        sign_in: SignIn,
        *,
        act: Act | None,
    ) -> None:
        colleague = make_user(Role.UNIT_WORKER, "mika")
        if act is not None:
            move_referral(by=mika, referral_id=referral.pk, act=act, said=said_for(act))
        with acting_as(colleague):
            assert not Referral.objects.exists()
        [details] = self.details(colleague)
        client = sign_in(colleague)
        assert self.choices(client, details) == ["no_answer"]
        at = reverse("referrals:contact", args=[details.pk])
        assert referral.number not in client.get(at).content.decode()
        for outcome in Outcome:
            with pytest.raises(ActionRefused):
                settle_offer(details_id=details.pk, outcome=outcome, by=colleague)
        assert self.details(mika) == [details]

    def test_that_a_referral_carries_it_is_told_to_its_receivers_alone(
        self, worker: User, mika: User, referral: Referral, make_user: MakeUser
    ) -> None:
        told = {}
        everybody = {
            "receiver": mika,
            "colleague": make_user(Role.UNIT_WORKER, "mika"),
            "sender": worker,
            "stranger": make_user(Role.UNIT_MANAGER, "kast"),
        }
        for name, user in everybody.items():
            with acting_as(user), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT app_offer_is_carried(%s, %s)", [referral.offer_id, referral.to_unit_id]
                )
                [told[name]] = cursor.fetchone() or [None]
        assert told == {"receiver": "sent", "colleague": "sent", "sender": None, "stranger": None}

    @pytest.mark.parametrize(
        ("acts", "outcome"),
        [
            ((Act.ACCEPT, Act.START, Act.FINISH), "booked"),
            ((Act.ACCEPT, Act.NOT_REACHED), "not_reached"),
        ],
    )
    def test_its_end_settles_the_offer(
        self, mika: User, referral: Referral, acts: tuple[Act, ...], outcome: str
    ) -> None:
        for act in acts:
            assert len(self.details(mika)) == 1
            move_referral(by=mika, referral_id=referral.pk, act=act, said=said_for(act))
        assert self.details(mika) == []
        with acting_as(mika):
            assert OfferSettlement.objects.get().outcome == outcome

    def test_a_declined_one_leaves_the_way_to_reach_the_person(
        self, mika: User, referral: Referral, sign_in: SignIn
    ) -> None:
        said = said_for(Act.DECLINE)
        move_referral(by=mika, referral_id=referral.pk, act=Act.DECLINE, said=said)
        [details] = self.details(mika)
        every = ["no_answer", *Outcome.values]
        assert self.choices(sign_in(mika), details) == every
