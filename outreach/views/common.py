"""What the views of this app share: who asks, which row, and how a refusal is told."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from casework.audit.denials import get_or_404
from casework.models import User
from casework.web.requests import user_of
from outreach.access import reads_shifts
from outreach.models import Shift
from outreach.queries.shifts import shifts_for
from outreach.states import ShiftEvent, refusal

PAGE_SIZE = 25


def reader_of(request: HttpRequest) -> User:
    """The user, if a unit of theirs goes out; for everybody else there is no such page.

    Raises ``Http404``.
    """
    user = user_of(request)
    if not reads_shifts(user):
        raise Http404
    return user


def shift_or_404(request: HttpRequest, pk: uuid.UUID) -> Shift:
    """The shift, if the user sees it. Raises ``Http404``, logged."""
    return get_or_404(shifts_for(user_of(request)), pk)


def refused_now(request: HttpRequest, event: ShiftEvent, shift: Shift) -> HttpResponse | None:
    """Back to the shift with the sentence, when *event* may not happen now."""
    reason = refusal(user_of(request), event, shift)
    if reason is None:
        return None
    messages.error(request, reason)
    return redirect("outreach:shift", shift.pk)


def page_of(request: HttpRequest, rows: QuerySet[Shift]) -> Page[Shift]:
    """The page asked for, or the nearest there is."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
