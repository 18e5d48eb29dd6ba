"""Disclosures of a file: the register, considering, deciding. There is no button that sends."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casework.actions.disclosures import (
    change_disclosure,
    consider_disclosure,
    decide_disclosure,
)
from casework.audit.denials import get_or_404
from casework.forms.disclosures import ConsiderForm, DecideForm
from casework.models import Disclosure
from casework.queries.disclosures import answers_of, carries, disclosures_of
from casework.trafficking.data import grounds
from casework.trafficking.enums import DisclosureOutcome
from casework.web.file_forms import initial_of, must_work, run_form, version_in
from casework.web.file_pages import FilePage, open_page
from casework.web.overtaken import saved_last
from casework.web.requests import user_of
from casework.web.typed import keeps_typed, posted

CONSIDER = "casework/track/consider.html"
DECIDED = gettext_lazy("It has been decided, and stays as it is.")


@require_safe
def disclosure_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What was considered and decided, the latest first."""
    file = open_page(request, pk, "disclosures")
    context = {"file": file, "disclosures": list(disclosures_of(file.person))}
    return render(request, "casework/track/disclosures.html", context)


def _disclosure(request: HttpRequest, file: FilePage, row: uuid.UUID) -> Disclosure:
    rows = Disclosure.objects.visible_to(user_of(request)).filter(person=file.person)
    return get_or_404(rows.select_related("ground", "created_by", "decided_by"), row)


@require_safe
def disclosure(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """One consideration with its questions, its decision and the copy."""
    file = open_page(request, pk, "disclosure")
    found = _disclosure(request, file, row)
    context = {
        "file": file,
        "disclosure": found,
        "answers": answers_of(found),
        "carries": carries(found),
        "is_confirmed": grounds()[found.ground_code].confirmed,
    }
    return render(request, "casework/track/disclosure.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_disclosure(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin to consider whether something may pass."""
    file = open_page(request, pk, "disclosure")
    must_work(file)
    form = ConsiderForm(posted(request))
    return run_form(
        request,
        file,
        form,
        lambda: consider_disclosure(by=user_of(request), person=file.person, values=form.values()),
        heading=_("May something be disclosed?"),
        lede=_("The answer is no until the ground carries. Nothing is sent from here."),
        back=reverse("casework:disclosures", args=[pk]),
        done=_("It is saved. It is not decided yet."),
        template=CONSIDER,
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Go on considering what is not decided."""
    file = open_page(request, pk, "disclosure")
    must_work(file)
    found = _disclosure(request, file, row)
    if found.outcome:
        file = file.ending(saved_last(found, DECIDED))
    data = posted(request)
    form = ConsiderForm(data, initial=initial_of(found, ConsiderForm, "checks"))
    seen_at = version_in(data, found)
    return run_form(
        request,
        file,
        form,
        lambda: change_disclosure(
            by=user_of(request),
            person=file.person,
            disclosure_id=row,
            seen_at=seen_at,
            values=form.values(),
        ),
        heading=_("May something be disclosed?"),
        lede=_("The answer is no until the ground carries. Nothing is sent from here."),
        back=reverse("casework:disclosure", args=[pk, row]),
        done=_("It is saved. It is not decided yet."),
        template=CONSIDER,
        row=found,
        seen_at=seen_at,
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Decide, for good."""
    file = open_page(request, pk, "disclosure")
    must_work(file)
    found = _disclosure(request, file, row)
    if found.outcome:
        file = file.ending(saved_last(found, DECIDED))
    data = posted(request)
    form = DecideForm(data)
    seen_at = version_in(data, found)
    return run_form(
        request,
        file,
        form,
        lambda: decide_disclosure(
            by=user_of(request),
            person=file.person,
            disclosure_id=row,
            seen_at=seen_at,
            outcome=DisclosureOutcome(form.cleaned_data["outcome"]),
            reasons=form.cleaned_data["reasons"],
            disclosed_as=form.cleaned_data["disclosed_as"],
            copy=form.cleaned_data["copy"],
        ),
        heading=_("Decide about the disclosure"),
        lede=_("What is decided can't be changed afterwards. Not to disclose is a decision too."),
        back=reverse("casework:disclosure", args=[pk, row]),
        done=_("The decision is recorded."),
        button=_("Decide"),
        row=found,
        seen_at=seen_at,
    )
