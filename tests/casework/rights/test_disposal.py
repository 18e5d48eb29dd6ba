"""Disposal: two people and a period of regret, then nothing is left but a certificate."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casework.actions import disposal_review, disposal_work
from casework.actions.base import ActionRefused
from casework.actions.disposal_basis import hold_file, lift_hold, set_basis
from casework.actions.disposal_review import (
    approve_list,
    mark_item,
    regret_item,
    review_list,
    stop_list,
)
from casework.actions.disposal_work import (
    certify_list,
    destroy_due,
    destroy_file,
    propose_lists,
)
from casework.actors import DISPOSAL, acting_as
from casework.disposal import registry
from casework.disposal.rules import rules_for
from casework.disposal.rules_file import rule_book
from casework.disposal.words import Basis, HoldKind, KeepWhy, ListState, Mark, Reason
from casework.enums import AlertKind, IdentifierKind, PersonRole, ProtectedIdentity, Relation, Role
from casework.models import (
    Alert,
    Board,
    DisposalItem,
    DisposalList,
    Identifier,
    Person,
    RelatedPerson,
    Unit,
    User,
)
from casework.queries.disposals import version_of
from casework.queries.persons import read_file
from tests.casework.people import FAMILY_NAME, protect, sees
from tests.casework.rights.build import (
    approved,
    at,
    close_cases,
    counts_of,
    full_file,
    let_regret_pass,
    long_ago,
    mark_opened,
    old_file,
    shown,
)
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db
MakeOld = Callable[[], Person]


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    user = make_user(Role.OUTREACH_WORKER, "pom")
    long_ago(user)
    return user


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture
def second(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "mika")


@pytest.fixture
def make_old(worker: User, monkeypatch: pytest.MonkeyPatch) -> MakeOld:
    return lambda: old_file(worker, monkeypatch)


def on_list(user: User) -> list[tuple[object, str, str]]:
    with acting_as(user):
        rows = DisposalItem.objects.visible_to(user)
        return list(rows.order_by("label").values_list("person_id", "label", "mark"))


class TestProposing:
    def test_a_file_whose_time_is_up_and_no_other(
        self, worker: User, manager: User, make_old: MakeOld, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        due = make_old()
        old_file(worker, monkeypatch, years=4)
        full_file(worker)
        assert propose_lists(by=DISPOSAL) == 1
        assert on_list(manager) == [(due.pk, due.pseudonym, Mark.OPEN)]

    def test_each_kind_of_file_follows_its_own_rule(
        self,
        worker: User,
        manager: User,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        exploited = old_file(worker, monkeypatch)
        buyer = old_file(worker, monkeypatch, kind=PersonRole.SUSPECTED_BUYER)
        book = rule_book()
        law = rules_for(book.rules, PersonRole.SUSPECTED_BUYER, timezone.localdate())
        assert law is not None
        nine = replace(law, name="Nine years", valid_from=date(2026, 1, 2), years_after_last_note=9)
        changed = replace(book, rules=(*book.rules, nine))
        for module in (disposal_work, disposal_review):
            monkeypatch.setattr(module, "rule_book", lambda: changed)
        assert propose_lists(by=DISPOSAL) == 1
        assert on_list(manager) == [(exploited.pk, exploited.pseudonym, Mark.OPEN)]
        with acting_as(manager):
            said = disposal_review.verdict_now(buyer.pk)
            assert DisposalList.objects.get().rules == book.rules[0].name
        assert (said.destroy, said.reason, said.rules) == (False, Reason.NOT_YET, "Nine years")

    def test_a_list_is_of_one_kind_of_file(
        self, worker: User, manager: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        exploited = old_file(worker, monkeypatch)
        buyer = old_file(worker, monkeypatch, kind=PersonRole.SUSPECTED_BUYER)
        assert propose_lists(by=DISPOSAL) == 2
        book, today = rule_book().rules, timezone.localdate()
        wanted = set()
        for person in (exploited, buyer):
            law = rules_for(book, person.kind, today)
            assert law is not None
            wanted.add((law.name, person.pk))
        with acting_as(manager):
            assert set(DisposalList.objects.values_list("rules", "items__person")) == wanted

    def test_a_file_stands_on_one_list_only(self, manager: User, make_old: MakeOld) -> None:
        make_old()
        assert propose_lists(by=DISPOSAL) == 1
        assert propose_lists(by=DISPOSAL) == 0
        make_old()
        assert propose_lists(by=DISPOSAL) == 1
        with acting_as(manager):
            assert DisposalList.objects.count() == 1

    def test_a_later_note_gives_five_more_years(self, worker: User, make_old: MakeOld) -> None:
        person = make_old()
        with acting_as(worker):
            Alert.objects.create(person=person, kind=AlertKind.HEALTH, created_by=worker)
        assert propose_lists(by=DISPOSAL) == 0

    def test_what_an_upper_floor_knows_of_gives_five_more_years(
        self, manager: User, make_old: MakeOld, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        used, other = make_old(), make_old()
        monkeypatch.setattr(registry, "_uses", [])
        yesterday = timezone.localdate() - timedelta(days=1)
        asked: list[set[uuid.UUID]] = []

        def last_days(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, date]:
            asked.append(set(ids))
            return {used.pk: yesterday}

        registry.register(registry.LastUse("upper", last_days))
        assert propose_lists(by=DISPOSAL) == 1
        assert asked == [{used.pk, other.pk}]
        assert on_list(manager) == [(other.pk, other.pseudonym, Mark.OPEN)]

    def test_an_open_case_keeps_it(self, worker: User, monkeypatch: pytest.MonkeyPatch) -> None:
        with at(monkeypatch, timezone.now() - timedelta(days=6 * 366)):
            full_file(worker)
        assert propose_lists(by=DISPOSAL) == 0

    def test_a_hold_keeps_it_until_it_is_lifted(self, worker: User, make_old: MakeOld) -> None:
        person = make_old()
        hold = hold_file(
            by=worker, person=person, kind=HoldKind.LEGAL_DISPUTE, note="Mål T 1", until_day=None
        )
        assert propose_lists(by=DISPOSAL) == 0
        lift_hold(by=worker, hold_id=hold.pk)
        assert propose_lists(by=DISPOSAL) == 1

    def test_a_placement_is_never_proposed(self, worker: User, make_old: MakeOld) -> None:
        person = make_old()
        set_basis(by=worker, person=person, basis=Basis.PLACEMENT, birth_day=None, seen_at=None)
        assert propose_lists(by=DISPOSAL) == 0

    def test_a_linked_file_in_use_keeps_it(self, worker: User, make_old: MakeOld) -> None:
        person, other = make_old(), full_file(worker)
        with acting_as(worker):
            RelatedPerson.objects.create(
                person=other, own_file=person, relation=Relation.CHILD, created_by=worker
            )
        assert propose_lists(by=DISPOSAL) == 0
        close_cases(worker, other, timezone.now())
        assert propose_lists(by=DISPOSAL) == 1

    def test_a_protected_file_is_not_named(
        self, worker: User, manager: User, make_old: MakeOld
    ) -> None:
        person = make_old()
        protect(worker, person, ProtectedIdentity.FICTITIOUS)
        propose_lists(by=DISPOSAL)
        assert on_list(manager) == [(person.pk, "", Mark.OPEN)]
        assert not sees(manager, person)


class TestReviewing:
    @pytest.fixture
    def item(self, manager: User, make_old: MakeOld) -> DisposalItem:
        make_old()
        propose_lists(by=DISPOSAL)
        with acting_as(manager):
            return DisposalItem.objects.select_related("list").get()

    def test_who_does_not_decide_over_the_file_marks_nothing(
        self, second: User, item: DisposalItem
    ) -> None:
        with pytest.raises(ActionRefused):
            mark_item(by=second, item_id=item.pk, mark=Mark.DESTROY)

    def test_a_file_is_opened_before_it_is_marked(
        self, worker: User, manager: User, item: DisposalItem
    ) -> None:
        with acting_as(worker):
            read_file(worker, item.person_id, "overview")
        with pytest.raises(ActionRefused, match="Öppna akten"):
            mark_item(by=manager, item_id=item.pk, mark=Mark.DESTROY)
        mark_opened(manager, item, Mark.DESTROY)
        with acting_as(manager):
            assert DisposalItem.objects.get().mark == Mark.DESTROY

    def test_a_mark_is_taken_back(self, manager: User, item: DisposalItem) -> None:
        mark_opened(manager, item, Mark.KEEP, KeepWhy.CONTACT)
        mark_item(by=manager, item_id=item.pk, mark=Mark.OPEN)
        with acting_as(manager):
            item.refresh_from_db()
        assert (item.mark, item.keep_why, item.marked_by) == (Mark.OPEN, "", None)
        with pytest.raises(ActionRefused):
            review_list(by=manager, list_id=item.list_id, seen_at=shown(manager, item.list_id))

    def test_the_database_lets_nobody_else_mark_it_either(
        self, second: User, item: DisposalItem
    ) -> None:
        with pytest.raises(DatabaseError), acting_as(second):
            DisposalItem.objects.filter(pk=item.pk).update(mark=Mark.DESTROY)

    def test_a_sample_day_in_the_number_keeps_it(
        self, worker: User, manager: User, item: DisposalItem, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with at(monkeypatch, timezone.now() - timedelta(days=6 * 366)), acting_as(worker):
            Identifier.objects.create(
                person_id=item.person_id,
                kind=IdentifierKind.COORDINATION_NUMBER,
                value="19910375-2383",
                digest=b"x" * 32,
                created_by=worker,
            )
        with pytest.raises(ActionRefused, match=r"forskning"):
            mark_opened(manager, item, Mark.DESTROY)

    def test_every_file_is_marked_before_it_goes_on(
        self, manager: User, item: DisposalItem
    ) -> None:
        with pytest.raises(ActionRefused):
            review_list(by=manager, list_id=item.list_id, seen_at=shown(manager, item.list_id))
        mark_opened(manager, item, Mark.DESTROY)
        found = review_list(by=manager, list_id=item.list_id, seen_at=shown(manager, item.list_id))
        assert found.state == ListState.REVIEWED

    def test_the_reviewer_is_not_the_second_person(
        self, manager: User, second: User, item: DisposalItem
    ) -> None:
        mark_opened(manager, item, Mark.DESTROY)
        review_list(by=manager, list_id=item.list_id, seen_at=shown(manager, item.list_id))
        with pytest.raises(ActionRefused):
            approve_list(by=manager, list_id=item.list_id, seen_at=shown(manager, item.list_id))
        now = timezone.now()
        with pytest.raises(DatabaseError), acting_as(manager):
            DisposalList.objects.filter(pk=item.list_id).update(
                state=ListState.APPROVED,
                approved_by=manager,
                approved_at=now,
                due_at=now + timedelta(days=30),
            )
        found = approve_list(by=second, list_id=item.list_id, seen_at=shown(second, item.list_id))
        assert found.due_at is not None

    def test_the_period_of_regret_can_not_be_shortened_to_nothing(
        self, manager: User, second: User, item: DisposalItem
    ) -> None:
        mark_opened(manager, item, Mark.DESTROY)
        review_list(by=manager, list_id=item.list_id, seen_at=shown(manager, item.list_id))
        approve_list(by=second, list_id=item.list_id, seen_at=shown(second, item.list_id))
        with pytest.raises(DatabaseError), acting_as(second):
            DisposalList.objects.update(due_at=timezone.now())

    def test_another_board_sees_no_list(self, make_user: MakeUser, item: DisposalItem) -> None:
        board = Board.objects.create(code="annan-namnd", name="En annan nämnd")
        Unit.objects.create(
            code="annan", name="En annan enhet", board=board, kind=Unit.objects.get(code="pom").kind
        )
        stranger = make_user(Role.UNIT_MANAGER, "annan")
        worker = make_user(Role.OUTREACH_WORKER, "pom")
        for user in (stranger, worker):
            with acting_as(user):
                seen = DisposalList.objects.count(), DisposalItem.objects.count()
                assert seen == (0, 0), user

    def test_whoever_comes_second_is_told(self, manager: User, item: DisposalItem) -> None:
        mark_opened(manager, item, Mark.DESTROY)
        shown = self.shown(manager, item)
        review_list(by=manager, list_id=item.list_id, seen_at=shown)
        with pytest.raises(ActionRefused, match="kollega"):
            stop_list(by=manager, list_id=item.list_id, seen_at=shown)

    def test_a_mark_that_a_colleague_changed_meanwhile_is_not_handed_on(
        self, worker: User, manager: User, second: User, item: DisposalItem
    ) -> None:
        mark_opened(manager, item, Mark.KEEP, KeepWhy.CONTACT)
        shown = self.shown(manager, item)
        mark_opened(worker, item, Mark.DESTROY)
        with pytest.raises(ActionRefused, match="kollega"):
            review_list(by=manager, list_id=item.list_id, seen_at=shown)
        review_list(by=manager, list_id=item.list_id, seen_at=self.shown(manager, item))
        shown = self.shown(second, item)
        regret_item(by=worker, item_id=item.pk)
        with pytest.raises(ActionRefused, match="kollega"):
            approve_list(by=second, list_id=item.list_id, seen_at=shown)

    def shown(self, user: User, item: DisposalItem) -> datetime:
        with acting_as(user):
            return version_of(DisposalList.objects.get(pk=item.list_id))


class TestDestroying:
    def test_nothing_before_the_period_of_regret_is_over(
        self, worker: User, manager: User, second: User, make_old: MakeOld
    ) -> None:
        person = make_old()
        approved(manager, second)
        assert destroy_due(by=DISPOSAL) == 0
        with acting_as(DISPOSAL), connection.cursor() as cursor:
            cursor.execute("DELETE FROM casework_identity WHERE person_id = %s", [person.pk])
            assert cursor.rowcount == 0
        assert sees(worker, person)

    def test_what_was_marked_keep_survives(
        self, worker: User, manager: User, second: User, make_old: MakeOld
    ) -> None:
        gone, kept = make_old(), make_old()
        before = counts_of(kept.pk)
        let_regret_pass(second, approved(manager, second, keep=[kept]))
        assert destroy_due(by=DISPOSAL) == 1
        assert (sees(worker, gone), sees(worker, kept)) == (False, True)
        assert counts_of(kept.pk) == before | {"casework_disposalitem": 1}
        with acting_as(worker):
            assert kept.identity.family_name == FAMILY_NAME

    def test_anybody_who_decides_over_the_file_may_stop_it(
        self, worker: User, manager: User, second: User, make_old: MakeOld
    ) -> None:
        person = make_old()
        found = approved(manager, second)
        with acting_as(worker):
            item = DisposalItem.objects.get(person=person)
        regret_item(by=worker, item_id=item.pk)
        let_regret_pass(second, found)
        assert destroy_due(by=DISPOSAL) == 0
        with acting_as(manager):
            found.refresh_from_db()
            assert found.items.get().keep_why == KeepWhy.REGRET
        assert (found.state, found.destroyed) == (ListState.DONE, 0)

    def test_a_stopped_list_destroys_nothing(
        self, worker: User, manager: User, second: User, make_old: MakeOld
    ) -> None:
        person = make_old()
        found = approved(manager, second)
        stop_list(by=manager, list_id=found.pk, seen_at=shown(manager, found.pk))
        assert destroy_due(by=DISPOSAL) == 0
        assert sees(worker, person)

    def test_a_note_after_the_review_keeps_it(
        self, worker: User, manager: User, second: User, make_old: MakeOld
    ) -> None:
        person = make_old()
        found = approved(manager, second)
        let_regret_pass(second, found)
        with acting_as(worker):
            Alert.objects.create(person=person, kind=AlertKind.HEALTH, created_by=worker)
        assert destroy_due(by=DISPOSAL) == 0
        assert sees(worker, person)
        with acting_as(manager):
            assert DisposalItem.objects.get().keep_why == KeepWhy.CHANGED

    def test_the_certificate_holds_no_trace_of_whom(
        self, manager: User, second: User, make_old: MakeOld
    ) -> None:
        people = [make_old(), make_old()]
        found = approved(manager, second)
        let_regret_pass(second, found)
        destroy_due(by=DISPOSAL)
        with acting_as(manager):
            found.refresh_from_db()
            assert found.items.count() == 0
        assert (found.state, found.destroyed, len(found.digest)) == (ListState.DONE, 2, 64)
        said = str([getattr(found, f.attname) for f in DisposalList._meta.fields])
        assert [p for p in people if str(p.pk) in said or p.pseudonym in said] == []

    def test_a_killed_worker_leaves_each_file_whole_or_gone(
        self, worker: User, manager: User, second: User, make_old: MakeOld
    ) -> None:
        people = [make_old(), make_old()]
        found = approved(manager, second)
        let_regret_pass(second, found)
        before = {p.pk: counts_of(p.pk) for p in people}
        with acting_as(manager):
            first, last = found.items.order_by("finish_by", "id").values_list("pk", "person_id")
        destroy_file(by=DISPOSAL, item_id=first[0])
        # Killed in the second file: its transaction never commits.
        with transaction.atomic():
            destroy_file(by=DISPOSAL, item_id=last[0])
            transaction.set_rollback(True)
        assert counts_of(last[1]) == before[last[1]]
        with pytest.raises(ActionRefused):
            certify_list(by=DISPOSAL, list_id=found.pk)
        assert destroy_due(by=DISPOSAL) == 1
        assert destroy_due(by=DISPOSAL) == 0
        with pytest.raises(ActionRefused):
            certify_list(by=DISPOSAL, list_id=found.pk)
        with acting_as(manager):
            found.refresh_from_db()
        assert (found.state, found.destroyed) == (ListState.DONE, 2)


class TestTheActor:
    def test_reads_no_content(self, worker: User, make_old: MakeOld) -> None:
        make_old()
        for statement in (
            "SELECT wrapped FROM casework_personkey",
            "SELECT given_name FROM casework_identity",
            "SELECT text FROM casework_alert",
            "SELECT kind FROM casework_disposalhold",
            "SELECT full_name FROM casework_user",
            "SELECT text FROM casework_alertevent",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                with acting_as(DISPOSAL), connection.cursor() as cursor:
                    cursor.execute(statement)

    def test_approves_nothing_itself(self, manager: User, make_old: MakeOld) -> None:
        make_old()
        propose_lists(by=DISPOSAL)
        for statement in (
            "UPDATE casework_disposallist SET state = 'approved'",
            "UPDATE casework_disposallist SET due_at = now()",
            "UPDATE casework_disposalitem SET mark = 'destroy'",
        ):
            # Refused, or no row is found to be changed.
            with suppress(DatabaseError), transaction.atomic():
                with acting_as(DISPOSAL), connection.cursor() as cursor:
                    cursor.execute(statement)
        with acting_as(manager):
            found = DisposalList.objects.get()
            assert (found.state, found.due_at) == (ListState.PROPOSED, None)
            assert found.items.get().mark == Mark.OPEN
