"""Making an ordered file: once, sealed, its owner's alone, and again after a fault."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actors import CLOCK, acting_as
from casework.audit.figure_events import FigureEvent
from casework.crypto import CannotOpen, unseal_bytes
from casework.enums import Role
from casework.models import AuditEvent, User
from reports.actions.making import advance_report, finish_report, make_report, start_report
from reports.actions.ordering import delete_report, retry_report
from reports.actions.sweeping import expire_report, requeue_report, sweep_reports
from reports.enums import ReportError, ReportState, ReportStep
from reports.exchange.company import FEWEST
from reports.exchange.fields import CASE_ID
from reports.models import ReportRequest
from reports.models.report_request import MOST_ATTEMPTS, STALE
from reports.queries.waiting import abandoned_reports
from reports.tasks import run_report, sweep_report_requests
from tests.conftest import MakeUser
from tests.reports.exchange import last_year
from tests.staff import change_memberships

pytestmark = pytest.mark.django_db
Captured = Callable[..., Any]
Order = Callable[..., ReportRequest]
VIEW = "reports_exchange_person"


def row(owner: User, report: ReportRequest) -> ReportRequest:
    with acting_as(owner):
        return ReportRequest.objects.get(pk=report.pk)


def set_back(owner: User, report: ReportRequest, **fields: Any) -> None:
    with acting_as(owner):
        ReportRequest.objects.filter(pk=report.pk).update(**fields)


def events(user: User) -> list[str]:
    with acting_as(user):
        mine = AuditEvent.objects.filter(actor_id=user.pk).order_by("at", "id")
        return list(mine.values_list("event", flat=True))


class TestMaking:
    """The result is sealed, and stays its owner's alone."""

    @pytest.mark.usefixtures("many")
    def test_a_report_is_made(self, manager: User, order: Order) -> None:
        report = order()
        run_report(str(report.pk), str(manager.pk))
        made = row(manager, report)
        assert (made.state, made.step, made.progress) == (
            ReportState.DONE,
            ReportStep.READY,
            100,
        )
        content = made.open_result()
        assert len(content.decode().splitlines()) == FEWEST + 1
        assert made.size == len(content)
        assert events(manager)[-4:] == [
            FigureEvent.REPORT_STARTED,
            FigureEvent.REPORT_ADVANCED,
            FigureEvent.REPORT_ADVANCED,
            FigureEvent.REPORT_FINISHED,
        ]

    @pytest.mark.usefixtures("many")
    def test_the_result_lies_sealed_and_opens_nowhere_else(
        self, manager: User, order: Order
    ) -> None:
        first, second = order(), order(year=last_year() - 1)
        make_report(owner=manager, report_id=first.pk)
        sealed = bytes(row(manager, first).sealed_result or b"")
        assert CASE_ID.encode() not in sealed
        with pytest.raises(CannotOpen):
            unseal_bytes(sealed, f"reports_reportrequest.sealed_result:{second.pk}")

    def test_what_is_not_ready_can_t_be_opened(self, manager: User, order: Order) -> None:
        with pytest.raises(ValueError, match="no result yet"):
            order().open_result()

    @pytest.mark.usefixtures("many")
    def test_sent_twice_it_is_made_once(self, manager: User, order: Order) -> None:
        report = order()
        run_report(str(report.pk), str(manager.pk))
        before = row(manager, report)
        run_report(str(report.pk), str(manager.pk))
        after = row(manager, report)
        assert (after.attempt, after.sealed_result) == (1, before.sealed_result)

    def test_an_account_out_of_use_gets_none(self, manager: User, order: Order) -> None:
        report = order()
        User.objects.filter(pk=manager.pk).update(is_active=False)
        run_report(str(report.pk), str(manager.pk))
        assert row(manager, report).state == ReportState.QUEUED

    def test_nobody_makes_another_s_report(
        self, manager: User, other_manager: User, order: Order
    ) -> None:
        report = order()
        run_report(str(report.pk), str(other_manager.pk))
        assert row(manager, report).state == ReportState.QUEUED

    def test_a_report_that_is_gone_is_no_fault(self, manager: User) -> None:
        run_report(str(uuid.uuid4()), str(manager.pk))
        run_report(str(uuid.uuid4()), str(uuid.uuid4()))


