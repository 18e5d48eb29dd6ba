"""Protected housing: the keeper's pages, and the stays in a file."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.access.shelters import keeping_units
from casework.actions.base import ActionRefused
from casework.actions.shelters import (
    answer_stay,
    begin_stay,
    change_shelter,
    end_stay,
    keep_shelter,
    open_address,
    open_kept_address,
)
from casework.audit.denials import get_or_404
from casework.enums import PersonRole
from casework.forms.shelters import ChangeShelterForm, EndStayForm, NewShelterForm, StayForm
from casework.models import ShelterStay, User
from casework.queries.persons import files_for
from casework.queries.shelters import shelters_for, waiting_for
from casework.web.file_forms import version_sent, version_to_show
from casework.web.file_pages import open_page
from casework.web.requests import sentence, user_of
from casework.web.typed import keeps_typed, posted


def keeper_of(request: HttpRequest) -> User:
    """The signed-in manager of a unit. Raises ``Http404`` for anybody else."""
    user = user_of(request)
    if not keeping_units(user):
        raise Http404
    return user


@require_safe
def shelters(request: HttpRequest) -> HttpResponse:
    """Those that the user keeps, without any address."""
    user = keeper_of(request)
    context = {"shelters": shelters_for(user), "waiting": waiting_for(user)}
    return render(request, "casework/shelters/list.html", context)


@require_POST
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm that somebody lives there, or not."""
    user = keeper_of(request)
    confirms = request.POST.get("answer") == "yes"
    try:
        answer_stay(by=user, stay_id=pk, confirms=confirms)
    except ActionRefused:
        # Somebody else's, or answered meanwhile: neither is told from the other.
        messages.error(request, _("There is no such question any more."))
    else:
        done = _("Confirmed. The address opens for who works with the person.")
        messages.success(
            request, done if confirms else _("Not confirmed. The address stays closed.")
        )
    return redirect("casework:shelters")


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_shelter(request: HttpRequest) -> HttpResponse:
    """Add one."""
    user = keeper_of(request)
    form = NewShelterForm(posted(request), units=keeping_units(user))
    if request.method == "POST" and form.is_valid():
        try:
            keep_shelter(by=user, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is kept in the vault. Only the alias is shown."))
            return redirect("casework:shelters")
    context = {"form": form, "shelter": None}
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/shelters/form.html", context, status=status)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def shelter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change what is new about one, without showing what is there."""
    user = keeper_of(request)
    found = get_or_404(shelters_for(user), pk)
    data = posted(request)
    form = ChangeShelterForm(data, initial={"is_active": found.is_active})
    if request.method == "POST" and form.is_valid():
        try:
            seen_at = version_sent(request.POST)
            change_shelter(by=user, shelter=found, seen_at=seen_at, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The changes were saved."))
            return redirect("casework:shelters")
    version = version_to_show(request, data, found.updated_at)
    context = {"form": form, "shelter": found, "version": version}
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/shelters/form.html", context, status=status)


@require_POST
def kept_address(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the keeper where it is: in this answer and nowhere else."""
    user = keeper_of(request)
    where = open_kept_address(by=user, shelter=get_or_404(shelters_for(user), pk))
    return render(request, "casework/shelters/address.html", {"where": where, "person": None})


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def stay(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note where the person lives now."""
    file = open_page(request, pk, "shelter")
    if not file.access.works or file.person.kind == PersonRole.SUSPECTED_BUYER:
        raise Http404
    form = StayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            begin_stay(by=user_of(request), person=file.person, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("The keeper was asked. The address opens when it is confirmed.")
            )
            return redirect("casework:person", pk=pk)
    context = {"file": file, "form": form, "stay": None}
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/shelters/stay.html", context, status=status)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: uuid.UUID, stay_pk: uuid.UUID) -> HttpResponse:
    """Note the last day of a stay."""
    file = open_page(request, pk, "shelter")
    if not file.access.works:
        raise Http404
    found = _stay_or_404(request, pk, stay_pk)
    form = EndStayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            end_stay(by=user_of(request), stay=found, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("casework:person", pk=pk)
    context = {"file": file, "form": form, "stay": found}
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/shelters/stay.html", context, status=status)


@require_POST
def address(request: HttpRequest, pk: uuid.UUID, stay_pk: uuid.UUID) -> HttpResponse:
    """Show where the person lives: in this answer and nowhere else."""
    person = get_or_404(files_for(user_of(request)), pk)
    try:
        where = open_address(by=user_of(request), stay=_stay_or_404(request, pk, stay_pk))
    except ActionRefused as refusal:
        messages.error(request, sentence(refusal))
        return redirect("casework:person", pk=pk)
    return render(request, "casework/shelters/address.html", {"where": where, "person": person})


def _stay_or_404(request: HttpRequest, pk: uuid.UUID, stay_pk: uuid.UUID) -> ShelterStay:
    stays = ShelterStay.objects.visible_to(user_of(request)).filter(person_id=pk)
    return get_or_404(stays.select_related("shelter", "person"), stay_pk)
