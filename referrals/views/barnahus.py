"""The page of a child's file about Barnahus: how it stands, and what is done next."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casework.audit.denials import get_or_404
from casework.identifiers import uuid7
from casework.web.file_forms import initial_of, run_form, version_in
from casework.web.file_pages import FilePage, open_page
from casework.web.overtaken import saved_last
from casework.web.requests import user_of
from casework.web.typed import keeps_typed, posted
from referrals.actions.barnahus import (
    CLOSED,
    begin_barnahus,
    close_barnahus,
    correct_barnahus_step,
    decide_police_report,
    take_barnahus_step,
)
from referrals.barnahus_enums import MatterOutcome, PoliceReport
from referrals.forms.barnahus import BeginForm, CloseForm, NewStepForm, PoliceForm, StepForm
from referrals.models import BarnahusMatter, BarnahusStep
from referrals.queries.barnahus import is_theirs, matter_lines, may_begin

DECIDED = gettext_lazy("A report to the police has been recorded, and is not taken back.")


def _page(request: HttpRequest, pk: uuid.UUID, *, writes: bool = False) -> FilePage:
    """The file of a child. Raises ``Http404``: no other file has such a page.

    An emergency reads: it writes nothing here, for what is told and decided outlasts it.
    """
    file = open_page(request, pk, "barnahus")
    if not is_theirs(file.person):
        raise Http404
    if writes and not file.access.settles:
        raise Http404
    return file


def _matter(
    request: HttpRequest, pk: uuid.UUID, matter: uuid.UUID
) -> tuple[FilePage, BarnahusMatter]:
    """A coordination, for who writes in it. A closed one has no form that saves anything."""
    file = _page(request, pk, writes=True)
    rows = BarnahusMatter.objects.visible_to(user_of(request)).filter(person=file.person)
    found = get_or_404(rows.select_related("person", "unit"), matter)
    if not found.is_open:
        file = file.ending(saved_last(found, CLOSED))
    return file, found


@require_safe
def barnahus(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The coordinations of the file, the open one first."""
    file = _page(request, pk)
    lines = matter_lines(file.person)
    context = {
        "file": file,
        "open": next((line for line in lines if line.matter.is_open), None),
        "closed": [line for line in lines if not line.matter.is_open],
        "writes": file.access.settles,
        "may_begin": may_begin(file.person),
    }
    return render(request, "referrals/barnahus/barnahus.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin a coordination."""
    file = _page(request, pk, writes=True)
    if not may_begin(file.person):
        raise Http404
    form = BeginForm(posted(request), person=file.person)
    return run_form(
        request,
        file,
        form,
        lambda: begin_barnahus(by=user_of(request), person=file.person, values=form.cleaned_data),
        heading=_("Begin with Barnahus"),
        lede=_("Whether or not the police investigate. The consultation is anonymous at first."),
        back=reverse("barnahus:barnahus", args=[pk]),
        done=_("It is begun, and its clock runs."),
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_step(request: HttpRequest, pk: uuid.UUID, matter: uuid.UUID) -> HttpResponse:
    """Record a step, and when the next one is."""
    file, found = _matter(request, pk, matter)
    form = NewStepForm(posted(request), is_anonymous=found.is_anonymous, initial={"row": uuid7()})
    return run_form(
        request,
        file,
        form,
        lambda: take_barnahus_step(
            by=user_of(request),
            person=file.person,
            matter_id=matter,
            values=form.values(),
            next_on=form.cleaned_data["next_on"],
            row_id=form.cleaned_data["row"],
        ),
        heading=_("Record a step at Barnahus"),
        back=reverse("barnahus:barnahus", args=[pk]),
        done=_("The step is saved."),
        template="referrals/barnahus/step.html",
        is_anonymous=found.is_anonymous,
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: uuid.UUID, matter: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Correct a step; the earlier version is kept."""
    file, whose = _matter(request, pk, matter)
    rows = BarnahusStep.objects.visible_to(user_of(request)).select_related("person")
    found = get_or_404(rows.filter(matter=whose), row)
    data = posted(request)
    form = StepForm(data, is_anonymous=found.is_anonymous, initial=initial_of(found, StepForm))
    seen_at = version_in(data, found)
    return run_form(
        request,
        file,
        form,
        lambda: correct_barnahus_step(
            by=user_of(request),
            person=file.person,
            step_id=row,
            seen_at=seen_at,
            values=form.values(),
        ),
        heading=_("Correct a step at Barnahus"),
        back=reverse("barnahus:barnahus", args=[pk]),
        done=_("The step is corrected. The earlier version is kept."),
        row=found,
        seen_at=seen_at,
        template="referrals/barnahus/step.html",
        is_anonymous=found.is_anonymous,
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def police(request: HttpRequest, pk: uuid.UUID, matter: uuid.UUID) -> HttpResponse:
    """Record the decision about a report to the police."""
    file, found = _matter(request, pk, matter)
    if found.police == PoliceReport.REPORTED and found.is_open:
        file = file.ending(saved_last(found, DECIDED))
    data = posted(request)
    form = PoliceForm(data)
    seen_at = version_in(data, found)
    return run_form(
        request,
        file,
        form,
        lambda: decide_police_report(
            by=user_of(request),
            person=file.person,
            matter_id=matter,
            seen_at=seen_at,
            values=form.cleaned_data,
        ),
        heading=_("Report to the police"),
        lede=_("Until a decision is recorded, Barnahus is not told who the child is."),
        back=reverse("barnahus:barnahus", args=[pk]),
        done=_("The decision is recorded."),
        row=found,
        seen_at=seen_at,
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: uuid.UUID, matter: uuid.UUID) -> HttpResponse:
    """Close a coordination with its outcome."""
    file, found = _matter(request, pk, matter)
    data = posted(request)
    form = CloseForm(data)
    seen_at = version_in(data, found)
    return run_form(
        request,
        file,
        form,
        lambda: close_barnahus(
            by=user_of(request),
            person=file.person,
            matter_id=matter,
            seen_at=seen_at,
            outcome=MatterOutcome(form.cleaned_data["outcome"]),
            closing=form.cleaned_data["closing"],
        ),
        heading=_("Close the coordination"),
        back=reverse("barnahus:barnahus", args=[pk]),
        done=_("The coordination is closed. It stays as it is."),
        row=found,
        seen_at=seen_at,
    )
