"""The screens: figures for the statistics manager, 404 for everybody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from casework.actors import acting_as
from casework.audit.events import Event
from casework.audit.figure_events import FigureEvent
from casework.enums import Role
from casework.identifiers import uuid7
from casework.models import AuditEvent, User
from reports.actions.making import make_report
from reports.enums import ReportError, ReportState, ReportStep
from reports.exchange.fields import CASE_ID
from reports.models import ReportRequest
from tests.conftest import MakeUser
from tests.reports.build import PLANTED, buyer, child, exploited, shift_on
from tests.reports.edition_work.build import made, published
from tests.reports.exchange import last_year

pytestmark = pytest.mark.django_db
Order = Callable[..., ReportRequest]
SignIn = Callable[[User], Client]
YEAR = {"start": "2025-01-01", "end": "2025-12-31"}
MAY = date(2025, 5, 14)
BANNER = 'class="internal-banner"'


@pytest.fixture
def client(sign_in: SignIn, manager: User) -> Client:
    """The statistics manager's browser, in English."""
    client = sign_in(manager)
    client.cookies["ledljus_language"] = "en"
    return client


def page(client: Client, name: str = "follow_up", data: Any = None, **kwargs: Any) -> str:
    response = client.get(reverse(f"reports:{name}", kwargs=kwargs), data)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


class TestFollowUp:
    """The page of a period."""

    def test_our_own_work(self, client: Client, worker: User) -> None:
        shift_on(worker, MAY, exploited(), child(), buyer())
        html = page(client, data=YEAR)
        assert "Shifts by month" in html
        assert "No shifts in the period." not in html
        assert '<h2 id="own-work">Our own work</h2>' in html
        assert "Shifts where nobody was met" not in html
        assert "of which nobody met" not in html

    def test_no_query_reads_what_tells_of_people(self, client: Client, worker: User) -> None:
        """Not the views of encounters and offers: what is not read is not shown by any page."""
        shift_on(worker, MAY, exploited(), buyer())
        with CaptureQueriesContext(connection) as captured:
            page(client, data=YEAR)
        asked = " ".join(query["sql"] for query in captured)
        assert "outreach_statistics_shift" in asked
        for view in ("outreach_statistics_encounter", "outreach_statistics_offer"):
            assert view not in asked

    def test_it_leads_to_what_is_published(
        self, client: Client, manager: User, other_manager: User
    ) -> None:
        assert "No edition is published yet." in page(client, data=YEAR)
        waiting = made(manager, year=2024)
        edition = published(manager, other_manager)
        html = page(client, data=YEAR)
        assert reverse("reports:read_edition", kwargs={"pk": edition.pk}) in html
        assert reverse("reports:read_edition", kwargs={"pk": waiting.pk}) not in html

    def test_last_year_unless_told_otherwise(self, client: Client) -> None:
        year = timezone.localdate().year - 1
        assert f"1 January {year} – 31 December {year}" in page(client)

    def test_nothing_of_a_row_is_shown(self, client: Client, worker: User) -> None:
        shift = shift_on(worker, MAY, exploited(age=37))
        html = page(client, data=YEAR)
        for planted in (PLANTED, str(shift.pk), worker.full_name, "20:30"):
            assert planted not in html
        assert client.get(f"/pass/{shift.pk}/").status_code == 404

    def test_a_child_is_never_spoken_of_in_words_of_prostitution(
        self, client: Client, worker: User
    ) -> None:
        reported = {"concern_report": "yes", "guardians_contacted": "yes"}
        shift_on(worker, MAY, child(), buyer(age=16, **reported))
        for language in ("en", "sv"):
            client.cookies["ledljus_language"] = language
            assert "prostitu" not in page(client, data=YEAR).lower()

    @pytest.mark.parametrize(
        ("start", "end", "sentence"),
        [
            ("2025-12-31", "2025-01-01", "(1 January 2025) before it begins (31 December 2025)"),
            ("2025-02-30", "2025-12-31", "“2025-02-30” is not a date"),
            ("<b>", "2025-12-31", "“&lt;b&gt;” is not a date"),
            ("2999-01-01", "2999-12-31", "which has not come yet"),
        ],
    )
    def test_a_wrong_period(self, client: Client, start: str, end: str, sentence: str) -> None:
        response = client.get(reverse("reports:follow_up"), {"start": start, "end": end})
        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert 'id="own-work"' not in response.content.decode()

    @pytest.mark.parametrize("data", [{"start": "2025-01-01"}, {"end": ""}])
    def test_half_a_period(self, client: Client, data: dict[str, str]) -> None:
        response = client.get(reverse("reports:follow_up"), data)
        assert response.status_code == 422
        assert "This field is required." in response.content.decode()

    def test_a_period_with_no_data(self, client: Client) -> None:
        html = page(client, data={"start": "2019-01-01", "end": "2019-12-31"})
        assert "Shifts by kind" not in html
        assert "<h2>No shifts in the period.</h2>" in html

    def test_reading_is_logged(self, client: Client, manager: User) -> None:
        page(client, data=YEAR)
        with acting_as(manager):
            event = AuditEvent.objects.get(event=FigureEvent.FOLLOW_UP_READ)
        assert event.details == {"period_start": "2025-01-01", "period_end": "2025-12-31"}

    def test_the_queries_are_as_many_for_fifty_people_as_for_one(
        self, client: Client, worker: User
    ) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                page(client, data=YEAR)
            return len(captured)

        shift_on(worker, MAY, exploited())
        queries()
        one = queries()
        for month in range(1, 6):
            shift_on(worker, date(2025, month, 3), *(exploited(age=20 + i) for i in range(10)))
        assert queries() == one

    def test_the_navigation_names_it_for_managers_alone(
        self, client: Client, sign_in: SignIn, worker: User
    ) -> None:
        link = f'href="{reverse("reports:follow_up")}"'
        assert link in page(client)
        assert link not in sign_in(worker).get(reverse("casework:roles")).content.decode()


