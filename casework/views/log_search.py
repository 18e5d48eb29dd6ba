"""The overview of the log review, and the search in the log."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.access.log_review import reviews_log
from casework.audit import unusual
from casework.audit.events import Event
from casework.audit.record import record
from casework.forms.log_review import LogSearchForm, last_month
from casework.models import User
from casework.models.audit_review import SAMPLE
from casework.queries.log_review import last_reviews, samples_for, waiting_by_rule
from casework.queries.log_search import LogFilter, search_log
from casework.queries.log_state import log_state
from casework.web.requests import user_of


def reviewer_of(request: HttpRequest) -> User:
    """The signed-in log reviewer. Raises ``Http404`` for anybody else."""
    user = user_of(request)
    if not reviews_log(user):
        raise Http404
    return user


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What waits, what is to be done this month, and whether the log is sealed."""
    user = reviewer_of(request)
    waiting = waiting_by_rule(user)
    first, last = last_month(timezone.localdate())
    rules = unusual.rules()
    context = {
        "waiting_drawn": waiting.get(SAMPLE, 0),
        "waiting_found": sum(waiting.values()) - waiting.get(SAMPLE, 0),
        "rules": [(rule, waiting.get(rule.code, 0)) for rule in rules],
        "month": first,
        "is_drawn": samples_for(user).filter(first_day__lte=last, last_day__gte=first).exists(),
        "reviewed": last_reviews(user),
        "state": log_state(),
    }
    return render(request, "casework/log/overview.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Events by colleague, unit, kind, day and row. That somebody searched is logged itself."""
    user = reviewer_of(request)
    form = LogSearchForm(request.GET)
    wanted = form.wanted()
    oldest_first = request.GET.get("order") == "at"
    page = search_log(user, wanted, mark=request.GET.get("mark", ""), oldest_first=oldest_first)
    _note(user, wanted)
    context = {
        "form": form,
        "active_filters": form.active(),
        "page": page,
        "oldest_first": oldest_first,
    }
    return render(request, "casework/log/search.html", context)


def _note(user: User, wanted: LogFilter) -> None:
    """Log what was looked for: identifiers and days, never what was typed."""
    record(
        Event.REVIEW_SEARCHED,
        by=user,
        unit_id=wanted.unit_id,
        first=wanted.first.isoformat(),
        last=wanted.last.isoformat(),
        kind=wanted.event,
        accounts=sorted(map(str, wanted.users)) if wanted.users is not None else None,
        row=str(wanted.object_id) if wanted.object_id else None,
    )
