"""Doing something with a referral: asked for on a page of its own where it needs words."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.models import User
from casework.queries.staff import colleagues_in
from casework.web.requests import sentence
from casework.web.typed import keeps_typed, posted
from referrals.actions.moving import move_referral
from referrals.enums import SLUGS, Act, label_of
from referrals.forms.acting import ActForm
from referrals.models import Referral
from referrals.queries.referrals import possible_for
from referrals.views.done_words import done_words
from referrals.views.referrals import user_with_referrals


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: uuid.UUID, slug: str) -> HttpResponse:
    """Ask for what the act needs, and do it."""
    user = user_with_referrals(request)
    rows = Referral.objects.visible_to(user).listed()
    referral = get_or_404(rows.select_related("to_unit", "to_body", "from_unit"), pk)
    wanted = _act(slug)
    possible = possible_for(user, referral)
    if wanted not in (possible.main, *possible.others):
        messages.error(request, _("That can't be done with this referral now."))
        return redirect("referrals:referral", pk)
    form = ActForm(
        posted(request),
        act=wanted,
        colleagues=colleagues_in(referral.to_unit) if referral.to_unit else User.objects.none(),
        is_outside=referral.to_unit_id is None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            event = move_referral(by=user, referral_id=pk, act=wanted, said=form.said())
        except ActionRefused as refused:
            if not form.asks:
                messages.error(request, sentence(refused))
                return redirect("referrals:referral", pk)
            form.refuse(refused)
        else:
            messages.success(request, done_words(event))
            return _after(user, pk)
    label = label_of(wanted, is_outside=referral.to_body_id is not None)
    context = {"referral": referral, "form": form, "label": label}
    status = 422 if request.method == "POST" else 200
    return render(request, "referrals/act.html", context, status=status)


def _act(slug: str) -> Act:
    found = next((act for act, name in SLUGS.items() if name == slug), None)
    if found is None:
        raise Http404
    return found


def _after(user: User, pk: uuid.UUID) -> HttpResponse:
    """Back to the referral, where it is still theirs to see."""
    if Referral.objects.visible_to(user).filter(pk=pk).exists():
        return redirect("referrals:referral", pk)
    return redirect("referrals:index")