class TestOrdering:
    """From the button to the file."""

    def test_the_screen_gives_no_file(self, client: Client, worker: User) -> None:
        """What leaves the house is an edition. No address orders anything else."""
        shift_on(worker, MAY, exploited())
        html = page(client, data=YEAR)
        forms = re.findall(r"<form[^>]*>", html)
        assert not [form for form in forms if 'method="post"' in form and "bestall" in form]
        assert client.post("/uppfoljning/bestall/", YEAR | {"format": "pdf"}).status_code == 404
        with pytest.raises(NoReverseMatch):
            reverse("reports:order")
        assert reverse("reports:editions") in html
        # Nothing on it leads to a file.
        assert " download" not in html
        main = html[html.index("<main") :]
        for link in re.findall(r'href="(/[^"#?]*)', main):
            found = client.get(link)
            assert found.headers["Content-Type"].startswith("text/html"), link
            assert "Content-Disposition" not in found.headers, link

    @pytest.mark.usefixtures("many")
    def test_progress_is_asked_for_until_it_is_done(
        self, client: Client, manager: User, order: Order
    ) -> None:
        report = order()
        waiting = page(client, "progress", pk=report.pk)
        assert 'hx-trigger="every 1s"' in waiting
        assert '<progress id="report-bar" max="100" value="0">' in waiting
        make_report(owner=manager, report_id=report.pk)
        done = page(client, "progress", pk=report.pk)
        assert "hx-get" not in done
        assert reverse("reports:download", kwargs={"pk": report.pk}) in done

    @pytest.mark.usefixtures("many")
    def test_the_file(self, client: Client, manager: User, order: Order) -> None:
        report = order()
        make_report(owner=manager, report_id=report.pk)
        response = client.get(reverse("reports:download", kwargs={"pk": report.pk}))
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        year = last_year()
        assert response["Content-Disposition"] == (
            f'attachment; filename="htcds_{year}_{year}.csv"'
        )
        assert response["Cache-Control"] == "no-store, private"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response.content.startswith(CASE_ID.encode())
        with acting_as(manager):
            assert AuditEvent.objects.filter(event=FigureEvent.REPORT_DOWNLOADED).count() == 1

    def test_a_file_that_is_not_ready_leads_to_its_progress(
        self, client: Client, manager: User, order: Order
    ) -> None:
        report = order()
        response = client.get(reverse("reports:download", kwargs={"pk": report.pk}))
        assert response["Location"] == reverse("reports:report", kwargs={"pk": report.pk})

    def test_a_failed_report_says_why_and_can_be_made_again(
        self, client: Client, manager: User, order: Order
    ) -> None:
        report = order()
        with acting_as(manager):
            ReportRequest.objects.filter(pk=report.pk).update(
                state=ReportState.FAILED, error=ReportError.TOO_LONG
            )
        html = page(client, "report", pk=report.pk)
        assert "It took too long and was stopped. Try a shorter period." in html
        again = client.post(reverse("reports:retry", kwargs={"pk": report.pk}))
        assert again["Location"] == reverse("reports:report", kwargs={"pk": report.pk})
        assert 'hx-trigger="every 1s"' in page(client, "report", pk=report.pk)

    @pytest.mark.parametrize("state", [ReportState.RUNNING, ReportState.DONE, ReportState.FAILED])
    def test_it_is_named_for_what_it_is(
        self, client: Client, manager: User, order: Order, state: ReportState
    ) -> None:
        """Title, heading and the words of every step: no page calls a file of rows a report."""
        more: dict[str, object] = {"step": ReportStep.WRITING}
        if state == ReportState.DONE:
            more |= {"sealed_result": b"x", "size": 1, "finished_at": timezone.now()}
        if state == ReportState.FAILED:
            more |= {"error": ReportError.WRITING, "finished_at": timezone.now()}
        report = order()
        with acting_as(manager):
            ReportRequest.objects.filter(pk=report.pk).update(state=state, **more)
        for language, name, former in (
            ("en", "File for exchange", "report"),
            ("sv", "Utbytesfil", "rapport"),
        ):
            client.cookies["ledljus_language"] = language
            html = page(client, "report", pk=report.pk)
            assert re.search(rf"<title>{name} [^<]*{last_year()}", html)
            assert re.search(rf"<h1>{name} [^<]*{last_year()}", html)
            (main,) = re.findall(r"<main.*?</main>", html, re.DOTALL)
            assert former not in re.sub(r"<[^>]*>", " ", main).lower()

    def test_deleting(self, client: Client, manager: User, order: Order) -> None:
        report = order()
        response = client.post(reverse("reports:delete", kwargs={"pk": report.pk}), follow=True)
        assert "The file was deleted." in response.content.decode()
        with acting_as(manager):
            assert ReportRequest.objects.count() == 0


