"""The participants of a plan: who, what may be told to them, called or not, coming or not."""

from __future__ import annotations

import uuid

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.audit.denials import get_or_404
from casework.models import RelatedPerson
from casework.queries.consents import receiving_units
from casework.web.file_forms import initial_of, run_form, version_in
from casework.web.overtaken import moved_on
from casework.web.requests import user_of
from casework.web.typed import keeps_typed, posted
from referrals.actions.plan_participants import (
    add_participant,
    answer_call,
    call_participant,
    change_participant,
    stop_participant,
)
from referrals.forms.plan_steps import AnswerForm
from referrals.forms.plans import GroundForm, ParticipantForm
from referrals.models import PlanParticipant
from referrals.plan_enums import ParticipantState as S
from referrals.queries.plan_consents import (
    consent_for,
    in_force,
    lines_from,
    participant_lists,
    uncovered,
)
from referrals.views.plan_common import PlanPage, plan_page, writing_plan


@require_safe
def participants(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """Who is at the table, and on what it rests."""
    page = plan_page(request, pk, plan, "participants", participant_lists)
    context = {
        "file": page.file,
        "page": page,
        "plan": page.plan,
        "lines": lines_from(page.lists),
    }
    return render(request, "referrals/plan/participants.html", context)


def _row(
    request: HttpRequest, page: PlanPage, row: uuid.UUID, *states: S
) -> tuple[PlanPage, PlanParticipant]:
    """Somebody of the plan; the form of the page is for *states* alone."""
    rows = PlanParticipant.objects.visible_to(user_of(request)).filter(plan=page.plan)
    found = get_or_404(rows.select_related("person", "unit", "related"), row)
    if found.state not in states and not page.file.ended:
        page = page.ending(moved_on(found, found.get_state_display()))
    return page, found


def _form(
    request: HttpRequest, page: PlanPage, data: object, row: PlanParticipant | None = None
) -> ParticipantForm:
    person = page.file.person
    related = RelatedPerson.objects.visible_to(user_of(request)).filter(
        person=person, ended_on=None, is_danger=False, may_be_told=True
    )
    return ParticipantForm(
        data,
        initial=initial_of(row, ParticipantForm) if row else None,
        units=receiving_units(person),
        related=related.select_related("person"),
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """Think of somebody. They are told nothing by it."""
    page = writing_plan(request, pk, plan, "new_participant")
    form = _form(request, page, posted(request))
    return run_form(
        request,
        page.file,
        form,
        lambda: add_participant(
            by=user_of(request), person=page.file.person, plan_id=plan, values=form.cleaned_data
        ),
        heading=_("Somebody for the table"),
        lede=_("They are told nothing yet. Calling them is a step of its own."),
        back=page.url("participants"),
        done=_("They are on the list. They have not been called yet."),
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Change who it is, as long as they have not been called."""
    page = writing_plan(request, pk, plan, "participant")
    page, found = _row(request, page, row, S.THOUGHT_OF)
    data = posted(request)
    form, seen_at = _form(request, page, data, found), version_in(data, found)
    return run_form(
        request,
        page.file,
        form,
        lambda: change_participant(
            by=user_of(request),
            person=page.file.person,
            plan_id=plan,
            participant_id=row,
            seen_at=seen_at,
            values=form.cleaned_data,
        ),
        heading=_("Somebody for the table"),
        back=page.url("participants"),
        done=_("It is saved."),
        row=found,
        seen_at=seen_at,
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Call somebody: on a consent, or on a ground in words."""
    page = writing_plan(request, pk, plan, "call")
    page, found = _row(request, page, row, S.THOUGHT_OF, S.DECLINED)
    form = GroundForm(posted(request))
    consents = list(in_force(page.file.person))
    consent = consent_for(found, consents)
    return run_form(
        request,
        page.file,
        form,
        lambda: call_participant(
            by=user_of(request),
            person=page.file.person,
            plan_id=plan,
            participant_id=row,
            ground=form.cleaned_data["ground"],
        ),
        heading=_("Call to the meeting"),
        lede=found.recipient,
        back=page.url("participants"),
        done=_(
            "The call is noted. Hand on the letter and the calendar file from the list: they know"
            " nothing before."
        ),
        button=_("Call"),
        template="referrals/plan/call.html",
        participant=found,
        consent=consent,
        uncovered=uncovered(found, consents),
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Note whether they will come."""
    page = writing_plan(request, pk, plan, "answer")
    page, found = _row(request, page, row, S.CALLED, S.COMING, S.DECLINED)
    form = AnswerForm(posted(request))
    return run_form(
        request,
        page.file,
        form,
        lambda: answer_call(
            by=user_of(request),
            person=page.file.person,
            plan_id=plan,
            participant_id=row,
            answer=S(form.cleaned_data["answer"]),
        ),
        heading=_("Their answer"),
        lede=found.recipient,
        back=page.url("participants"),
        done=_("It is saved."),
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """End somebody's part, once it was asked whether to: it is not taken up again."""
    page = writing_plan(request, pk, plan, "stop")
    page, found = _row(request, page, row, *S)
    return run_form(
        request,
        page.file,
        Form(posted(request)),
        lambda: stop_participant(
            by=user_of(request), person=page.file.person, plan_id=plan, participant_id=row
        ),
        heading=_("End their part?"),
        lede=_(
            "Nothing more of the plan passes to %(whom)s, and their part is not taken up again."
            " Who holds the plan is told."
        )
        % {"whom": found.recipient},
        back=page.url("participants"),
        done=_("Nothing more of the plan passes to them."),
        button=_("End their part"),
    )
