"""The programme's measures: the plan of a year, its answers, and four years by aim."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.forms.file_fields import rows_of
from casework.models import User
from casework.web.lists import Column, Ordering, page_of
from casework.web.requests import sentence
from casework.web.saving import save_version, status_of
from casework.web.typed import keeps_typed, posted
from reports.actions.programme import (
    answer_measure,
    change_measure,
    copy_plan,
    plan_measure,
    remove_measure,
)
from reports.forms.programme import (
    AnswerForm,
    MeasureFilter,
    PlanForm,
    YearForm,
    answer_saved,
    plan_saved,
)
from reports.models import ProgrammeMeasure
from reports.programme_enums import MeasureState
from reports.queries.programme import (
    ROUND,
    aims_of,
    boards_named,
    measures_of,
    narrowed,
    planned_years,
    programme_tables,
)
from reports.views.managers import statistics_manager

# The aims are whole sentences: a line of their own above their measures, not a column.
BY_AIM = ("aim__position", "aim__title", "aim_id")
COLUMNS = {
    "title": Column(gettext_lazy("Measure"), ("title",)),
    "board": Column(gettext_lazy("Responsible board"), ("board__name", "title")),
    "state": Column(gettext_lazy("State"), ("state", "title")),
}


def _list_of(year: int) -> str:
    return f"{reverse('programme:measures')}?year={year}"


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """The plan of a year, with what has become of it."""
    user = statistics_manager(request)
    year = YearForm(request.GET).wanted()
    form = MeasureFilter(request.GET, aims=aims_of(user), boards=boards_named(user))
    wanted = form.wanted()
    ordering = Ordering(request, COLUMNS, "board")
    of_year = narrowed(measures_of(user), {"year": year})
    context = {
        "year": year,
        "years": sorted({year, *planned_years(user)}, reverse=True),
        "has_aims": aims_of(user).exists(),
        "can_copy": of_year.filter(copied_to=None).exclude(state=MeasureState.DROPPED).exists(),
        "page_obj": page_of(request, ordering.apply(narrowed(of_year, wanted), *BY_AIM)),
        "headings": ordering.headings(),
        "form": form,
        "active_filters": len(wanted),
    }
    return render(request, "reports/programme/list.html", context)


@require_safe
def four_years(request: HttpRequest) -> HttpResponse:
    """Four years by aim, ending with the chosen one."""
    user = statistics_manager(request)
    last = YearForm(request.GET).wanted()
    context = {
        "tables": programme_tables(user, last),
        "earlier": last - ROUND,
        "later": last + ROUND,
    }
    return render(request, "reports/programme/four_years.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_measure(request: HttpRequest) -> HttpResponse:
    """Put a measure into the plan."""
    user = statistics_manager(request)
    year = YearForm(request.GET).wanted()
    form = PlanForm(posted(request), aims=aims_of(user), saved={"year": year})

    def save(form: PlanForm, seen_at: datetime | None) -> None:
        plan_measure(by=user, values=form.answers())

    again = save_version(request, form, save)
    if again is None:
        messages.success(request, _("The measure stands in the plan."))
        return redirect(_list_of(form.cleaned_data["year"]))
    return _page(request, "plan", again, None)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change what the plan says."""
    user, found = _measure(request, pk)
    form = PlanForm(
        posted(request), aims=aims_of(user), saved=plan_saved(found), version=found.updated_at
    )

    def save(form: PlanForm, seen_at: datetime | None) -> None:
        assert seen_at is not None
        change_measure(by=user, measure_id=pk, seen_at=seen_at, values=form.answers())

    again = save_version(request, form, save, found)
    if again is None:
        messages.success(request, _("The plan is changed. The earlier version is kept."))
        return redirect(_list_of(form.cleaned_data.get("year", found.year)))
    return _page(request, "plan", again, found)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer a measure in the yearly report."""
    user, found = _measure(request, pk)
    form = AnswerForm(posted(request), saved=answer_saved(found), version=found.updated_at)

    def save(form: AnswerForm, seen_at: datetime | None) -> None:
        assert seen_at is not None
        answer_measure(by=user, measure_id=pk, seen_at=seen_at, values=form.answers())

    again = save_version(request, form, save, found)
    if again is None:
        messages.success(request, _("The answer is saved. The earlier version is kept."))
        return redirect(_list_of(found.year))
    return _page(request, "answer", again, found)


@require_POST
def remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a measure that nobody has answered out of the plan."""
    user, found = _measure(request, pk)
    try:
        remove_measure(by=user, measure_id=pk)
        messages.success(request, _("The measure is taken out of the plan. Its history is kept."))
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
    return redirect(_list_of(found.year))


@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    """Copy a year's plan into the next."""
    user = statistics_manager(request)
    year = YearForm(request.POST).wanted()
    try:
        number = copy_plan(by=user, year=year)
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
        return redirect(_list_of(year))
    messages.success(
        request,
        ngettext(
            "%(count)s measure was copied into the plan of %(year)s.",
            "%(count)s measures were copied into the plan of %(year)s.",
            number,
        )
        % {"count": number, "year": year + 1},
    )
    return redirect(_list_of(year + 1))


def _measure(request: HttpRequest, pk: uuid.UUID) -> tuple[User, ProgrammeMeasure]:
    user = statistics_manager(request)
    return user, get_or_404(measures_of(user), pk)


def _page(
    request: HttpRequest, name: str, form: PlanForm | AnswerForm, found: ProgrammeMeasure | None
) -> HttpResponse:
    context = {
        "form": form,
        "rows": rows_of(form),
        "found": found,
        "differences": form.differences,
    }
    status = status_of(request, form)
    return render(request, f"reports/programme/{name}.html", context, status=status)
