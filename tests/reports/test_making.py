"""Ordering and making a report: once, sealed, its owner's alone, and again after a fault."""

from __future__ import annotations

import json
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
from casework.identifiers import uuid7
from casework.models import AuditEvent, User
from reports.actions.making import advance_report, finish_report, make_report, start_report
from reports.actions.ordering import delete_report, request_report, retry_report
from reports.actions.sweeping import expire_report, requeue_report, sweep_reports
from reports.enums import ReportError, ReportFormat, ReportState, ReportStep
from reports.models import ReportRequest
from reports.models.report_request import MOST_ATTEMPTS, STALE
from reports.queries.waiting import abandoned_reports
from reports.tasks import run_report, sweep_report_requests
from tests.conftest import MakeUser
from tests.reports.build import YEAR, exploited, shift_on
from tests.staff import change_memberships

pytestmark = pytest.mark.django_db
Captured = Callable[..., Any]


def ordered(by: User, form: ReportFormat = ReportFormat.JSON, **changes: Any) -> ReportRequest:
    values: dict[str, Any] = {"period": YEAR, "form": form, "language": "sv", "press": uuid7()}
    return request_report(by=by, **values | changes)


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


class TestOrdering:
    """Two presses make one report."""

    def test_an_order_is_sent_once_it_is_there(
        self, manager: User, django_capture_on_commit_callbacks: Captured
    ) -> None:
        with django_capture_on_commit_callbacks() as callbacks:
            report = ordered(manager)
        assert len(callbacks) == 1
        assert row(manager, report).state == ReportState.QUEUED
        assert events(manager) == [FigureEvent.REPORT_REQUESTED]

    def test_the_same_press_gives_the_same_report(
        self, manager: User, django_capture_on_commit_callbacks: Captured
    ) -> None:
        press = uuid7()
        first = ordered(manager, press=press)
        make_report(owner=manager, report_id=first.pk)
        with django_capture_on_commit_callbacks() as callbacks:
            second = ordered(manager, press=press)
        assert (second.pk, callbacks) == (first.pk, [])

    def test_the_same_order_while_it_is_made_gives_the_same_report(self, manager: User) -> None:
        first = ordered(manager)
        assert ordered(manager).pk == first.pk
        start_report(by=manager, report_id=first.pk)
        assert ordered(manager).pk == first.pk

    def test_another_form_or_a_later_press_is_another_report(self, manager: User) -> None:
        first = ordered(manager)
        assert ordered(manager, ReportFormat.CSV).pk != first.pk
        make_report(owner=manager, report_id=first.pk)
        assert ordered(manager).pk != first.pk

    def test_two_managers_have_a_report_each(self, manager: User, other_manager: User) -> None:
        press = uuid7()
        assert ordered(manager, press=press).pk != ordered(other_manager, press=press).pk

    @pytest.mark.parametrize("role", [Role.LOG_REVIEWER, Role.ADMINISTRATOR])
    def test_other_roles_order_nothing(self, make_user: MakeUser, role: Role) -> None:
        with pytest.raises(ActionRefused, match=r"statistikansvarig"):
            ordered(make_user(role))


