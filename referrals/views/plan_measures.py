"""What leans on what, a measure that moves, and what stands in when it falls."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.audit.denials import get_or_404
from casework.web.file_forms import run_form, version_in
from casework.web.overtaken import moved_on
from casework.web.requests import user_of
from casework.web.typed import keeps_typed, posted
from referrals.actions.plan_measures import bridge_in_place, build_bridge, move_measure
from referrals.forms.plan_steps import BridgeForm, ConfirmForm, DayForm, MoveForm
from referrals.models import Bridge, Measure
from referrals.plan_enums import TOPPLING, MeasureState
from referrals.plan_transitions import MEASURE
from referrals.queries.plan_picture import picture_of
from referrals.queries.plan_toppling import what_falls
from referrals.queries.plans import part_lists, parts_from, possible_coordinators
from referrals.views.plan_common import PlanPage, plan_page, writing_plan


@require_safe
def picture(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """The measures as a picture, and the same as a list."""
    page = plan_page(request, pk, plan, "picture", part_lists)
    shown = picture_of(parts_from(page.lists))
    context = {"file": page.file, "page": page, "plan": page.plan, "shown": shown}
    return render(request, "referrals/plan/picture.html", context)


def _measure(request: HttpRequest, page: PlanPage, row: uuid.UUID) -> Measure:
    rows = Measure.objects.visible_to(user_of(request)).filter(plan=page.plan)
    return get_or_404(rows.select_related("person", "answers"), row)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Say where a measure stands. What brings others down asks first, and for a bridge."""
    page = writing_plan(request, pk, plan, "move_measure")
    found = _measure(request, page, row)
    if not MEASURE[MeasureState(found.state)]:
        page = page.ending(moved_on(found, found.get_state_display()))
    data = posted(request)
    form = MoveForm(data, measure=found)
    falls = what_falls(found)
    if data is not None and falls and data.get("state") in TOPPLING and form.is_valid():
        return _confirm(request, page, found, falls, data)
    seen_at = version_in(data, found)
    return run_form(
        request,
        page.file,
        form,
        lambda: move_measure(
            by=user_of(request),
            person=page.file.person,
            plan_id=plan,
            row_id=row,
            seen_at=seen_at,
            state=MeasureState(form.cleaned_data["state"]),
            on_day=form.cleaned_data["on_day"],
            why=form.cleaned_data["why"],
        ),
        heading=_("How does it go?"),
        lede=found.what or "",
        back=page.url("plan"),
        done=_("It is saved."),
        row=found,
        seen_at=seen_at,
    )


def _confirm(
    request: HttpRequest, page: PlanPage, found: Measure, falls: list[Measure], data: Any
) -> HttpResponse:
    """The second page: what falls with it, and what stands in. Nothing is saved before it."""
    form = _confirm_form(page, found, data)
    seen_at = version_in(data, found)
    for row in falls:
        row.person = page.file.person

    def save() -> None:
        values = form.cleaned_data
        move_measure(
            by=user_of(request),
            person=page.file.person,
            plan_id=page.plan.pk,
            row_id=found.pk,
            seen_at=seen_at,
            state=MeasureState(values["state"]),
            on_day=values["on_day"],
            why=values["why"],
            bridge=form.given(),
        )

    return run_form(
        request,
        page.file,
        form,
        save,
        template="referrals/plan/confirm.html",
        row=found,
        seen_at=seen_at,
        back=page.url("plan"),
        falls=falls,
        state_words=MeasureState(data["state"]).label,
        **_confirm_words(found),
    )


def _confirm_form(page: PlanPage, found: Measure, data: Any) -> ConfirmForm:
    return ConfirmForm(
        data if data.get("confirmed") else None,
        measure=found,
        colleagues=possible_coordinators(page.plan),
        initial={name: data.get(name) for name in ("state", "on_day", "why")},
    )


def _confirm_words(found: Measure) -> dict[str, Any]:
    return {
        "heading": _("Other measures fall with it"),
        "lede": found.what or "",
        "button": _("Save, with what stands in"),
        "done": _("It is saved, with what stands in."),
    }


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def bridge(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Put in a bridge for a measure that has fallen."""
    page = writing_plan(request, pk, plan, "bridge")
    found = _measure(request, page, row)
    if found.state not in TOPPLING:
        page = page.ending(moved_on(found, found.get_state_display()))
    form = BridgeForm(posted(request), colleagues=possible_coordinators(page.plan))
    return run_form(
        request,
        page.file,
        form,
        lambda: build_bridge(
            by=user_of(request),
            person=page.file.person,
            plan_id=plan,
            row_id=row,
            bridge=form.given(),
        ),
        heading=_("What stands in?"),
        lede=found.what or "",
        back=page.url("plan"),
        done=_("It is saved."),
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def in_place(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Note that a bridge is in place."""
    page = writing_plan(request, pk, plan, "in_place")
    rows = Bridge.objects.visible_to(user_of(request)).filter(
        plan=page.plan, in_place_on=None, due_on__isnull=False
    )
    found = get_or_404(rows.select_related("person"), row)
    form = DayForm(posted(request))
    return run_form(
        request,
        page.file,
        form,
        lambda: bridge_in_place(
            by=user_of(request),
            person=page.file.person,
            plan_id=plan,
            bridge_id=row,
            on_day=form.cleaned_data["on_day"],
        ),
        heading=_("It is in place"),
        lede=found.what or "",
        back=page.url("plan"),
        done=_("It is saved."),
    )
