"""Consents of a file: what holds, what has ended, recording one, withdrawing one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.actions.base import ActionRefused
from casework.actions.consents import record_consent, withdraw_consent
from casework.audit.denials import get_or_404
from casework.consent_starts import start_of
from casework.forms.consents import RecordConsentForm, WithdrawForm
from casework.queries.consents import consents_of, possible_givers, receiving_units
from casework.views.drafts import writing_page
from casework.web.file_pages import open_page
from casework.web.requests import tell, user_of
from casework.web.typed import keeps_typed, posted
from casework.web.way_back import way_back


@require_safe
def consents(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Those that hold, the soonest to end first, and those that have ended or were withdrawn."""
    file = open_page(request, pk, "consents")
    found = list(consents_of(user_of(request), file.person))
    holding = sorted((c for c in found if c.is_in_force), key=lambda c: c.until_day)
    ended = [consent for consent in found if not consent.is_in_force]
    context = {"file": file, "holding": holding, "ended": ended}
    return render(request, "casework/journal/consents.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_consent(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record what the person agreed to."""
    file = writing_page(request, pk, "new_consent")
    user = user_of(request)
    back = way_back(request, file.person, reverse("casework:consents", args=[pk]))
    form = RecordConsentForm(
        posted(request),
        initial=start_of(request, user, file.person),
        units=receiving_units(file.person),
        givers=possible_givers(user, file.person),
        is_child=file.is_child,
    )
    if request.method == "POST" and form.is_valid():
        try:
            record_consent(by=user, person=file.person, facts=form.facts())
        except ActionRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("The consent is recorded."))
            return redirect(back)
    status = 422 if request.method == "POST" else 200
    context = {"file": file, "form": form, "back": back}
    return render(request, "casework/journal/new_consent.html", context, status=status)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: uuid.UUID, consent: uuid.UUID) -> HttpResponse:
    """Ask how, and withdraw: at once, with all that rested on it."""
    file = writing_page(request, pk, "withdraw_consent")
    user = user_of(request)
    found = get_or_404(consents_of(user, file.person).filter(withdrawn_at=None), consent)
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_consent(by=user, consent=found, how=form.cleaned_data["how"])
        except ActionRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("Withdrawn. What rested on the consent has ended."))
            return redirect("casework:consents", pk)
    status = 422 if request.method == "POST" and form.errors else 200
    context = {"file": file, "consent": found, "form": form}
    return render(request, "casework/journal/withdraw.html", context, status=status)
