"""What acceptance gives and closing ends; the walls; what a withdrawn consent stops."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.consents import withdraw_consent
from casework.actions.letters import send_letter
from casework.actions.protection import set_protection
from casework.actors import CLOCK, acting_as
from casework.audit.events import Event
from casework.enums import AccessGround, CaseState, ClosingReason, PersonRole, ProtectedIdentity
from casework.identifiers import uuid7
from casework.journal_enums import ConsentForm, InformationKind
from casework.models import AuditEvent, Case, Consent, Notice, NoticeMail, Person, User
from casework.notice_enums import NoticeKind
from casework.queries.file_grants import given_access
from casework.tasks.access import settle
from referrals import machine
from referrals.about import About
from referrals.access import can_see_referral
from referrals.actions.discarding import discard_draft
from referrals.actions.drafts import change_draft
from referrals.actions.jobs import escalate_late, tell_of_waiting
from referrals.actions.moving import move_referral
from referrals.enums import Act, DropReason, ReferralGround, ReferralKind, ReferralState
from referrals.models import Referral, ReferralEvent
from tests.casework.people import opened, sees, unit
from tests.casework.test_consents_over import (
    agreed,
    by_guardian,
    guardian,
    let_days_pass,
    says_danger,
)
from tests.conftest import MakeUser
from tests.referrals.build import (
    KINDS,
    WHO,
    People,
    consented_to,
    content,
    drafted,
    moved,
    of_file,
    people,
    way_to,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def who(make_user: MakeUser) -> People:
    return people(make_user)


def person_of(referral: Referral, user: User) -> Person:
    with acting_as(user):
        return Referral.objects.select_related("person").get(pk=referral.pk).person  # type: ignore[return-value]


def who_sees(who: People, person: Person) -> set[str]:
    return {name for name, user in who.all().items() if sees(user, person)}


def late(by: User, draft: Referral) -> Referral:
    """The same draft, of which the time passed yesterday: nobody moves that of one there is."""
    discard_draft(by=by, referral_id=draft.pk, reason=DropReason.BEGUN)
    with acting_as(by):
        draft.pk, draft.due_at = uuid7(), timezone.now() - timedelta(days=1)
        draft.save(force_insert=True)
    return draft


SENDERS, RECEIVERS = {"sender", "sender_manager"}, {"receiver", "receiver_manager"}


def test_acceptance_gives_and_closing_ends(who: People) -> None:
    referral = moved(of_file(who.sender), who, Act.SEND)
    person = person_of(referral, who.sender)
    assert who_sees(who, person) == SENDERS
    moved(referral, who, Act.RECEIVE, Act.TAKE)
    assert who_sees(who, person) == SENDERS
    moved(referral, who, Act.ACCEPT)
    assert who_sees(who, person) == SENDERS | RECEIVERS
    with acting_as(who.receiver):
        case = Case.objects.get(unit=unit("mika"))
        grants = [g for g in given_access(person) if g.unit_id == unit("mika").pk]
    assert (case.responsible_id, case.state) == (who.receiver.pk, CaseState.OPEN)
    assert {(g.ground, g.reach, g.user_id) for g in grants} == {
        (AccessGround.REFERRAL, "intake", None),
        (AccessGround.REFERRAL, None, who.receiver.pk),
    }
    # Another colleague has it: they see the file, and the intake still does.
    moved(referral, who, Act.ASSIGN)
    assert "receiver_colleague" in who_sees(who, person)
    moved(referral, who, Act.START, Act.FINISH)
    # The unit's manager keeps what the unit has written.
    assert who_sees(who, person) == SENDERS | {"receiver_manager"}


def test_declining_gives_nothing_and_comes_back_loudly(who: People) -> None:
    referral = moved(of_file(who.sender), who, Act.SEND, Act.DECLINE)
    person = person_of(referral, who.sender)
    assert who_sees(who, person) == SENDERS
    assert referral.came_back
    with acting_as(who.sender):
        notice = Notice.objects.get(kind=NoticeKind.REFERRAL_DECLINED)
        assert (notice.subject, notice.person_id) == (referral.pk, None)
        assert NoticeMail.objects.filter(notice=notice).exists()
    assert not moved(referral, who, Act.NOTE).came_back
    with pytest.raises(ActionRefused):
        move_referral(by=who.sender, referral_id=referral.pk, act=Act.NOTE)


def test_the_text_opens_for_the_receiver_before_the_file(who: People) -> None:
    referral = of_file(who.sender)
    with acting_as(who.receiver):
        assert not Referral.objects.exists()
    moved(referral, who, Act.SEND)
    with acting_as(who.receiver):
        seen = Referral.objects.get(pk=referral.pk)
        assert seen.who == WHO
        assert not Person.objects.exists()


def test_filter_and_check_agree(who: People) -> None:
    rows = [drafted(who.sender), of_file(who.sender)]
    rows += [moved(drafted(who.sender), who, Act.SEND), moved(of_file(who.sender), who, Act.SEND)]
    rows.append(moved(of_file(who.sender), who, Act.SEND, Act.ACCEPT, Act.ASSIGN))
    for user in who.all().values():
        with acting_as(user):
            everything = set(Referral.objects.values_list("pk", flat=True))
            visible = set(Referral.objects.visible_to(user).values_list("pk", flat=True))
            checked = {row.pk for row in rows if can_see_referral(user, row)}
        assert visible == checked == everything


class TestGround:
    def test_no_consent_no_sending(self, who: People) -> None:
        person = opened(who.sender, "pom")
        said = content(who=WHO, kinds=list(KINDS), ground=ReferralGround.CONSENT)
        referral = drafted(who.sender, About(person.kind, person=person), said)
        with pytest.raises(ActionRefused) as refused:
            move_referral(by=who.sender, referral_id=referral.pk, act=Act.SEND)
        assert list(refused.value.fields) == ["ground"]

    @pytest.mark.parametrize(
        ("to", "kinds"), [("kast", KINDS), ("mika", [InformationKind.SITUATION])]
    )
    def test_a_consent_for_another_or_for_less_carries_nothing(
        self, to: str, kinds: list[InformationKind], who: People
    ) -> None:
        person = opened(who.sender, "pom")
        if to == "kast":
            consented_to(who.sender, person, "socialjour", kinds)
        else:
            consented_to(who.sender, person, to, kinds)
        said = content(who=WHO, kinds=list(KINDS), ground=ReferralGround.CONSENT)
        referral = drafted(who.sender, About(person.kind, person=person), said)
        with pytest.raises(ActionRefused):
            move_referral(by=who.sender, referral_id=referral.pk, act=Act.SEND)

    def test_the_database_sends_nothing_without_it_either(self, who: People) -> None:
        person = opened(who.sender, "pom")
        consent = consented_to(who.sender, person, "socialjour")
        said = content(who=WHO, kinds=list(KINDS), ground=ReferralGround.CONSENT)
        referral = drafted(who.sender, About(person.kind, person=person), said)
        with acting_as(who.sender):
            Referral.objects.filter(pk=referral.pk).update(consent=consent)
            event = ReferralEvent(
                referral=referral, by=who.sender, act=Act.SEND, due_at=timezone.now()
            )
            with pytest.raises(IntegrityError, match="no consent in force"), transaction.atomic():
                event.save(force_insert=True)

    def test_anonymous_tells_nobody(self, who: People) -> None:
        for values in ({"who": WHO, "kinds": list(KINDS)}, {"kinds": [InformationKind.IDENTITY]}):
            with pytest.raises(ActionRefused) as refused:
                drafted(who.sender, said=content(**values))
            assert "ground" in refused.value.fields
        person = opened(who.sender, "pom")
        with pytest.raises(ActionRefused):
            drafted(who.sender, About(person.kind, person=person))


class TestWalls:
    def test_a_child_goes_to_no_unit_for_adults(self, who: People) -> None:
        for to in ("mika", "kast"):
            role = PersonRole.EXPLOITED if to == "mika" else PersonRole.SUSPECTED_BUYER
            with pytest.raises(ActionRefused) as refused:
                drafted(who.sender, About(role), content(to=to, is_child=True))
            assert list(refused.value.fields) == ["receiver"]

    def test_nor_when_it_is_known_only_after_the_draft(self, who: People) -> None:
        referral = drafted(who.sender)
        with acting_as(who.sender):
            Referral.objects.filter(pk=referral.pk).update(is_child=True)
        with pytest.raises(ActionRefused) as refused:
            move_referral(by=who.sender, referral_id=referral.pk, act=Act.SEND)
        assert list(refused.value.fields) == ["receiver"]

    @pytest.mark.parametrize(
        ("role", "to"),
        [(PersonRole.SUSPECTED_BUYER, "mika"), (PersonRole.EXPLOITED, "kast")],
    )
    def test_a_buyer_goes_to_kast_and_nobody_else(
        self, role: PersonRole, to: str, who: People
    ) -> None:
        with pytest.raises(ActionRefused):
            drafted(who.sender, About(role), content(to=to))

    def test_where_nobody_takes_in_nothing_is_sent(self, who: People) -> None:
        referral = drafted(who.sender, said=content(to="socialjour"))
        with pytest.raises(ActionRefused) as refused:
            move_referral(by=who.sender, referral_id=referral.pk, act=Act.SEND)
        assert list(refused.value.fields) == ["receiver"]

    def test_a_report_is_of_a_child(self, who: People) -> None:
        with pytest.raises(ActionRefused):
            drafted(who.sender, said=content(ReferralKind.REPORT, "socialjour", is_child=False))


OPEN_WAYS = [
    (kind, state)
    for kind in ReferralKind
    if kind != ReferralKind.REPORT
    for state in sorted(machine.OPEN)
    if way_to(kind, state) is not None
]


class TestWithdrawn:
    @pytest.mark.parametrize(
        "acts", [[Act.SEND], [Act.SEND, Act.ASK], [Act.SEND, Act.ACCEPT, Act.START]]
    )
    def test_what_it_carried_stops_and_nobody_is_told_why(
        self, acts: list[Act], who: People
    ) -> None:
        referral = moved(of_file(who.sender), who, *acts)
        person = person_of(referral, who.sender)
        with acting_as(who.sender):
            consent = Referral.objects.select_related("consent__person").get().consent
        assert consent is not None
        withdraw_consent(by=who.sender, consent=consent, how=ConsentForm.ORAL)
        with acting_as(who.sender):
            referral.refresh_from_db()
            last = referral.events.latest("at")
        assert (referral.state, last.act, last.words) == (ReferralState.REVOKED, Act.STOP, None)
        assert who_sees(who, person) == SENDERS
        with acting_as(who.receiver):
            kinds = set(Notice.objects.values_list("kind", flat=True))
        assert NoticeKind.REFERRAL_REVOKED in kinds
        with acting_as(who.sender):
            open_cases = Case.objects.filter(state=CaseState.OPEN).values_list("unit__code")
            assert list(open_cases) == [("pom",)]

    @pytest.mark.parametrize(("kind", "state"), OPEN_WAYS)
    def test_no_referral_keeps_a_consent_from_being_withdrawn(
        self, kind: ReferralKind, state: ReferralState, who: People
    ) -> None:
        way = way_to(kind, state)
        assert way is not None
        referral = moved(of_file(who.sender, kind), who, *way)
        person = person_of(referral, who.sender)
        with acting_as(who.sender):
            consent = Referral.objects.select_related("consent__person").get().consent
        assert consent is not None
        assert withdraw_consent(by=who.sender, consent=consent, how=ConsentForm.ORAL).is_withdrawn
        with acting_as(who.sender):
            referral.refresh_from_db()
        assert referral.state == ReferralState.REVOKED
        assert who_sees(who, person) == SENDERS

    def test_the_work_ends_with_the_last_that_the_unit_accepted(self, who: People) -> None:
        first = moved(of_file(who.sender), who, Act.SEND, Act.ACCEPT, Act.START)
        person = person_of(first, who.sender)
        said = content(who=WHO, kinds=list(KINDS), ground=ReferralGround.CONSENT)
        second = drafted(who.sender, About(role=person.kind, person=person), said)
        moved(second, who, Act.SEND, Act.ACCEPT, Act.START)
        moved(first, who, Act.FINISH)
        assert sees(who.receiver, person)
        moved(second, who, Act.FINISH)
        assert not sees(who.receiver, person)
        with acting_as(who.sender):
            open_cases = Case.objects.filter(state=CaseState.OPEN).values_list("unit__code")
            assert list(open_cases) == [("pom",)]

    @pytest.mark.parametrize("end", [[Act.START, Act.FINISH], [Act.NOT_REACHED]])
    def test_a_colleague_who_had_it_in_a_case_that_goes_on_sees_no_longer(
        self, end: list[Act], who: People
    ) -> None:
        """The unit worked with the person already: what acceptance gave ends all the same."""
        first = moved(of_file(who.sender), who, Act.SEND, Act.ACCEPT, Act.START)
        person = person_of(first, who.sender)
        said = content(who=WHO, kinds=list(KINDS), ground=ReferralGround.CONSENT)
        about = About(role=person.kind, person=person)
        rows = [drafted(who.sender, about, said) for _number in range(2)]
        theirs, another = (
            moved(row, who, Act.SEND, Act.ASSIGN, Act.ACCEPT, Act.START) for row in rows
        )
        everybody = SENDERS | RECEIVERS | {"receiver_colleague"}
        assert who_sees(who, person) == everybody
        moved(theirs, who, Act.FINISH)
        # They have another of the same person.
        assert who_sees(who, person) == everybody
        moved(another, who, Act.FINISH)
        assert who_sees(who, person) == SENDERS | RECEIVERS
        last = moved(drafted(who.sender, about, said), who, Act.SEND, Act.ASSIGN, Act.ACCEPT, *end)
        assert who_sees(who, person) == SENDERS | RECEIVERS
        assert last.closed_at is not None
        with acting_as(who.sender):
            assert Case.objects.filter(state=CaseState.OPEN, unit=unit("mika")).count() == 1

    @pytest.mark.parametrize("is_danger", [True, False])
    def test_it_is_their_own_wish_only_where_they_withdrew_it(
        self, who: People, *, is_danger: bool
    ) -> None:
        referral = of_file(who.sender)
        person = person_of(referral, who.sender)
        giver = guardian(who.sender, person)
        with acting_as(who.sender):
            own = Consent.objects.get(person=person)
        withdraw_consent(by=who.sender, consent=own, how=ConsentForm.ORAL)
        kinds = [str(kind) for kind in KINDS]
        theirs = agreed(who.sender, person, kinds=kinds, **by_guardian(giver))
        referral = moved(referral, who, Act.SEND, Act.ACCEPT)
        assert referral.consent_id == theirs.pk
        if is_danger:
            says_danger(who.sender, giver)
        else:
            withdraw_consent(by=who.sender, consent=theirs, how=ConsentForm.ORAL)
        with acting_as(who.sender):
            closed = Case.objects.get(state=CaseState.CLOSED)
        wanted = ClosingReason.OTHER if is_danger else ClosingReason.OWN_WISH
        assert closed.closing_reason == wanted

    def test_the_night_stops_what_rests_on_one_that_ran_out(self, who: People) -> None:
        over = moved(of_file(who.sender), who, Act.SEND, Act.ACCEPT)
        person = person_of(over, who.sender)
        holding = moved(of_file(who.sender), who, Act.SEND, Act.ACCEPT)
        with acting_as(who.sender):
            assert over.consent is not None
            consent = Consent.objects.get(pk=over.consent.pk)
        let_days_pass(consent)
        settle()
        settle()
        with acting_as(who.sender):
            for referral in (over, holding):
                referral.refresh_from_db()
            assert over.events.filter(act=Act.STOP).count() == 1
            assert over.events.latest("at").by_id is None
        assert (over.state, holding.state) == (ReferralState.REVOKED, ReferralState.ACCEPTED)
        assert who_sees(who, person) == SENDERS
        for user in (who.sender, who.receiver):
            with acting_as(user):
                told = Notice.objects.filter(kind=NoticeKind.REFERRAL_REVOKED)
                assert [row.subject for row in told] == [over.pk]

    def test_the_clock_alone_asks_for_it(self, who: People) -> None:
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            with acting_as(who.sender), connection.cursor() as cursor:
                cursor.execute("SELECT app_stop_run_out_referrals()")

    def test_a_report_rests_on_no_consent(self, who: People) -> None:
        """Nobody stops a report, so no consent that can be withdrawn may carry it."""
        person = opened(who.sender, "pom")
        said = content(
            ReferralKind.REPORT, "socialjour", is_child=True, ground=ReferralGround.CONSENT
        )
        with pytest.raises(ActionRefused) as refused:
            drafted(who.sender, About(role=person.kind, person=person), said)
        assert list(refused.value.fields) == ["ground"]
        draft = drafted(who.sender, said=content(ReferralKind.REPORT, "socialjour"))
        with pytest.raises(DatabaseError, match="report_needs_no_consent"), acting_as(who.sender):
            Referral.objects.filter(pk=draft.pk).update(ground=ReferralGround.CONSENT)

    def test_the_unit_that_accepted_may_write_it_down_too(self, who: People) -> None:
        referral = moved(of_file(who.sender), who, Act.SEND, Act.ACCEPT)
        with acting_as(who.receiver):
            consent = Referral.objects.select_related("consent__person").get().consent
        assert consent is not None
        withdraw_consent(by=who.receiver, consent=consent, how=ConsentForm.ORAL)
        with acting_as(who.sender):
            referral.refresh_from_db()
        assert referral.state == ReferralState.REVOKED


class TestDrafts:
    def test_nobody_else_sees_one_and_it_can_be_thrown_away(self, who: People) -> None:
        referral = of_file(who.sender)
        for user in (who.colleague, who.receiver, who.receiver_manager):
            with pytest.raises(ActionRefused):
                discard_draft(by=user, referral_id=referral.pk, reason="begun")
        discard_draft(by=who.sender, referral_id=referral.pk, reason="begun")
        with acting_as(who.sender):
            assert not Referral.objects.exists()

    def test_a_draft_goes_with_a_reason_and_by_no_other_way(
        self, who: People, sign_in: SignIn
    ) -> None:
        referral = drafted(who.sender)
        # Begun by hand, and it has a clock all the same.
        assert referral.due_at is not None
        for reason in ("", "mistake", "reported", "annat"):
            with pytest.raises(ActionRefused):
                discard_draft(by=who.sender, referral_id=referral.pk, reason=reason)
        for sql, says in (
            ("DELETE FROM referrals_referral WHERE id = %s", "permission denied"),
            ("SELECT app_discard_draft(%s, NULL)", "goes with a reason"),
            ("SELECT app_discard_draft(%s, 'mistake')", "goes with a reason"),
        ):
            with pytest.raises(DatabaseError, match=says), transaction.atomic():
                with acting_as(who.sender), connection.cursor() as cursor:
                    cursor.execute(sql, [referral.pk])
        page = reverse("referrals:discard", args=[referral.pk])
        client = sign_in(who.sender)
        assert (client.get(page).status_code, client.post(page, {}).status_code) == (200, 422)
        assert client.post(page, {"reason": "begun"}).status_code == 302
        with acting_as(who.sender):
            assert not Referral.objects.exists()
            event = AuditEvent.objects.get(event=Event.REFERRAL_DISCARDED)
        assert (event.actor_id, event.object_id) == (who.sender.pk, referral.pk)
        assert event.details == {"reason": "begun"}

    def test_a_late_draft_of_a_file_is_told_to_those_who_see_it(self, who: People) -> None:
        draft, alone = late(who.sender, of_file(who.sender)), late(who.sender, drafted(who.sender))
        assert (escalate_late(by=CLOCK), escalate_late(by=CLOCK)) == (2, 0)
        for made, told_to in ((draft, SENDERS), (alone, SENDERS)):
            told = set()
            for name, user in who.all().items():
                with acting_as(user):
                    rows = Notice.objects.filter(kind=NoticeKind.REFERRAL_LATE, subject=made.pk)
                    if rows.exists():
                        told.add(name)
            assert told == told_to

    def test_the_second_to_save_loses_nothing(self, who: People) -> None:
        referral = drafted(who.sender)
        seen = referral.updated_at
        change_draft(by=who.colleague, referral_id=referral.pk, seen_at=seen, content=content())
        with pytest.raises(ActionRefused):
            change_draft(by=who.sender, referral_id=referral.pk, seen_at=seen, content=content())


class TestClock:
    def late(self, who: People) -> Referral:
        """Sent so that the answer was due yesterday."""
        referral = drafted(who.sender)
        with acting_as(who.sender):
            ReferralEvent(
                referral=referral,
                by=who.sender,
                act=Act.SEND,
                due_at=timezone.now() - timedelta(days=1),
            ).save(force_insert=True)
            referral.refresh_from_db()
        return referral

    def test_what_is_late_goes_up_the_line_once(self, who: People) -> None:
        referral = self.late(who)
        moved_on = moved(drafted(who.sender), who, Act.SEND)
        assert escalate_late(by=CLOCK) == 1
        assert escalate_late(by=CLOCK) == 0
        for user in (who.receiver_manager, who.sender):
            with acting_as(user):
                notice = Notice.objects.get(kind=NoticeKind.REFERRAL_LATE)
                assert notice.subject == referral.pk
        with acting_as(who.sender):
            assert not ReferralEvent.objects.filter(referral=moved_on, act=Act.ESCALATE).exists()

    def test_it_is_silenced_with_words_only_and_rings_again(self, who: People) -> None:
        referral = self.late(who)
        escalate_late(by=CLOCK)
        with pytest.raises(ActionRefused) as refused:
            move_referral(by=who.sender, referral_id=referral.pk, act=Act.POSTPONE)
        assert set(refused.value.fields) == {"words", "due_at"}
        moved(referral, who, Act.POSTPONE)
        assert (referral.escalated_at, referral.is_late()) == (None, False)

    def test_the_clock_reads_no_table(self, who: People) -> None:
        self.late(who)
        with pytest.raises(DatabaseError, match="permission denied"), acting_as(CLOCK):
            with connection.cursor() as cursor:
                cursor.execute("SELECT id FROM referrals_referral")

    def test_the_digest_counts_and_comes_once_a_day(self, who: People) -> None:
        for _number in range(2):
            moved(drafted(who.sender), who, Act.SEND)
        # The receiver and the receiving unit's manager.
        assert tell_of_waiting(by=CLOCK) == 2
        assert tell_of_waiting(by=CLOCK) == 0
        with acting_as(who.receiver):
            notice = Notice.objects.get(kind=NoticeKind.REFERRALS_WAIT)
        assert (notice.number, notice.person_id, notice.subject) == (2, None, None)

    def test_the_letter_of_the_digest_is_that_of_every_notice(self, who: People) -> None:
        """Read by others on its way: no number, no name, nothing of what waits or where."""
        referral = moved(of_file(who.sender), who, Act.SEND)
        person = person_of(referral, who.sender)
        tell_of_waiting(by=CLOCK)
        with acting_as(who.receiver):
            letters = {row.notice.kind: row.pk for row in NoticeMail.objects.select_related()}
        assert set(letters) == {NoticeKind.REFERRAL_NEW, NoticeKind.REFERRALS_WAIT}
        for pk in letters.values():
            assert send_letter(by=who.receiver, notice_id=pk)
        assert [sent.to for sent in mail.outbox] == [[who.receiver.email]] * 2
        [said] = {f"{sent.subject} {sent.body}" for sent in mail.outbox}
        names = (referral.number, person.pseudonym, str(unit("mika")), str(unit("pom")), WHO)
        assert [name for name in names if name in said] == []
        assert not any(letter.isdigit() for letter in said)


def test_protected_is_for_the_manager_and_whoever_has_it(who: People) -> None:
    referral = of_file(who.sender)
    assert referral.person_id is not None
    set_protection(
        by=who.sender,
        person_id=referral.person_id,
        protection=ProtectedIdentity.CONFIDENTIAL,
    )
    moved(referral, who, Act.SEND)
    seen = set()
    for name, user in who.all().items():
        with acting_as(user):
            if Referral.objects.exists():
                seen.add(name)
    # Of the senders, those who are named for the file.
    assert seen == {"sender", "receiver_manager"}
    person = person_of(referral, who.sender)
    move_referral(by=who.receiver_manager, referral_id=referral.pk, act=Act.ACCEPT)
    assert who_sees(who, person) == {"sender", "receiver_manager"}
    with acting_as(who.sender):
        grants = [g for g in given_access(person) if g.unit_id == unit("mika").pk]
    assert [(g.user_id, g.reach) for g in grants] == [(who.receiver_manager.pk, None)]
