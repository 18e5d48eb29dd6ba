"""The accepted offers of the user's units: the list, opening one, settling it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import User
from casework.web.typed import keeps_typed, posted
from outreach.models import ContactDetails
from referrals.actions.offers import note_attempt, settle_offer
from referrals.enums import Outcome
from referrals.forms.settle import SettleForm
from referrals.queries.inbox import inbox, receives_offers, settled, to_open
from referrals.queries.offers import outcomes_here, referral_of, state_of_its_referral

PAGE_SIZE = 25


def _receiver(request: HttpRequest) -> User:
    """The user, if a unit of theirs receives offers; else there is no such page."""
    assert isinstance(request.user, User)
    if not receives_offers(request.user):
        raise Http404
    return request.user


@require_safe
def offer_index(request: HttpRequest) -> HttpResponse:
    """Offers that wait, or with ``?visa=klara`` those that are settled."""
    user = _receiver(request)
    done = request.GET.get("visa") == "klara"
    rows = settled(user) if done else inbox(user)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "done": done, "waiting": inbox(user).count()}
    return render(request, "referrals/offers.html", context)


@require_safe
def contact(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The contact details of one offer. That they were opened is logged."""
    user = _receiver(request)
    details = get_or_404(to_open(user), pk)
    form = SettleForm(outcomes=outcomes_here(state_of_its_referral(details)))
    return _opened(request, details, form, user)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note an attempt, or settle an offer: that destroys its details, and is asked about first."""
    user = _receiver(request)
    details = get_or_404(to_open(user), pk)
    typed = posted(request)
    if typed is None:
        return redirect("referrals:contact", pk)
    form = SettleForm(typed, outcomes=outcomes_here(state_of_its_referral(details)))
    if request.method != "POST":
        return _opened(request, details, form, user)
    if not form.is_valid():
        return _opened(request, details, form, user)
    if form.asks_first:
        outcome = Outcome(form.cleaned_data["outcome"])
        return render(request, "referrals/settle.html", {"details": details, "outcome": outcome})
    try:
        if form.is_attempt:
            note_attempt(details_id=pk, by=user)
            done = _("The attempt is noted. The contact details are still here.")
        else:
            settle_offer(details_id=pk, outcome=Outcome(form.cleaned_data["outcome"]), by=user)
            done = _("Settled. The contact details are gone.")
    except ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("referrals:offers")


def _opened(
    request: HttpRequest, details: ContactDetails, form: SettleForm, user: User
) -> HttpResponse:
    """The page that shows *details*, which is logged each time."""
    record(
        Event.CONTACT_READ,
        by=user,
        obj=details,
        unit_id=details.receiving_unit_id,
        kind=details.kind,
    )
    context = {"details": details, "form": form, "referral": referral_of(user, details)}
    return render(request, "referrals/contact.html", context, status=422 if form.errors else 200)
