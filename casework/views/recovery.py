"""Letting somebody in again: an administrator asks, a second person confirms."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.access import has_city_role
from casework.access.organisation import sees_organisation
from casework.access.recovery import can_confirm_recovery
from casework.actions.base import ActionRefused
from casework.actions.recovery import ask_recovery, confirm_recovery, stop_recovery
from casework.audit.denials import get_or_404
from casework.enums import Role
from casework.forms.recovery import RecoveryForm
from casework.models import User
from casework.queries.recovery import elsewhere, recent_recoveries, recoveries_for, to_confirm
from casework.web.requests import sentence, user_of
from casework.web.typed import author_mark, keeps_typed, posted


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for a recovery of an account. The asker's half of a password is shown here alone."""
    user = user_of(request)
    if not has_city_role(user, Role.ADMINISTRATOR):
        raise Http404
    holder = get_or_404(User.objects.all(), pk)
    form = RecoveryForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            recovery, half = ask_recovery(by=user, holder=holder, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            if half:
                context = {"account": holder, "half": half, "is_first": True, "recovery": recovery}
                return render(request, "casework/half_password.html", context)
            messages.success(request, _("Asked for. It is done when a second person confirms it."))
            return redirect("casework:recovery", pk=recovery.pk)
    context = {"account": holder, "form": form, "author": author_mark(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/ask_recovery.html", context, status=status)


@require_safe
def recoveries(request: HttpRequest) -> HttpResponse:
    """What waits for me, what waits for somebody else, and what has been settled."""
    user = user_of(request)
    if not sees_organisation(user):
        raise Http404
    context = {
        "to_confirm": to_confirm(user),
        "elsewhere": elsewhere(user),
        "settled": recent_recoveries(user),
        "is_administrator": has_city_role(user, Role.ADMINISTRATOR),
    }
    return render(request, "casework/recoveries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One request, to be confirmed or stopped. The second half is shown in this answer alone."""
    user = user_of(request)
    found = get_or_404(recoveries_for(user), pk)
    if request.method == "POST":
        return _decide(request, user, pk)
    context = {
        "recovery": found,
        "may_confirm": found.is_waiting and can_confirm_recovery(user, found),
    }
    return render(request, "casework/recovery.html", context)


def _decide(request: HttpRequest, user: User, pk: uuid.UUID) -> HttpResponse:
    try:
        if request.POST.get("wanted") == "stop":
            stop_recovery(by=user, recovery_id=pk)
            messages.success(request, _("The request was stopped. Nothing has been changed."))
        elif request.POST.get("wanted") == "confirm":
            half = confirm_recovery(by=user, recovery_id=pk)
            done = recoveries_for(user).get(pk=pk)
            if half:
                context = {
                    "account": done.holder,
                    "half": half,
                    "is_first": False,
                    "recovery": done,
                }
                return render(request, "casework/half_password.html", context)
            messages.success(request, _("Done. The holder sets up a new one at the next sign-in."))
    except ActionRefused as refusal:
        messages.error(request, sentence(refusal))
    return redirect("casework:recovery", pk=pk)
