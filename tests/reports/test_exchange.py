"""Who asks for an exchange file and who says yes: the database lets nobody be both either."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.forms import Field
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from casework.actions.base import ActionRefused
from casework.actors import CLOCK, acting_as
from casework.audit.figure_events import FigureEvent
from casework.enums import Role
from casework.identifiers import uuid7
from casework.models import AuditEvent, User
from reports.actions.exchange import answer_exchange, order_exchange, withdraw_exchange
from reports.actions.sweeping import sweep_reports
from reports.enums import ReportFormat, ReportState
from reports.models import ExchangeRequest, ReportRequest
from reports.models.exchange import ANSWER_HOLDS
from tests.casework.people import NUMBER
from tests.conftest import MakeUser, SignIn
from tests.reports.build import YEAR
from tests.reports.exchange import approved, asked, last_year, ordered

pytestmark = pytest.mark.django_db
USED_UP = (
    "The order uses up these years. If the file fails, try again on its page within fourteen days:"
    " after that nobody can have it made."
)
NOT_AGAIN = "A file for exchange can't be made again when it is deleted: its years are used up."


def says(response: Any, words: str) -> bool:
    """Whether the page says *words*, in the language that it is in."""
    with translation.override(response["Content-Language"]):
        return translation.gettext(words) in response.content.decode()


def logged(user: User) -> list[tuple[str, Any, Any]]:
    with acting_as(user):
        mine = AuditEvent.objects.filter(actor_id=user.pk, event__startswith="exchange.")
        return [
            (event.event, event.details["purpose"], event.details["receiver"])
            for event in mine.order_by("at", "id")
        ]


def update(user: User, request: ExchangeRequest, **fields: Any) -> int:
    with acting_as(user):
        return ExchangeRequest.objects.filter(pk=request.pk).update(**fields)


class TestAsking:
    @pytest.mark.parametrize("role", [Role.LOG_REVIEWER, Role.ADMINISTRATOR])
    def test_other_roles_ask_and_see_nothing(
        self, manager: User, make_user: MakeUser, role: Role
    ) -> None:
        asked(manager)
        stranger = make_user(role)
        with pytest.raises(ActionRefused):
            asked(stranger)
        with acting_as(stranger):
            assert ExchangeRequest.objects.count() == 0

    @pytest.mark.usefixtures("many")
    def test_purpose_and_receiver_are_logged(self, manager: User, other_manager: User) -> None:
        report = ordered(manager, other_manager)
        told = ("collaborative", "iom")
        assert logged(manager) == [
            (FigureEvent.EXCHANGE_ASKED, *told),
            (FigureEvent.EXCHANGE_ORDERED, *told),
        ]
        assert logged(other_manager) == [(FigureEvent.EXCHANGE_APPROVED, *told)]
        assert report.format == ReportFormat.HTCDS

    def test_the_same_is_asked_for_once(self, manager: User) -> None:
        asked(manager)
        with pytest.raises(ActionRefused):
            asked(manager)

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"first_year": 2025, "last_year": 2024}, "last_year"),
            ({"first_year": 2025, "last_year": 2099}, "last_year"),
            ({"last_year": last_year() + 1}, "last_year"),
            ({"receiver_unit": f"Hos {NUMBER}"}, "receiver_unit"),
            ({"reference": NUMBER}, "reference"),
        ],
    )
    def test_what_can_not_be_asked(self, manager: User, values: Any, field: str) -> None:
        with pytest.raises(ActionRefused) as refused:
            asked(manager, **values)
        assert set(refused.value.fields) == {field}


class TestAnswering:
    """By another than the one who asked: the product says it, and so does the database."""

    def test_nobody_answers_themselves(self, manager: User) -> None:
        request = asked(manager)
        with pytest.raises(ActionRefused):
            answer_exchange(by=manager, request_id=request.pk, approves=True)

    def test_the_database_lets_nobody_answer_themselves_or_for_another(
        self, manager: User, other_manager: User
    ) -> None:
        request, now = asked(manager), timezone.now()
        for decider in (manager, other_manager):
            with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
                update(manager, request, state="approved", decided_by=decider, decided_at=now)
        with pytest.raises(DatabaseError, match="answered by another"), transaction.atomic():
            update(other_manager, request, first_year=2001)
        with pytest.raises(DatabaseError, match="answered by another"), transaction.atomic():
            update(other_manager, request, state="withdrawn")
        assert update(
            other_manager, request, state="approved", decided_by=other_manager, decided_at=now
        ) == 1  # fmt: skip
        with pytest.raises(DatabaseError, match="answered by another"), transaction.atomic():
            update(other_manager, request, ordered_at=now)
        with pytest.raises(DatabaseError, match="answered by another"), transaction.atomic():
            update(other_manager, request, decision="Ändrat efteråt")

    def test_nobody_asks_in_another_s_name_or_with_an_answer(
        self, manager: User, other_manager: User
    ) -> None:
        values: dict[str, Any] = {
            "first_year": 2025, "last_year": 2025, "purpose": "research",
            "receiver": "university", "receiver_unit": "X", "reference": "Y",
        }  # fmt: skip
        answered = {
            "state": "approved", "decided_by": other_manager, "decided_at": timezone.now(),
        }  # fmt: skip
        for more in ({"owner": other_manager}, {"owner": manager, **answered}):
            with pytest.raises(DatabaseError, match="row-level security"), acting_as(manager):
                ExchangeRequest.objects.create(**values, **more)

    def test_a_no_says_why_and_is_final(self, manager: User, other_manager: User) -> None:
        request = asked(manager)
        with pytest.raises(ActionRefused) as refused:
            answer_exchange(by=other_manager, request_id=request.pk, approves=False)
        assert set(refused.value.fields) == {"decision"}
        answer_exchange(
            by=other_manager, request_id=request.pk, approves=False, words="Avtal saknas"
        )
        with pytest.raises(ActionRefused):
            answer_exchange(by=other_manager, request_id=request.pk, approves=True)
        with pytest.raises(ActionRefused):
            order_exchange(by=manager, request_id=request.pk)

    def test_only_who_asked_takes_it_back(self, manager: User, other_manager: User) -> None:
        request = asked(manager)
        with pytest.raises(ActionRefused):
            withdraw_exchange(by=other_manager, request_id=request.pk)
        withdraw_exchange(by=manager, request_id=request.pk)
        with pytest.raises(ActionRefused):
            answer_exchange(by=other_manager, request_id=request.pk, approves=True)


class TestOrdering:
    """One yes, one file, for the one who asked, for a time."""

    @pytest.mark.usefixtures("many")
    def test_a_yes_is_good_for_one_file(self, manager: User, other_manager: User) -> None:
        report = ordered(manager, other_manager)
        with acting_as(manager):
            ReportRequest.objects.filter(pk=report.pk).delete()
        assert report.exchange_id is not None
        with pytest.raises(ActionRefused):
            order_exchange(by=manager, request_id=report.exchange_id)

    @pytest.mark.usefixtures("many")
    def test_nobody_else_orders_or_sees_the_file(self, manager: User, other_manager: User) -> None:
        request = approved(manager, other_manager)
        with pytest.raises(ActionRefused):
            order_exchange(by=other_manager, request_id=request.pk)
        report = order_exchange(by=manager, request_id=request.pk)
        with acting_as(other_manager):
            assert not ReportRequest.objects.filter(pk=report.pk).exists()

    def test_an_old_yes_holds_no_longer(self, manager: User, other_manager: User) -> None:
        request = approved(manager, other_manager)
        request.decided_at = timezone.now() - ANSWER_HOLDS - timedelta(minutes=1)
        assert not request.can_be_ordered

    def test_the_database_takes_no_old_yes(self, manager: User, other_manager: User) -> None:
        now = timezone.now()
        for number, (age, holds) in enumerate((
            (ANSWER_HOLDS + timedelta(minutes=1), False),
            (ANSWER_HOLDS - timedelta(minutes=1), True),
        )):  # fmt: skip
            request = asked(manager, first_year=2020 + number, last_year=2020 + number)
            update(
                other_manager,
                request,
                state="approved",
                decided_by=other_manager,
                decided_at=now - age,
            )
            if holds:
                assert update(manager, request, ordered_at=now) == 1
                continue
            with pytest.raises(DatabaseError, match="answered by another"), transaction.atomic():
                update(manager, request, ordered_at=now)

    def test_the_database_says_when_it_was_answered_and_ordered(
        self, manager: User, other_manager: User
    ) -> None:
        request, later = asked(manager), timezone.now() + timedelta(days=3650)
        update(other_manager, request, state="approved", decided_by=other_manager, decided_at=later)
        update(manager, request, ordered_at=later)
        with acting_as(manager):
            request.refresh_from_db()
        assert request.decided_at is not None
        assert request.ordered_at is not None
        assert request.decided_at <= timezone.now()
        assert request.ordered_at <= timezone.now()

    def test_no_file_without_a_yes(self, manager: User, other_manager: User) -> None:
        waiting, now = asked(manager), timezone.now()
        values: dict[str, Any] = {
            "owner": manager, "period_start": YEAR.start, "period_end": YEAR.end,
            "format": ReportFormat.HTCDS, "seen_at": now, "expires_at": now,
        }  # fmt: skip
        with pytest.raises(IntegrityError, match="report_exchange_is_approved"):
            with acting_as(manager):
                ReportRequest.objects.create(press=uuid7(), **values)
        others = approved(other_manager, manager)
        for request in (waiting, others):
            with pytest.raises(DatabaseError, match="row-level security"), acting_as(manager):
                ReportRequest.objects.create(press=uuid7(), exchange=request, **values)

    @pytest.mark.usefixtures("many")
    def test_it_expires_as_other_files_do(self, manager: User, other_manager: User) -> None:
        report = ordered(manager, other_manager)
        with acting_as(manager):
            gone = timezone.now() - timedelta(minutes=1)
            ReportRequest.objects.filter(pk=report.pk).update(expires_at=gone)
        sweep_reports(by=CLOCK)
        with acting_as(manager):
            assert not ReportRequest.objects.exists()
            assert ExchangeRequest.objects.count() == 1


class TestGivenOnce:
    """A year that has ended, and once: no two files to compare."""

    def test_the_database_takes_no_year_that_goes_on(self, manager: User) -> None:
        values: dict[str, Any] = {
            "owner": manager, "first_year": last_year(), "purpose": "research",
            "receiver": "university", "receiver_unit": "X", "reference": "Y",
        }  # fmt: skip
        with pytest.raises(DatabaseError, match="row-level security"), acting_as(manager):
            ExchangeRequest.objects.create(**values, last_year=last_year() + 1)
        with acting_as(manager):
            ExchangeRequest.objects.create(**values, last_year=last_year())

    @pytest.mark.usefixtures("many")
    def test_a_year_is_given_out_once(self, manager: User, other_manager: User) -> None:
        early = {"first_year": last_year() - 1}
        waiting = approved(other_manager, manager, **early)
        ordered(manager, other_manager)
        for by in (manager, other_manager):
            with pytest.raises(ActionRefused) as refused:
                asked(by, receiver="university", **early)
            assert set(refused.value.fields) == {"first_year"}
        with pytest.raises(ActionRefused):
            order_exchange(by=other_manager, request_id=waiting.pk)
        with pytest.raises(IntegrityError, match="exchange_year_given_once"), transaction.atomic():
            update(other_manager, waiting, ordered_at=timezone.now())
        # What was not given out may still be.
        asked(manager, **early, last_year=last_year() - 1)


class TestPages:
    @pytest.mark.usefixtures("many")
    def test_asked_answered_and_ordered(
        self,
        manager: User,
        other_manager: User,
        sign_in: SignIn,
        django_capture_on_commit_callbacks: Callable[..., Any],
    ) -> None:
        mine, theirs = sign_in(manager), sign_in(other_manager)
        year = last_year()
        sent = {
            "first_year": year, "last_year": year, "receiver": "iom", "purpose": "collaborative",
            "receiver_unit": "Protection Division", "reference": "DNR 1",
        }  # fmt: skip
        assert mine.post(reverse("exchange:ask"), sent).status_code == 302
        with acting_as(manager):
            pk = ExchangeRequest.objects.get().pk
        here = {"pk": pk}
        # Who asked has no page to answer on.
        assert mine.get(reverse("exchange:answer", kwargs=here)).status_code == 404
        assert (
            mine.post(reverse("exchange:answer", kwargs=here), {"answer": "yes"}).status_code == 404
        )
        assert (
            theirs.post(reverse("exchange:answer", kwargs=here), {"answer": "no"}).status_code
            == 422
        )
        yes = {"answer": "yes", "decision": ""}
        assert theirs.post(reverse("exchange:answer", kwargs=here), yes).status_code == 302
        pages = [one.get(reverse("exchange:request", kwargs=here)) for one in (mine, theirs)]
        assert [says(page, USED_UP) for page in pages] == [True, False]
        with django_capture_on_commit_callbacks() as callbacks:
            response = mine.post(reverse("exchange:order", kwargs=here))
        with acting_as(manager):
            report = ReportRequest.objects.get()
        assert response["Location"] == reverse("reports:report", kwargs={"pk": report.pk})
        assert (len(callbacks), report.state) == (1, ReportState.QUEUED)
        assert says(mine.get(response["Location"]), NOT_AGAIN)
        for client in (mine, theirs):
            page = client.get(reverse("exchange:request", kwargs=here))
            assert (page.status_code, says(page, USED_UP)) == (200, False)
        assert theirs.get(response["Location"]).status_code == 404

    def test_what_is_missing_is_said(
        self, manager: User, other_manager: User, sign_in: SignIn
    ) -> None:
        request = asked(other_manager)
        client, said = sign_in(manager), []
        for address in (
            reverse("exchange:ask"),
            reverse("exchange:answer", kwargs={"pk": request.pk}),
        ):
            errors = client.post(address, {}).context["form"].errors
            said += [sentence for sentences in errors.values() for sentence in sentences]
        assert (len(said), len(set(said))) == (7, 7)
        assert str(Field.default_error_messages["required"]) not in said

    @pytest.mark.usefixtures("many")
    def test_fetching_is_logged_with_purpose_and_receiver(
        self, manager: User, other_manager: User, sign_in: SignIn
    ) -> None:
        report = ordered(manager, other_manager)
        report.seal_result(b"exportCaseId\r\n")
        report.state, report.finished_at = ReportState.DONE, timezone.now()
        with acting_as(manager):
            report.save()
        response = sign_in(manager).get(reverse("reports:download", kwargs={"pk": report.pk}))
        assert response.content == b"exportCaseId\r\n"
        assert response["Content-Disposition"].endswith('.csv"')
        assert logged(manager)[-1] == (FigureEvent.EXCHANGE_FETCHED, "collaborative", "iom")

    def test_the_list_is_sorted_narrowed_and_of_one_size(
        self, manager: User, sign_in: SignIn, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        client: Client = sign_in(manager)
        asked(manager, first_year=2023, last_year=2023)
        with CaptureQueriesContext(connection) as few:
            client.get(reverse("exchange:requests"), {"order": "years"})
        for year in (2022, 2024):
            asked(manager, first_year=year, last_year=year)
        with django_assert_num_queries(len(few)):
            response = client.get(reverse("exchange:requests"), {"order": "years"})
        assert [one.first_year for one in response.context["page_obj"]] == [2022, 2023, 2024]
        response = client.get(reverse("exchange:requests"), {"state": "approved"})
        assert list(response.context["page_obj"]) == []
