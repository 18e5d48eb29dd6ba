"""Follow-up meetings of a plan, and its versions."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.web.file_forms import run_form
from casework.web.requests import user_of
from casework.web.typed import keeps_typed, posted
from referrals.actions.plan_follow_ups import follow_up
from referrals.forms.plan_steps import FollowUpForm
from referrals.models import Goal
from referrals.plan_enums import PlanState
from referrals.queries.plan_story import meetings_from, version_lists, versions_from
from referrals.views.plan_common import called_to, plan_page, writing_plan


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """Record a follow-up: who was there, how each goal goes, the next day."""
    page = writing_plan(request, pk, plan, "follow")
    if page.plan.is_open and page.plan.state != PlanState.AGREED:
        raise Http404
    person = page.file.person
    goals = list(Goal.objects.filter(plan=page.plan))
    for goal in goals:
        goal.person = person
    form = FollowUpForm(
        posted(request),
        goals=goals,
        participants=called_to(page),
        initial={"seen_due": page.plan.next_follow_up},
    )
    return run_form(
        request,
        page.file,
        form,
        lambda: follow_up(
            by=user_of(request),
            person=person,
            plan_id=plan,
            seen_due=form.cleaned_data["seen_due"],
            meeting=form.meeting(),
        ),
        heading=_("Follow-up of the plan"),
        lede=_("What the plan says now is frozen as its next version."),
        back=page.url("plan"),
        done=_("The follow-up is saved, and the next day is set."),
        button=_("Save the follow-up"),
    )


@require_safe
def versions(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """What was agreed at each meeting, and what changed from one to the next."""
    page = plan_page(request, pk, plan, "versions", version_lists)
    context = {
        "file": page.file,
        "page": page,
        "plan": page.plan,
        "versions": versions_from(page.lists),
        "meetings": meetings_from(page.lists),
    }
    return render(request, "referrals/plan/versions.html", context)
