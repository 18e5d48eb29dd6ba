"""Registering periods of editions, the exact figures about them, and ordering an edition."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.models import User
from casework.web.requests import sentence
from casework.web.typed import author_mark, keeps_typed, posted
from reports.actions.editions import order_edition
from reports.actions.figures import register_figure
from reports.actions.periods import register_period, register_year
from reports.forms.edition_work import YEAR, ExactFigureForm, PeriodOfEditionForm
from reports.models import EditionPeriod
from reports.queries.audited import AnswerableRow, figures_of
from reports.queries.editions import title_of
from reports.views.managers import statistics_manager


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_period(request: HttpRequest) -> HttpResponse:
    """Register a period before anything of it is out."""
    user = statistics_manager(request)
    last = timezone.localdate().year - 1
    form = PeriodOfEditionForm(posted(request), initial={"year": last})
    if request.method == "POST" and form.is_valid():
        try:
            _register(user, form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The period is registered."))
            return redirect("reports:editions")
    context = {"form": form, "author": author_mark(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/edition_work/new_period.html", context, status=status)


def _register(user: User, values: dict[str, Any]) -> EditionPeriod:
    if values["kind"] == YEAR:
        return register_year(by=user, year=values["year"])
    period = values["period"]
    return register_period(by=user, code=values["code"], start=period.start, end=period.end)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The exact figures about a period, and one more."""
    user = statistics_manager(request)
    period = get_or_404(EditionPeriod.objects.visible_to(user), pk)
    form = ExactFigureForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            register_figure(by=user, figure=form.figure(period))
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The figure is registered. A colleague confirms it."))
            return redirect("reports:edition_figures", pk=pk)
    context = {
        "period": period,
        "title": title_of(period),
        "figures": [AnswerableRow(row, user) for row in figures_of(period)],
        "form": form,
        "author": author_mark(request),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/edition_work/figures.html", context, status=status)


@require_POST
def order(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin an edition of a period, or go to the one that there is."""
    user = statistics_manager(request)
    period = get_or_404(EditionPeriod.objects.visible_to(user), pk)
    try:
        edition = order_edition(by=user, period=period)
    except ActionRefused as refusal:
        messages.error(request, sentence(refusal))
        return redirect("reports:editions")
    return redirect("reports:edition", pk=edition.pk)
