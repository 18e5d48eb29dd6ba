"""The figures of a period, and ordering a report of them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.actions.base import ActionRefused
from casework.identifiers import uuid7
from reports.actions.ordering import request_report
from reports.enums import ReportFormat
from reports.forms.period import OrderForm, PeriodForm
from reports.periods import Period, last_year, presets
from reports.presentation.numbers import number, percent
from reports.presentation.summary import summary
from reports.presentation.tables import left_out, sections
from reports.queries.screen import read_follow_up
from reports.tables.follow_up import FollowUp
from reports.views.managers import statistics_manager


@require_safe
def follow_up(request: HttpRequest) -> HttpResponse:
    """The figures of the chosen period; of last year when none is chosen."""
    user = statistics_manager(request)
    today = timezone.localdate()
    chosen = "start" in request.GET or "end" in request.GET
    default = last_year(today)
    form = PeriodForm(
        request.GET if chosen else None,
        initial={"start": default.start.isoformat(), "end": default.end.isoformat()},
    )
    context = {"form": form, "presets": presets(today), "period": None}
    if chosen and not form.is_valid():
        return render(request, "reports/follow_up.html", context, status=422)
    period: Period = form.cleaned_data["period"] if chosen else default
    return render(
        request,
        "reports/follow_up.html",
        context | {"period": period} | _figures(read_follow_up(user, period)),
    )


def _figures(counted: FollowUp) -> dict[str, object]:
    headline = counted.headline
    period = counted.period
    return {
        "is_empty": counted.is_empty,
        "headline": headline,
        "hours": number(headline.hours),
        "informed_share": percent(headline.informed_share),
        "offered_share": percent(headline.offered_support_share),
        "summary": summary(counted),
        "left_out": [] if counted.is_empty else left_out(counted),
        "sections": [] if counted.is_empty else sections(counted),
        "order_form": OrderForm(
            initial={
                "start": period.start.isoformat(),
                "end": period.end.isoformat(),
                "press": uuid7(),
                "format": ReportFormat.PDF,
            }
        ),
    }


@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Order a report; a second press leads to the same one."""
    user = statistics_manager(request)
    form = OrderForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The report could not be ordered: choose a period and a form."))
        return redirect("reports:follow_up")
    press: uuid.UUID = form.cleaned_data["press"]
    try:
        report = request_report(
            by=user,
            period=form.cleaned_data["period"],
            form=ReportFormat(form.cleaned_data["format"]),
            language=get_language(),
            press=press,
        )
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:follow_up")
    return redirect("reports:report", pk=report.pk)
