"""Our own work of a period, exactly, and the way to the editions. Nothing about people is here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.enums import EditionState
from reports.forms.period import PeriodForm
from reports.periods import Period, last_year, presets
from reports.presentation.editions.own_work import SHIFTS, measure, work_tables
from reports.queries.editions import editions_for, title_of
from reports.queries.screen import read_own_work
from reports.views.managers import statistics_manager


@require_safe
def follow_up(request: HttpRequest) -> HttpResponse:
    """Our own work of the chosen period, or of last year; and what is published."""
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
    published = [e for e in editions_for(user) if e.state == EditionState.PUBLISHED]
    work = read_own_work(user, period)
    context |= {
        "period": period,
        "has_shifts": bool(measure(work, SHIFTS)),
        "tables": work_tables(work),
        "editions": [(edition, title_of(edition.period)) for edition in published],
    }
    return render(request, "reports/follow_up.html", context)
