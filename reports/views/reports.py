"""Ordered reports: the list, the progress of one, its file, again, away."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.models import User
from casework.web.lists import Column, Ordering, page_of
from casework.web.polling import polled
from reports.actions.ordering import delete_report, retry_report
from reports.enums import ReportState
from reports.models import ReportRequest
from reports.queries.reports import my_reports, opened_report
from reports.views.managers import statistics_manager

COLUMNS = {
    "ordered": Column(gettext_lazy("Ordered"), ("requested_at",)),
    "period": Column(gettext_lazy("Period"), ("period_start", "period_end")),
    "form": Column(gettext_lazy("File type"), ("format",)),
    "state": Column(gettext_lazy("State"), ("state",)),
    "expires": Column(gettext_lazy("Kept until"), ("expires_at",)),
}


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The user's own reports."""
    user = statistics_manager(request)
    state = request.GET.get("state", "")
    ordering = Ordering(request, COLUMNS, "-ordered")
    return render(
        request,
        "reports/reports.html",
        {
            "page_obj": page_of(request, ordering.apply(my_reports(user, state))),
            "headings": ordering.headings(),
            "state": state if state in ReportState.values else "",
            "states": ReportState.choices,
        },
    )


def _own(request: HttpRequest, pk: uuid.UUID) -> tuple[User, ReportRequest]:
    """The user and their report. Another's is absent, and so is any for other roles."""
    user = request.user
    assert isinstance(user, User)
    return user, get_or_404(my_reports(user), pk)


@require_safe
def report(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far one report has come, and its file when it is ready."""
    _user, found = _own(request, pk)
    return render(request, "reports/report.html", {"report": found})


@polled
@require_safe
def progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The part of that page which changes. It asks again by itself until the report is done."""
    _user, found = _own(request, pk)
    return render(request, "reports/progress.html", {"report": found})


@require_safe
def download(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The finished file, for its owner."""
    user, found = _own(request, pk)
    if found.state != ReportState.DONE:
        return redirect("reports:report", pk=pk)
    return HttpResponse(
        opened_report(user, found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{found.file_name}"'},
    )


@require_POST
def retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Order a failed report again."""
    user, _found = _own(request, pk)
    try:
        retry_report(by=user, report_id=pk)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("reports:report", pk=pk)


@require_POST
def delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Delete a report."""
    user, _found = _own(request, pk)
    try:
        delete_report(by=user, report_id=pk)
        messages.success(request, _("The file was deleted."))
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("reports:reports")
