"""Samples, outcomes and protocols: by others, once, and with what shows that it was fair."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from casework.access.log_review import can_see_finding
from casework.actions.base import ActionRefused
from casework.actions.log_review import draw_sample, record_outcome, sign_review
from casework.actors import LOG_WATCH, acting_as
from casework.enums import ReviewOutcome, Role
from casework.models import (
    AccessReview,
    AuditEvent,
    AuditFinding,
    AuditOutcome,
    AuditSample,
    Unit,
    User,
)
from casework.queries.log_review import (
    figures_of,
    findings_for,
    findings_of,
    population,
    population_digest,
)
from tests.casework.conftest import Intruder, OwnDatabase
from tests.conftest import MakeUser
from tests.staff import change_memberships

FIRST, LAST = date(2025, 3, 1), date(2025, 3, 31)
SECRET = "Planterad anmärkning 4711"


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Europe/Stockholm"))


def finding_about(user: User | None, day: date = FIRST, rule: str = "night") -> AuditFinding:
    """A finding of a rule, as the nightly watch makes it."""
    with acting_as(LOG_WATCH):
        return AuditFinding.objects.create(rule=rule, user=user, day=day)


def three_readers(intruder: Intruder, make: MakeUser) -> list[User]:
    """Three colleagues, each of whom read on ten days of March, and on one day of April."""
    people = [make(Role.COORDINATOR, code) for code in ("pom", "pom", "mika")]
    for user in people:
        for number in [*range(10), 31]:
            intruder.event(at(FIRST + timedelta(days=number)), actor_id=user.pk)
        intruder.event(at(FIRST), actor_id=user.pk)
        intruder.event(at(LAST), actor_id=user.pk, event="shift.signed")
    return people


class TestSample:
    @pytest.fixture
    def reviewer(self, old_hand: MakeUser) -> User:
        return old_hand(Role.LOG_REVIEWER)

    @pytest.fixture
    def readers(self, intruder: Intruder, old_hand: MakeUser) -> list[User]:
        return three_readers(intruder, old_hand)

    def draw(self, reviewer: User, size: int = 5, **values: object) -> AuditSample:
        return draw_sample(by=reviewer, first=FIRST, last=LAST, size=size, **values)  # type: ignore[arg-type]

    def test_draws_from_all_days_and_keeps_what_shows_it(
        self, reviewer: User, readers: list[User]
    ) -> None:
        sample = self.draw(reviewer)
        pairs = sorted(
            (user.pk, FIRST + timedelta(days=number)) for user in readers for number in range(10)
        )
        assert (sample.population, sample.size, sample.number) == (30, 5, 1)
        assert sample.population_digest == population_digest(pairs)
        assert sample.method == "SystemRandom.sample/1"
        with acting_as(reviewer):
            assert population(FIRST, LAST, None, reviewer) == pairs
            drawn = list(AuditFinding.objects.filter(sample=sample))
            event = AuditEvent.objects.get(event="review.sample_drawn")
        assert len({(f.user_id, f.day) for f in drawn} & set(pairs)) == 5
        assert {f.unit_id for f in drawn} <= set(
            Unit.objects.filter(code__in=["pom", "mika"]).values_list("pk", flat=True)
        )
        assert event.details == {"count": 5, "population": 30, "draw": 1}

    def test_every_day_can_be_drawn_and_no_more_than_there_are(
        self, reviewer: User, readers: list[User]
    ) -> None:
        assert self.draw(reviewer, 50).size == 30

    def test_one_unit(self, reviewer: User, readers: list[User]) -> None:
        mika = Unit.objects.get(code="mika")
        sample = self.draw(reviewer, 50, unit=mika)
        with acting_as(reviewer):
            drawn = AuditFinding.objects.filter(sample=sample)
            assert {f.user_id for f in drawn} == {readers[2].pk}
        assert sample.population == 10

    def test_days_before_somebody_worked_there_are_not_the_unit_s(
        self, reviewer: User, readers: list[User]
    ) -> None:
        change_memberships(readers[2], valid_from=FIRST + timedelta(days=8))
        assert self.draw(reviewer, 50, unit=Unit.objects.get(code="mika")).population == 2

    def test_never_one_s_own(
        self, intruder: Intruder, old_hand: MakeUser, reviewer: User, readers: list[User]
    ) -> None:
        intruder.event(at(FIRST), actor_id=reviewer.pk)
        other = old_hand(Role.LOG_REVIEWER)
        assert self.draw(reviewer, 50).population == 30
        assert self.draw(other, 50, reason="Den andra granskaren").population == 31

    def test_again_only_with_a_reason_and_both_stay(
        self, reviewer: User, readers: list[User]
    ) -> None:
        first = self.draw(reviewer)
        with pytest.raises(ActionRefused) as refused:
            self.draw(reviewer)
        assert list(refused.value.fields) == ["reason"]
        second = self.draw(reviewer, reason="Fler dagar behövs")
        assert second.number == 2
        with acting_as(reviewer):
            assert set(AuditSample.objects.all()) == {first, second}

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"last": FIRST - timedelta(days=1)}, "last"),
            ({"first": LAST, "last": LAST + timedelta(days=200)}, "last"),
            ({"last": date(2999, 1, 1)}, "last"),
            ({"size": 0}, "size"),
            ({"size": 51}, "size"),
        ],
    )
    def test_what_can_not_be_drawn(
        self, reviewer: User, readers: list[User], values: dict[str, object], field: str
    ) -> None:
        given = {"first": FIRST, "last": LAST, "size": 5} | values
        with pytest.raises(ActionRefused) as refused:
            draw_sample(by=reviewer, **given)  # type: ignore[arg-type]
        assert list(refused.value.fields) == [field]

    def test_today_is_not_over(self, reviewer: User, readers: list[User]) -> None:
        today = timezone.localdate()
        with pytest.raises(ActionRefused) as refused:
            draw_sample(by=reviewer, first=today, last=today, size=1)
        assert list(refused.value.fields) == ["last"]

    def test_nobody_read(self, reviewer: User) -> None:
        with pytest.raises(ActionRefused, match="Ingen annan har läst"):
            self.draw(reviewer)

    def test_only_a_reviewer_draws(self, readers: list[User]) -> None:
        with pytest.raises(ActionRefused, match="bara en logggranskare"):
            self.draw(readers[0])


def test_two_at_once_are_not_one_and_the_same_draw(
    own_database: OwnDatabase, own_user: MakeUser
) -> None:
    three_readers(own_database, own_user)
    together = threading.Barrier(2)
    people = [own_user(Role.LOG_REVIEWER) for _ in range(2)]

    def draw(user: User) -> int:
        try:
            with acting_as(user):
                together.wait(timeout=30)
                return draw_sample(by=user, first=FIRST, last=LAST, size=5).number
        except ActionRefused:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = [r.result(timeout=60) for r in [pool.submit(draw, user) for user in people]]
    assert sorted(made) == [0, 1]


@pytest.mark.django_db
class TestOutcome:
    @pytest.fixture
    def reviewer(self, make_user: MakeUser) -> User:
        return make_user(Role.LOG_REVIEWER)

    @pytest.fixture
    def worker(self, make_user: MakeUser) -> User:
        return make_user(Role.COORDINATOR, "pom")

    def end(
        self, by: User, finding: AuditFinding, outcome: ReviewOutcome = ReviewOutcome.EXPLAINED
    ) -> AuditOutcome:
        return record_outcome(by=by, finding_id=finding.pk, outcome=outcome, remark=SECRET)

    def test_is_recorded_once_with_its_trace(self, reviewer: User, worker: User) -> None:
        finding = finding_about(worker)
        outcome = self.end(reviewer, finding)
        with acting_as(reviewer):
            saved = AuditOutcome.objects.get()
            event = AuditEvent.objects.get(event="review.outcome")
        assert (saved, saved.remark, saved.about_id) == (outcome, SECRET, worker.pk)
        assert event.object_id == finding.pk
        assert event.details == {"outcome": "explained", "rule": "night"}
        with pytest.raises(ActionRefused, match="under tiden"):
            self.end(reviewer, finding, ReviewOutcome.IN_ORDER)

    def test_the_remark_lies_sealed(self, reviewer: User, worker: User) -> None:
        self.end(reviewer, finding_about(worker))
        with acting_as(reviewer), connection.cursor() as cursor:
            cursor.execute("SELECT remark FROM casework_auditoutcome")
            (raw,) = cursor.fetchone()
        assert SECRET.encode() not in bytes(raw)

    @pytest.mark.parametrize("outcome", list(ReviewOutcome))
    def test_all_but_in_order_say_why(
        self, reviewer: User, worker: User, outcome: ReviewOutcome
    ) -> None:
        finding = finding_about(worker)

        def end() -> AuditOutcome:
            return record_outcome(by=reviewer, finding_id=finding.pk, outcome=outcome, remark=" ")

        if outcome == ReviewOutcome.IN_ORDER:
            assert end().remark in ("", None)
        else:
            with pytest.raises(ActionRefused) as refused:
                end()
            assert list(refused.value.fields) == ["remark"]

    def test_nobody_about_themselves(self, reviewer: User) -> None:
        finding = finding_about(reviewer)
        with acting_as(reviewer):
            assert not AuditFinding.objects.exists()
        with pytest.raises(ActionRefused, match="aldrig om sig själv"):
            self.end(reviewer, finding)

    def test_not_even_past_the_action(self, reviewer: User) -> None:
        """In the database by policy, and by a rule that binds whoever gets past it."""
        finding = finding_about(reviewer)
        for about in (reviewer, None):
            row = AuditOutcome(
                finding=finding, about=about, outcome="in_order", decided_by=reviewer,
                decided_at=timezone.now(),
            )  # fmt: skip
            with pytest.raises((DatabaseError, IntegrityError)), acting_as(reviewer):
                row.save(force_insert=True)

    def test_about_somebody_else_than_the_finding_is_refused(
        self, reviewer: User, worker: User, make_user: MakeUser
    ) -> None:
        finding = finding_about(worker)
        with pytest.raises(DatabaseError, match="row-level security"), acting_as(reviewer):
            AuditOutcome.objects.create(
                finding=finding, about=make_user(None), outcome="in_order", decided_by=reviewer,
                decided_at=timezone.now(),
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("role", "unit"),
        [(role, None if role in {Role.STATISTICS_MANAGER, Role.ADMINISTRATOR} else "pom")
         for role in Role if role != Role.LOG_REVIEWER],
    )  # fmt: skip
    def test_nobody_else_sees_or_records_anything(
        self, make_user: MakeUser, reviewer: User, worker: User, role: Role, unit: str | None
    ) -> None:
        done, open_ = finding_about(worker), finding_about(worker, rule="many")
        self.end(reviewer, done)
        other = make_user(role, unit)
        with acting_as(other):
            for model in (AuditFinding, AuditOutcome, AuditSample, AccessReview):
                assert model.objects.count() == 0
        with pytest.raises(ActionRefused):
            self.end(other, open_)

    def test_filter_agrees_with_check(
        self, make_user: MakeUser, reviewer: User, worker: User
    ) -> None:
        other = make_user(Role.LOG_REVIEWER)
        findings = [finding_about(user) for user in (worker, reviewer, other, None)]
        for user in (worker, reviewer, other, make_user(None, is_superuser=True)):
            with acting_as(user):
                filtered = set(findings_for(user))
                policy = set(AuditFinding.objects.all())
            checked = {finding for finding in findings if can_see_finding(user, finding)}
            assert filtered == checked == policy
        assert {can_see_finding(other, finding) for finding in findings} == {True, False}

    @pytest.mark.parametrize(
        "table", ["auditfinding", "auditoutcome", "auditsample", "accessreview"]
    )
    @pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
    def test_nothing_is_changed_or_removed(
        self, reviewer: User, worker: User, table: str, statement: str
    ) -> None:
        self.end(reviewer, finding_about(worker))
        with pytest.raises(DatabaseError, match="permission denied"), acting_as(reviewer):
            with connection.cursor() as cursor:
                cursor.execute(statement.format(f"casework_{table}"))

    def test_a_reviewer_makes_up_no_finding(self, reviewer: User, worker: User) -> None:
        for values in ({"rule": "night"}, {"rule": "sample", "sample_id": uuid.uuid4()}):
            with pytest.raises(DatabaseError, match="row-level security"), acting_as(reviewer):
                AuditFinding.objects.create(user=worker, day=FIRST, **values)

    def test_the_watch_draws_no_sample(self, worker: User) -> None:
        with pytest.raises((DatabaseError, IntegrityError)), acting_as(LOG_WATCH):
            AuditFinding.objects.create(user=worker, day=FIRST, rule="sample")


@pytest.mark.django_db
class TestProtocol:
    @pytest.fixture
    def reviewer(self, make_user: MakeUser) -> User:
        return make_user(Role.LOG_REVIEWER)

    @pytest.fixture
    def worker(self, make_user: MakeUser) -> User:
        return make_user(Role.COORDINATOR, "pom")

    def sign(self, by: User, unit: Unit | None = None, conclusion: str = SECRET) -> AccessReview:
        return sign_review(by=by, first=FIRST, last=LAST, unit=unit, conclusion=conclusion)

    def ended(self, by: User, finding: AuditFinding, outcome: ReviewOutcome) -> None:
        record_outcome(by=by, finding_id=finding.pk, outcome=outcome, remark="Sagt av kollegan")

    def test_counts_what_was_reviewed(self, reviewer: User, worker: User) -> None:
        self.ended(reviewer, finding_about(worker), ReviewOutcome.IN_ORDER)
        self.ended(reviewer, finding_about(worker, rule="many"), ReviewOutcome.INCIDENT)
        finding_about(worker, LAST + timedelta(days=1))
        signed = self.sign(reviewer)
        assert signed.figures == {"found": 2, "in_order": 1, "incident": 1}
        with acting_as(reviewer):
            assert AccessReview.objects.get().conclusion == SECRET
            found = findings_of(reviewer, FIRST, LAST, None)
            assert figures_of(found) == signed.figures
            event = AuditEvent.objects.get(event="review.signed")
        assert (event.object_id, event.details) == (signed.pk, {"count": 2})

    def test_not_while_something_waits(self, reviewer: User, worker: User) -> None:
        self.ended(reviewer, finding_about(worker), ReviewOutcome.IN_ORDER)
        finding_about(worker, rule="many")
        with pytest.raises(ActionRefused, match="1 fynd i perioden har inget utfall"):
            self.sign(reviewer)

    def test_what_is_about_the_reviewer_does_not_wait_for_them(
        self, reviewer: User, worker: User
    ) -> None:
        self.ended(reviewer, finding_about(worker), ReviewOutcome.IN_ORDER)
        finding_about(reviewer)
        assert self.sign(reviewer).figures == {"found": 1, "in_order": 1}

    def test_not_of_nothing_and_not_without_words(self, reviewer: User, worker: User) -> None:
        with pytest.raises(ActionRefused, match="Dra ett stickprov först"):
            self.sign(reviewer)
        self.ended(reviewer, finding_about(worker), ReviewOutcome.IN_ORDER)
        with pytest.raises(ActionRefused) as refused:
            self.sign(reviewer, conclusion=" ")
        assert list(refused.value.fields) == ["conclusion"]
        with pytest.raises(ActionRefused, match="Dra ett stickprov först"):
            self.sign(reviewer, unit=Unit.objects.get(code="kast"))

    def test_only_a_reviewer_signs(self, reviewer: User, worker: User) -> None:
        self.ended(reviewer, finding_about(worker), ReviewOutcome.IN_ORDER)
        with pytest.raises(ActionRefused, match="bara en logggranskare"):
            self.sign(worker)
        with transaction.atomic(), pytest.raises(DatabaseError, match="row-level security"):
            with acting_as(reviewer):
                AccessReview.objects.create(
                    first_day=FIRST, last_day=LAST, conclusion="x", signed_by=worker,
                    signed_at=timezone.now(),
                )  # fmt: skip