class TestMaking:
    """The result is sealed, and stays its owner's alone."""

    def test_a_report_is_made(self, worker: User, manager: User) -> None:
        shift_on(worker, date(2025, 5, 1), exploited())
        report = ordered(manager)
        run_report(str(report.pk), str(manager.pk))
        made = row(manager, report)
        assert (made.state, made.step, made.progress) == (
            ReportState.DONE,
            ReportStep.READY,
            100,
        )
        content = made.open_result()
        assert json.loads(content)["exploited"] == 1
        assert made.size == len(content)
        assert events(manager) == [
            FigureEvent.REPORT_REQUESTED,
            FigureEvent.REPORT_STARTED,
            FigureEvent.REPORT_ADVANCED,
            FigureEvent.REPORT_ADVANCED,
            FigureEvent.REPORT_FINISHED,
        ]

    def test_the_result_lies_sealed_and_opens_nowhere_else(self, manager: User) -> None:
        first, second = ordered(manager), ordered(manager, ReportFormat.CSV)
        make_report(owner=manager, report_id=first.pk)
        sealed = bytes(row(manager, first).sealed_result or b"")
        assert b"exploited" not in sealed
        with pytest.raises(CannotOpen):
            unseal_bytes(sealed, f"reports_reportrequest.sealed_result:{second.pk}")

    def test_what_is_not_ready_can_t_be_opened(self, manager: User) -> None:
        with pytest.raises(ValueError, match="no result yet"):
            ordered(manager).open_result()

    def test_the_language_of_the_order(self, manager: User) -> None:
        english = ordered(manager, language="en")
        make_report(owner=manager, report_id=english.pk)
        assert json.loads(row(manager, english).open_result())["summary"] == [
            "Nothing was recorded in the period 1 January 2025 – 31 December 2025."
        ]

    def test_sent_twice_it_is_made_once(self, manager: User) -> None:
        report = ordered(manager)
        run_report(str(report.pk), str(manager.pk))
        before = row(manager, report)
        run_report(str(report.pk), str(manager.pk))
        after = row(manager, report)
        assert (after.attempt, after.sealed_result) == (1, before.sealed_result)

    def test_an_account_out_of_use_gets_none(self, manager: User) -> None:
        report = ordered(manager)
        User.objects.filter(pk=manager.pk).update(is_active=False)
        run_report(str(report.pk), str(manager.pk))
        assert row(manager, report).state == ReportState.QUEUED

    def test_nobody_makes_another_s_report(self, manager: User, other_manager: User) -> None:
        report = ordered(manager)
        run_report(str(report.pk), str(other_manager.pk))
        assert row(manager, report).state == ReportState.QUEUED

    def test_a_report_that_is_gone_is_no_fault(self, manager: User) -> None:
        run_report(str(uuid.uuid4()), str(manager.pk))
        run_report(str(uuid.uuid4()), str(uuid.uuid4()))


class TestFailing:
    """What failed is said, and can be made again."""

    def broken(self, manager: User) -> ReportRequest:
        """A report in a language that there is no catalogue for can't be written."""
        report = ordered(manager)
        set_back(manager, report, format="docx")
        make_report(owner=manager, report_id=report.pk)
        return row(manager, report)

    def test_it_says_in_which_step(self, manager: User) -> None:
        failed = self.broken(manager)
        assert (failed.state, failed.error) == (ReportState.FAILED, ReportError.WRITING)
        assert str(failed.get_error_display()) == str(ReportError.WRITING.label)
        assert events(manager)[-1] == FigureEvent.REPORT_FAILED

    def test_a_period_that_can_t_be_counted(self, manager: User) -> None:
        report = ordered(manager)
        ahead = timezone.localdate() + timedelta(days=400)
        set_back(manager, report, period_start=ahead, period_end=ahead)
        make_report(owner=manager, report_id=report.pk)
        assert row(manager, report).error == ReportError.COUNTING

    def test_again(self, manager: User) -> None:
        failed = self.broken(manager)
        set_back(manager, failed, format="json")
        retry_report(by=manager, report_id=failed.pk)
        assert row(manager, failed).state == ReportState.QUEUED
        make_report(owner=manager, report_id=failed.pk)
        assert row(manager, failed).state == ReportState.DONE

    def test_only_what_failed_is_made_again(self, manager: User) -> None:
        with pytest.raises(ActionRefused):
            retry_report(by=manager, report_id=ordered(manager).pk)

    def test_not_while_the_same_is_being_made(self, manager: User) -> None:
        failed = self.broken(manager)
        set_back(manager, failed, format="json")
        ordered(manager)
        with pytest.raises(ActionRefused):
            retry_report(by=manager, report_id=failed.pk)
        assert row(manager, failed).state == ReportState.FAILED


