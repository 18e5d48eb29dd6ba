"""The day of whoever works with plans, and the load of a manager's units."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.access.disposal import manages_a_unit
from casework.access.persons import reads_files
from casework.web.requests import user_of
from referrals.plan_times import COMING, STILL_AFTER
from referrals.queries.my_day import read_day
from referrals.queries.plan_load import read_load


@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    """What is late, what comes, what stands still, and who waits for an answer."""
    user = user_of(request)
    if not reads_files(user):
        raise Http404
    context = {
        "day": read_day(user),
        "still_days": STILL_AFTER.days,
        "coming_days": COMING.days,
        "manages": manages_a_unit(user),
    }
    return render(request, "referrals/plan/my_day.html", context)


@require_safe
def load(request: HttpRequest) -> HttpResponse:
    """How much lies where, without any person."""
    user = user_of(request)
    if not manages_a_unit(user):
        raise Http404
    return render(request, "referrals/plan/load.html", {"load": read_load(user)})