class TestList:
    """My reports."""

    def test_empty(self, client: Client) -> None:
        html = page(client, "reports")
        assert "A file for exchange that you have had made is kept here." in html
        # Files of rows, and no small numbers: it says whom they are for.
        assert BANNER not in html
        assert "<strong>Rows about people, for authorised exchange</strong>" in html

    def test_the_exchange_leads_to_it_and_the_follow_up_does_not(self, client: Client) -> None:
        link = f'href="{reverse("reports:reports")}"'
        exchange = client.get(reverse("exchange:requests")).content.decode()
        assert (exchange.count(link), page(client).count(link)) == (1, 0)

    def test_order_filter_and_pages(self, client: Client, order: Order) -> None:
        years = [last_year() - back for back in (1, 3, 0, 2)]
        for year in years:
            order(year=year)
        periods = r"<td data-label=\"Period\" class=\"number\">1 jan (\d{4})"
        found = re.findall(periods, page(client, "reports", {"order": "period"}))
        assert found == [str(year) for year in sorted(years)]
        assert len(re.findall(periods, page(client, "reports", {"state": "queued"}))) == 4
        assert re.findall(periods, page(client, "reports", {"state": "failed"})) == []
        assert len(re.findall(periods, page(client, "reports", {"state": "x", "page": "9"}))) == 4

    def test_the_queries_are_as_many_for_fifty_reports_as_for_one(
        self, client: Client, manager: User, order: Order
    ) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                page(client, "reports")
            return len(captured)

        order()
        queries()
        one = queries()
        now = timezone.now()
        with acting_as(manager):
            ReportRequest.objects.bulk_create(
                ReportRequest(
                    owner=manager,
                    period_start=MAY + timedelta(days=i),
                    period_end=date(2026, 1, 1),
                    format="pdf",
                    press=uuid7(),
                    seen_at=now,
                    expires_at=now,
                )
                for i in range(49)
            )
        assert queries() == one


ADDRESSES = ["follow_up", "reports"]
OF_ONE = ["report", "progress", "download", "retry", "delete"]
PERSONAS: list[tuple[Role | None, str | None]] = [
    (Role.OUTREACH_WORKER, "pom"),
    (Role.UNIT_MANAGER, "pom"),
    (Role.UNIT_WORKER, "mika"),
    (Role.LOG_REVIEWER, None),
    (Role.ADMINISTRATOR, None),
    (None, None),
]


@pytest.mark.parametrize("persona", PERSONAS, ids=str)
def test_nobody_else_gets_anywhere(
    persona: tuple[Role | None, str | None],
    make_user: MakeUser,
    sign_in: SignIn,
    manager: User,
    order: Order,
) -> None:
    report = order()
    make_report(owner=manager, report_id=report.pk)
    client = sign_in(make_user(*persona))
    found = [client.get(reverse(f"reports:{name}")).status_code for name in ADDRESSES]
    for name in OF_ONE:
        address = reverse(f"reports:{name}", kwargs={"pk": report.pk})
        ask = client.post if name in ("retry", "delete") else client.get
        found.append(ask(address).status_code)
    assert found == [404] * 7


@pytest.mark.parametrize("name", OF_ONE)
def test_a_colleague_s_report_is_absent_and_the_attempt_logged(
    name: str, manager: User, other_manager: User, sign_in: SignIn, order: Order
) -> None:
    report = order()
    make_report(owner=manager, report_id=report.pk)
    client = sign_in(other_manager)
    ask = client.post if name in ("retry", "delete") else client.get
    mine, absent = (
        ask(reverse(f"reports:{name}", kwargs={"pk": pk})) for pk in (report.pk, uuid7())
    )
    assert (mine.status_code, mine.content) == (absent.status_code, absent.content)
    assert mine.status_code == 404
    with acting_as(other_manager):
        denied = AuditEvent.objects.filter(event=Event.ACCESS_DENIED)
        assert denied.filter(details__requested=str(report.pk)).count() == 1
    with acting_as(manager):
        assert ReportRequest.objects.filter(pk=report.pk).count() == 1


def test_who_is_not_signed_in_is_sent_to_the_door() -> None:
    response = Client().get(reverse("reports:follow_up"))
    assert response["Location"].startswith("/konto/login/")