class TestKilledWorker:
    """A worker that dies leaves a row that the clock puts back; one result comes of it."""

    def abandoned(self, manager: User, attempt: int = 1) -> ReportRequest:
        report = ordered(manager)
        start_report(by=manager, report_id=report.pk)
        long_ago = timezone.now() - STALE - timedelta(seconds=1)
        set_back(manager, report, seen_at=long_ago, attempt=attempt)
        return report

    def test_it_is_put_back_and_made_once(
        self, manager: User, django_capture_on_commit_callbacks: Captured
    ) -> None:
        report = self.abandoned(manager)
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

    def test_delivered_again_it_is_taken_over_at_once(self, manager: User) -> None:
        report = ordered(manager)
        start_report(by=manager, report_id=report.pk)
        make_report(owner=manager, report_id=report.pk)
        assert row(manager, report).state == ReportState.RUNNING
        make_report(owner=manager, report_id=report.pk, takes_over=True)
        made = row(manager, report)
        assert (made.state, made.attempt) == (ReportState.DONE, 2)
        with pytest.raises(ActionRefused):
            finish_report(by=manager, report_id=report.pk, attempt=1, content=b"late")

    def test_what_kills_every_worker_is_not_taken_over_for_ever(self, manager: User) -> None:
        report = self.abandoned(manager, attempt=MOST_ATTEMPTS)
        make_report(owner=manager, report_id=report.pk, takes_over=True)
        assert row(manager, report).attempt == MOST_ATTEMPTS

    def test_a_lost_message_is_sent_again(
        self, manager: User, django_capture_on_commit_callbacks: Captured
    ) -> None:
        report = ordered(manager)
        set_back(manager, report, seen_at=timezone.now() - STALE - timedelta(seconds=1))
        with django_capture_on_commit_callbacks() as callbacks:
            assert sweep_reports(by=CLOCK) == (1, 0)
        assert len(callbacks) == 1

    def test_what_is_alive_is_left_alone(self, manager: User) -> None:
        report = ordered(manager)
        start_report(by=manager, report_id=report.pk)
        assert sweep_reports(by=CLOCK) == (0, 0)
        assert row(manager, report).state == ReportState.RUNNING

    def test_after_too_many_attempts_it_has_failed(self, manager: User) -> None:
        report = self.abandoned(manager, attempt=MOST_ATTEMPTS)
        sweep_reports(by=CLOCK)
        failed = row(manager, report)
        assert (failed.state, failed.error) == (ReportState.FAILED, ReportError.INTERRUPTED)

    def test_what_lives_again_is_left_alone_and_nothing_logged(
        self, manager: User, django_capture_on_commit_callbacks: Captured
    ) -> None:
        report = self.abandoned(manager)
        [seen] = abandoned_reports(timezone.now() - STALE)
        make_report(owner=manager, report_id=report.pk, takes_over=True)
        with django_capture_on_commit_callbacks() as callbacks, pytest.raises(ActionRefused):
            requeue_report(by=CLOCK, report=seen)
        assert callbacks == []
        assert row(manager, report).state == ReportState.DONE

    def test_what_was_ordered_anew_is_not_deleted(self, manager: User) -> None:
        report = ordered(manager)
        with pytest.raises(ActionRefused):
            expire_report(by=CLOCK, report_id=report.pk)
        assert row(manager, report).state == ReportState.QUEUED

    def test_one_that_can_not_be_swept_keeps_no_other_waiting(self, manager: User) -> None:
        first, last = self.abandoned(manager), ordered(manager, ReportFormat.CSV)
        set_back(manager, last, seen_at=timezone.now() - STALE - timedelta(microseconds=1))

        def fail(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith('UPDATE "reports_reportrequest"') and first.pk in params:
                sql = sql.replace("reports_reportrequest", "reports_nowhere")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(fail):
            assert sweep_reports(by=CLOCK) == (1, 0)
        assert row(manager, first).state == ReportState.RUNNING

    def test_the_clock_deletes_what_has_expired(self, manager: User) -> None:
        report, kept = ordered(manager), ordered(manager, ReportFormat.CSV)
        make_report(owner=manager, report_id=report.pk)
        set_back(manager, report, expires_at=timezone.now())
        assert sweep_reports(by=CLOCK) == (0, 1)
        with acting_as(manager):
            assert list(ReportRequest.objects.values_list("pk", flat=True)) == [kept.pk]


class TestDatabase:
    """The database agrees."""

    def test_a_report_is_its_owner_s_alone(
        self, manager: User, other_manager: User, make_user: MakeUser
    ) -> None:
        ordered(manager)
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

    def test_whoever_is_no_manager_any_more_sees_it_no_more(self, manager: User) -> None:
        ordered(manager)
        change_memberships(
            manager, valid_from=date(2020, 1, 1), valid_to=timezone.localdate() - timedelta(days=1)
        )
        with acting_as(manager):
            assert ReportRequest.objects.count() == 0

    @pytest.mark.parametrize("column", ["sealed_result", "period_start", "format"])
    def test_the_clock_reads_no_content(self, manager: User, column: str) -> None:
        ordered(manager)
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
    def test_impossible_rows_are_refused(self, manager: User, fields: dict[str, Any]) -> None:
        report = ordered(manager)
        with pytest.raises((IntegrityError, DataError)), transaction.atomic():
            set_back(manager, report, **fields)


def test_deleting(manager: User, other_manager: User) -> None:
    report = ordered(manager)
    with pytest.raises(ActionRefused):
        delete_report(by=other_manager, report_id=report.pk)
    delete_report(by=manager, report_id=report.pk)
    with acting_as(manager):
        assert ReportRequest.objects.count() == 0
    assert events(manager)[-1] == FigureEvent.REPORT_DELETED
