"""The figures of a period, on the screen alone: what leaves the house is an edition."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.forms.period import PeriodForm
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
    return {
        "is_empty": counted.is_empty,
        "headline": headline,
        "hours": number(headline.hours),
        "informed_share": percent(headline.informed_share),
        "offered_share": percent(headline.offered_support_share),
        "summary": summary(counted),
        "left_out": [] if counted.is_empty else left_out(counted),
        "sections": [] if counted.is_empty else sections(counted),
    }
