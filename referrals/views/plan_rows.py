"""Goals, areas of need and measures of a plan: added and changed."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.audit.denials import get_or_404
from casework.web.file_forms import initial_of, run_form, version_in
from casework.web.overtaken import moved_on
from casework.web.requests import user_of
from casework.web.typed import keeps_typed, posted
from referrals.actions.plan_rows import (
    add_goal,
    add_measure,
    change_goal,
    change_measure,
    look_at_need,
)
from referrals.forms.plans import GoalForm, MeasureForm, NeedForm
from referrals.models import AreaOfNeed, Goal, Measure, MeasureDependency
from referrals.plan_enums import OPEN_MEASURES, NeedKind
from referrals.plan_help import NEED_HELP
from referrals.queries.plans import possible_coordinators
from referrals.views.plan_common import PlanPage, plan_page, writing_plan


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_goal(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """Write down a goal."""
    page = writing_plan(request, pk, plan, "new_goal")
    form = GoalForm(posted(request))
    return run_form(
        request,
        page.file,
        form,
        lambda: add_goal(
            by=user_of(request), person=page.file.person, plan_id=plan, values=form.cleaned_data
        ),
        heading=_("A goal"),
        lede=_("What the person wants, as they say it."),
        back=page.url("plan"),
        done=_("The goal is saved."),
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Change a goal."""
    page = writing_plan(request, pk, plan, "goal")
    rows = Goal.objects.visible_to(user_of(request)).filter(plan=page.plan)
    found = get_or_404(rows.select_related("person"), row)
    data = posted(request)
    form = GoalForm(data, initial=initial_of(found, GoalForm))
    seen_at = version_in(data, found)
    return run_form(
        request,
        page.file,
        form,
        lambda: change_goal(
            by=user_of(request),
            person=page.file.person,
            plan_id=plan,
            row_id=row,
            seen_at=seen_at,
            values=form.cleaned_data,
        ),
        heading=_("A goal"),
        back=page.url("plan"),
        done=_("The goal is saved."),
        row=found,
        seen_at=seen_at,
    )


@require_safe
def needs(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """The areas of need, in the order in which they are gone through."""
    page = plan_page(request, pk, plan, "needs")
    rows = AreaOfNeed.objects.visible_to(user_of(request)).filter(plan=page.plan)
    found = {row.kind: row for row in rows.select_related("person")}
    lines = [(found[kind], NEED_HELP[kind]) for kind in NeedKind if kind in found]
    context = {"file": page.file, "page": page, "plan": page.plan, "lines": lines}
    return render(request, "referrals/plan/needs.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Say what is known of one area."""
    page = writing_plan(request, pk, plan, "need")
    rows = AreaOfNeed.objects.visible_to(user_of(request)).filter(plan=page.plan)
    found = get_or_404(rows.select_related("person"), row)
    data = posted(request)
    form = NeedForm(data, initial=initial_of(found, NeedForm))
    seen_at = version_in(data, found)
    return run_form(
        request,
        page.file,
        form,
        lambda: look_at_need(
            by=user_of(request),
            person=page.file.person,
            plan_id=plan,
            row_id=row,
            seen_at=seen_at,
            values=form.cleaned_data,
        ),
        heading=found.get_kind_display(),
        lede=NEED_HELP[NeedKind(found.kind)],
        back=page.url("needs"),
        done=_("It is saved."),
        row=found,
        seen_at=seen_at,
    )


def _measure_form(page: PlanPage, data: object, found: Measure | None = None) -> MeasureForm:
    plan = page.plan
    others = Measure.objects.filter(plan=plan, state__in=OPEN_MEASURES).select_related("person")
    initial = {}
    if found is not None:
        leans = list(
            MeasureDependency.objects.filter(measure=found).values_list("needs", flat=True)
        )
        others = Measure.objects.filter(plan=plan).filter(pk__in=leans) | others
        others = others.exclude(pk=found.pk).select_related("person")
        initial = initial_of(found, MeasureForm) | {"leans": leans, "moved_why": ""}
    return MeasureForm(
        data,
        initial=initial,
        goals=Goal.objects.filter(plan=plan).select_related("person"),
        colleagues=possible_coordinators(plan, also=found.answers_id if found else None),
        others=others,
        is_new=found is None,
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_measure(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """Put a measure into the plan."""
    page = writing_plan(request, pk, plan, "new_measure")
    form = _measure_form(page, posted(request))

    def save() -> None:
        values = dict(form.cleaned_data)
        leans = values.pop("leans")
        add_measure(
            by=user_of(request),
            person=page.file.person,
            plan_id=plan,
            values=values,
            leans=leans,
        )

    return run_form(
        request,
        page.file,
        form,
        save,
        heading=_("A measure"),
        back=page.url("plan"),
        done=_("The measure is saved."),
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Change a measure that is still to be done."""
    page = writing_plan(request, pk, plan, "measure")
    rows = Measure.objects.visible_to(user_of(request)).filter(plan=page.plan)
    found = get_or_404(rows.select_related("person"), row)
    if found.state not in OPEN_MEASURES:
        page = page.ending(moved_on(found, found.get_state_display()))
    data = posted(request)
    form = _measure_form(page, data, found)
    seen_at = version_in(data, found)

    def save() -> None:
        values = dict(form.cleaned_data)
        leans = values.pop("leans")
        change_measure(
            by=user_of(request),
            person=page.file.person,
            plan_id=plan,
            row_id=row,
            seen_at=seen_at,
            values=values,
            leans=leans,
        )

    return run_form(
        request,
        page.file,
        form,
        save,
        heading=_("A measure"),
        back=page.url("plan"),
        done=_("The measure is saved."),
        row=found,
        seen_at=seen_at,
    )
