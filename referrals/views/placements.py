"""Requests for a placement in a plan, with every no and every night."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.audit.denials import get_or_404
from casework.web.file_forms import must_work, run_form, version_in
from casework.web.overtaken import moved_on
from casework.web.requests import user_of
from casework.web.typed import keeps_typed, posted
from referrals.actions.placements import ask_placement, move_placement, note_refusal
from referrals.forms.plan_steps import PlacementStepForm, RefusalForm
from referrals.forms.plans import PlacementForm
from referrals.models import PlacementRequest
from referrals.plan_enums import PlacementRefusalReason, PlacementState
from referrals.plan_transitions import PLACEMENT
from referrals.queries.placements import placement_lines, placement_lists
from referrals.views.plan_common import PlanPage, plan_page, writing_plan


@require_safe
def placements(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """The requests, the latest first."""
    page = plan_page(request, pk, plan, "placements", placement_lists)
    context = {
        "file": page.file,
        "page": page,
        "plan": page.plan,
        "lines": placement_lines(page.lists),
    }
    return render(request, "referrals/plan/placements.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """Ask for a placement by the real problem."""
    page = writing_plan(request, pk, plan, "ask_placement")
    form = PlacementForm(posted(request))
    return run_form(
        request,
        page.file,
        form,
        lambda: ask_placement(
            by=user_of(request), person=page.file.person, plan_id=plan, values=form.cleaned_data
        ),
        heading=_("Ask for a placement"),
        back=page.url("placements"),
        done=_("The request is saved."),
    )


def _request(request: HttpRequest, page: PlanPage, row: uuid.UUID) -> PlacementRequest:
    """The request; a placement goes on after the plan in which it was asked for."""
    must_work(page.file)
    rows = PlacementRequest.objects.visible_to(user_of(request)).filter(plan=page.plan)
    return get_or_404(rows.select_related("person"), row)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """A place said no."""
    page = plan_page(request, pk, plan, "refuse_placement")
    found = _request(request, page, row)
    if found.state != PlacementState.ASKED:
        page = page.ending(moved_on(found, found.get_state_display()))
    form = RefusalForm(posted(request))
    return run_form(
        request,
        page.file,
        form,
        lambda: note_refusal(
            by=user_of(request),
            person=page.file.person,
            plan_id=plan,
            request_id=row,
            on_day=form.cleaned_data["on_day"],
            reason=PlacementRefusalReason(form.cleaned_data["reason"]),
            words=form.cleaned_data["words"],
        ),
        heading=_("A place said no"),
        lede=found.get_kind_display(),
        back=page.url("placements"),
        done=_("It is saved, and counted."),
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """The person moved in or out, or there was no place."""
    page = plan_page(request, pk, plan, "move_placement")
    found = _request(request, page, row)
    if not PLACEMENT[PlacementState(found.state)]:
        page = page.ending(moved_on(found, found.get_state_display()))
    data = posted(request)
    form = PlacementStepForm(data, request=found)
    seen_at = version_in(data, found)
    return run_form(
        request,
        page.file,
        form,
        lambda: move_placement(
            by=user_of(request),
            person=page.file.person,
            plan_id=plan,
            request_id=row,
            seen_at=seen_at,
            state=PlacementState(form.cleaned_data["state"]),
            on_day=form.cleaned_data["on_day"],
            words=form.cleaned_data["words"],
        ),
        heading=_("What became of the request?"),
        lede=found.get_kind_display(),
        back=page.url("placements"),
        done=_("It is saved."),
        row=found,
        seen_at=seen_at,
    )
