"""The plans of a file: the list, a new one, one with its next step, what it says, its end."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casework.access.persons import file_units
from casework.enums import PersonRole
from casework.models import Person, Unit
from casework.web.file_forms import initial_of, must_work, run_form, version_in
from casework.web.file_pages import open_page
from casework.web.requests import user_of
from casework.web.typed import keeps_typed, posted
from referrals.actions.plan_follow_ups import close_plan
from referrals.actions.plans import agree_plan, begin_plan, change_plan
from referrals.forms.plan_steps import AgreeForm, CloseForm
from referrals.forms.plans import BeginForm, PlanForm
from referrals.models import CoordinatedPlan, Goal, PlanParticipant
from referrals.plan_enums import EXPECTED, PlanClosing, PlanState, PlanType
from referrals.queries.plan_overview import overview_from, overview_lists
from referrals.queries.plans import plans_of, possible_coordinators
from referrals.views.plan_common import called_to, plan_page, writing_plan

# What a call says of the meeting.
MEETING = ("meeting_at", "meeting_place")
MOVED = gettext_lazy(
    "It is saved. Those who are called know of another time or place: tell each of them, with the"
    " new letter and calendar file from the list."
)


@require_safe
def plan_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The plans of a file, the open ones first."""
    file = open_page(request, pk, "plans")
    plans = sorted(plans_of(user_of(request), file.person), key=lambda plan: not plan.is_open)
    return render(request, "referrals/plan/list.html", {"file": file, "plans": plans})


def _kinds_for(person: Person) -> list[str]:
    """The kinds of plan that there are for *person*."""
    kinds = [PlanType.SIP.value]
    if person.kind == PersonRole.EXPLOITED:
        kinds.append(PlanType.EXIT.value)
    if person.is_child_on():
        kinds.append(PlanType.CHILD.value)
    return kinds


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record that a plan is asked for."""
    file = open_page(request, pk, "begin_plan")
    must_work(file)
    user = user_of(request)
    units = Unit.objects.filter(pk__in=[unit.pk for unit in file_units(user)])
    form = BeginForm(posted(request), units=units, kinds=_kinds_for(file.person))
    return run_form(
        request,
        file,
        form,
        lambda: begin_plan(by=user, person=file.person, values=form.cleaned_data),
        heading=_("A plan is asked for"),
        lede=_("Whoever asks gets an answer: the plan is begun, or refused with reasons."),
        back=reverse("plans:plans", args=[pk]),
        done=_("The plan is begun."),
        button=_("Begin the plan"),
    )


@require_safe
def plan(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """The plan with its one next step."""
    page = plan_page(request, pk, plan, "plan", overview_lists)
    context = {"file": page.file, "page": page, "plan": page.plan}
    overview = overview_from(page.plan, page.lists)
    step = overview.step
    context |= {
        "overview": overview,
        "step": step,
        "demands": [
            (demand, page.url(name, *arguments) if page.works and not demand.met else "")
            for demand, (name, arguments) in overview.demands
        ],
        "step_url": page.url(step.url_name, *step.arguments) if step and page.works else "",
    }
    return render(request, "referrals/plan/plan.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """Change what the plan says."""
    page = writing_plan(request, pk, plan, "change")
    found, data = page.plan, posted(request)
    form = PlanForm(
        data,
        initial=initial_of(found, PlanForm),
        coordinators=possible_coordinators(found, also=found.coordinator_id),
    )
    seen_at = version_in(data, found)
    moves = form.is_bound and form.is_valid() and _moves_meeting(found, form.cleaned_data)
    return run_form(
        request,
        page.file,
        form,
        lambda: change_plan(
            by=user_of(request),
            person=page.file.person,
            plan_id=plan,
            seen_at=seen_at,
            values=form.cleaned_data,
        ),
        heading=_("What the plan says"),
        back=page.url("participants" if moves else "plan"),
        done=MOVED if moves else _("It is saved."),
        row=found,
        seen_at=seen_at,
    )


def _moves_meeting(plan: CoordinatedPlan, values: Mapping[str, Any]) -> bool:
    """Whether those who are called know of another time or place than *values* say."""
    same = all((values[name] or None) == (getattr(plan, name) or None) for name in MEETING)
    return not same and PlanParticipant.objects.filter(plan=plan, state__in=EXPECTED).exists()


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """Agree the plan, with the day of the next follow-up."""
    page = writing_plan(request, pk, plan, "agree")
    form = AgreeForm(posted(request), participants=called_to(page))
    return run_form(
        request,
        page.file,
        form,
        lambda: agree_plan(
            by=user_of(request),
            person=page.file.person,
            plan_id=plan,
            agreed_on=form.cleaned_data["agreed_on"],
            next_follow_up=form.cleaned_data["next_follow_up"],
            came=form.came(),
        ),
        heading=_("The plan is agreed"),
        lede=_("What it says now is frozen as version 1. There is no plan without a next day."),
        back=page.url("plan"),
        done=_("The plan is agreed, and its clock runs."),
        button=_("Agree the plan"),
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """Close the plan with an outcome for every goal, or refuse the request for one."""
    page = writing_plan(request, pk, plan, "close")
    is_draft = page.plan.state == PlanState.DRAFT
    # A plan that a colleague has closed meanwhile: every question that there may have been.
    is_over = not page.plan.is_open
    asked = is_over or page.plan.state == PlanState.AGREED
    goals = list(Goal.objects.filter(plan=page.plan)) if asked else []
    for goal in goals:
        goal.person = page.file.person
    form = CloseForm(posted(request), goals=goals, may_refuse=is_draft or is_over)
    return run_form(
        request,
        page.file,
        form,
        lambda: close_plan(
            by=user_of(request),
            person=page.file.person,
            plan_id=plan,
            closed_on=form.cleaned_data["closed_on"],
            closing=PlanClosing(form.cleaned_data["closing"]),
            words=form.cleaned_data["closing_words"],
            outcomes=form.outcomes(),
        ),
        heading=_("Refuse or close the plan") if is_draft else _("Close the plan"),
        lede=_("A closed plan stays as it is. What goes on needs a new plan or another keeper."),
        back=page.url("plan"),
        done=_("The plan is closed."),
        button=_("Close the plan"),
    )