def failing(statement: str) -> Any:
    """A database in which *statement* fails."""

    def fail(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if statement in sql:
            sql, params = "SELECT 1 / 0", None
        return execute(sql, params, many, context)

    return connection.execute_wrapper(fail)


class TestFailing:
    """What failed is said, and can be made again."""

    def broken(self, manager: User, report: ReportRequest, statement: str = VIEW) -> ReportRequest:
        """*report* as it is after the database failed at *statement*."""
        with failing(statement):
            make_report(owner=manager, report_id=report.pk)
        return row(manager, report)

    @pytest.mark.usefixtures("many")
    @pytest.mark.parametrize(
        ("statement", "error"),
        [(VIEW, ReportError.COUNTING), ('"sealed_result" = ', ReportError.WRITING)],
    )
    def test_it_says_in_which_step(
        self, manager: User, order: Order, statement: str, error: ReportError
    ) -> None:
        failed = self.broken(manager, order(), statement)
        assert (failed.state, failed.error) == (ReportState.FAILED, error)
        assert str(failed.get_error_display()) == str(error.label)
        assert events(manager)[-1] == FigureEvent.REPORT_FAILED

    @pytest.mark.usefixtures("many")
    def test_again(self, manager: User, order: Order) -> None:
        failed = self.broken(manager, order())
        retry_report(by=manager, report_id=failed.pk)
        assert row(manager, failed).state == ReportState.QUEUED
        make_report(owner=manager, report_id=failed.pk)
        assert row(manager, failed).state == ReportState.DONE

    def test_only_what_failed_is_made_again(self, manager: User, order: Order) -> None:
        with pytest.raises(ActionRefused):
            retry_report(by=manager, report_id=order().pk)


class TestKilledWorker:
    """A worker that dies leaves a row that the clock puts back; one result comes of it."""

    def abandoned(self, manager: User, report: ReportRequest, attempt: int = 1) -> ReportRequest:
        start_report(by=manager, report_id=report.pk)
        long_ago = timezone.now() - STALE - timedelta(seconds=1)
        set_back(manager, report, seen_at=long_ago, attempt=attempt)
        return report

    @pytest.mark.usefixtures("many")
    def test_it_is_put_back_and_made_once(
        self, manager: User, django_capture_on_commit_callbacks: Captured, order: Order
    ) -> None:
        report = self.abandoned(manager, order())
        with django_capture_on_commit_callbacks() as callbacks:
            sweep_report_requests()
        assert len(callbacks) == 1
        run_report(str(report.pk), str(manager.pk))
        assert row(manager, report).state == ReportState.DONE
        # The first worker was only slow: what it brings now is thrown away.
        result = row(manager, report).sealed_result
        with pytest.raises(ActionRefused):
            finish_report(by=manager, report_id=report.pk, attempt=1, content=b"late")
        with pytest.raises(ActionRefused):
            advance_report(by=manager, report_id=report.pk, attempt=1, step=ReportStep.SEALING)
        assert row(manager, report).sealed_result == result

    @pytest.mark.usefixtures("many")
    def test_delivered_again_it_is_taken_over_at_once(self, manager: User, order: Order) -> None:
        report = order()
        start_report(by=manager, report_id=report.pk)
        make_report(owner=manager, report_id=report.pk)
        assert row(manager, report).state == ReportState.RUNNING
        make_report(owner=manager, report_id=report.pk, takes_over=True)
        made = row(manager, report)
        assert (made.state, made.attempt) == (ReportState.DONE, 2)
        with pytest.raises(ActionRefused):
            finish_report(by=manager, report_id=report.pk, attempt=1, content=b"late")

    def test_what_kills_every_worker_is_not_taken_over_for_ever(
        self, manager: User, order: Order
    ) -> None:
        report = self.abandoned(manager, order(), attempt=MOST_ATTEMPTS)
        make_report(owner=manager, report_id=report.pk, takes_over=True)
        assert row(manager, report).attempt == MOST_ATTEMPTS

    def test_a_lost_message_is_sent_again(
        self, manager: User, django_capture_on_commit_callbacks: Captured, order: Order
    ) -> None:
        report = order()
        set_back(manager, report, seen_at=timezone.now() - STALE - timedelta(seconds=1))
        with django_capture_on_commit_callbacks() as callbacks:
            assert sweep_reports(by=CLOCK) == (1, 0)
        assert len(callbacks) == 1

    def test_what_is_alive_is_left_alone(self, manager: User, order: Order) -> None:
        report = order()
        start_report(by=manager, report_id=report.pk)
        assert sweep_reports(by=CLOCK) == (0, 0)
        assert row(manager, report).state == ReportState.RUNNING

    def test_after_too_many_attempts_it_has_failed(self, manager: User, order: Order) -> None:
        report = self.abandoned(manager, order(), attempt=MOST_ATTEMPTS)
        sweep_reports(by=CLOCK)
        failed = row(manager, report)
        assert (failed.state, failed.error) == (ReportState.FAILED, ReportError.INTERRUPTED)

    @pytest.mark.usefixtures("many")
    def test_what_lives_again_is_left_alone_and_nothing_logged(
        self, manager: User, django_capture_on_commit_callbacks: Captured, order: Order
    ) -> None:
        report = self.abandoned(manager, order())
        [seen] = abandoned_reports(timezone.now() - STALE)
        make_report(owner=manager, report_id=report.pk, takes_over=True)
        with django_capture_on_commit_callbacks() as callbacks, pytest.raises(ActionRefused):
            requeue_report(by=CLOCK, report=seen)
        assert callbacks == []
        assert row(manager, report).state == ReportState.DONE

    def test_what_was_ordered_anew_is_not_deleted(self, manager: User, order: Order) -> None:
        report = order()
        with pytest.raises(ActionRefused):
            expire_report(by=CLOCK, report_id=report.pk)
        assert row(manager, report).state == ReportState.QUEUED

    def test_one_that_can_not_be_swept_keeps_no_other_waiting(
        self, manager: User, order: Order
    ) -> None:
        first, last = self.abandoned(manager, order()), order(year=last_year() - 1)
        set_back(manager, last, seen_at=timezone.now() - STALE - timedelta(microseconds=1))

        def fail(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith('UPDATE "reports_reportrequest"') and first.pk in params:
                sql = sql.replace("reports_reportrequest", "reports_nowhere")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(fail):
            assert sweep_reports(by=CLOCK) == (1, 0)
        assert row(manager, first).state == ReportState.RUNNING

    def test_the_clock_deletes_what_has_expired(self, manager: User, order: Order) -> None:
        report, kept = order(), order(year=last_year() - 1)
        make_report(owner=manager, report_id=report.pk)
        set_back(manager, report, expires_at=timezone.now())
        assert sweep_reports(by=CLOCK) == (0, 1)
        with acting_as(manager):
            assert list(ReportRequest.objects.values_list("pk", flat=True)) == [kept.pk]


class TestDatabase:
    """The database agrees."""

    def test_a_report_is_its_owner_s_alone(
        self, manager: User, other_manager: User, make_user: MakeUser, order: Order
    ) -> None:
        order()
        reviewer, administrator = make_user(Role.LOG_REVIEWER), make_user(Role.ADMINISTRATOR)
        seen = {}
        for name, user in {
            "owner": manager,
            "colleague": other_manager,
            "reviewer": reviewer,
            "administrator": administrator,
            "superuser": make_user(None, is_superuser=True),
        }.items():
            with acting_as(user):
                rule = set(ReportRequest.objects.visible_to(user).values_list("pk"))
                # Without the rule: what the policy alone lets through.
                assert rule == set(ReportRequest.objects.values_list("pk"))
                seen[name] = len(rule)
        assert seen == {
            "owner": 1, "colleague": 0, "reviewer": 0, "administrator": 0, "superuser": 0,
        }  # fmt: skip

    def test_whoever_is_no_manager_any_more_sees_it_no_more(
        self, manager: User, order: Order
    ) -> None:
        order()
        change_memberships(
            manager, valid_from=date(2020, 1, 1), valid_to=timezone.localdate() - timedelta(days=1)
        )
        with acting_as(manager):
            assert ReportRequest.objects.count() == 0

    @pytest.mark.parametrize("column", ["sealed_result", "period_start", "format"])
    def test_the_clock_reads_no_content(self, manager: User, column: str, order: Order) -> None:
        order()
        with (
            pytest.raises(Exception, match="permission denied"),
            acting_as(CLOCK),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT {column} FROM reports_reportrequest")

    @pytest.mark.parametrize(
        "fields",
        [
            {"progress": 101},
            {"state": ReportState.DONE},
            {"state": ReportState.FAILED},
            {"error": ReportError.WRITING},
            {"period_end": date(2024, 1, 1)},
        ],
    )
    def test_impossible_rows_are_refused(
        self, manager: User, fields: dict[str, Any], order: Order
    ) -> None:
        report = order()
        with pytest.raises((IntegrityError, DataError)), transaction.atomic():
            set_back(manager, report, **fields)


def test_deleting(manager: User, other_manager: User, order: Order) -> None:
    report = order()
    with pytest.raises(ActionRefused):
        delete_report(by=other_manager, report_id=report.pk)
    delete_report(by=manager, report_id=report.pk)
    with acting_as(manager):
        assert ReportRequest.objects.count() == 0
    assert events(manager)[-1] == FigureEvent.REPORT_DELETED
