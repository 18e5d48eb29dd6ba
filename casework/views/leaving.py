"""Handing over what somebody who leaves a unit is responsible for."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from casework.actions.base import ActionRefused
from casework.actions.leaving import hand_over as hand_over_cases
from casework.audit.denials import get_or_404
from casework.forms.access import HandOverForm
from casework.models import User
from casework.queries.access import cases_to_hand_over, responsibilities, staff_today
from casework.queries.organisation import units_managed_by
from casework.web.requests import sent, user_of


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: uuid.UUID, member: uuid.UUID) -> HttpResponse:
    """The open cases of one colleague, as pseudonyms, and who takes each."""
    user = user_of(request)
    unit = get_or_404(units_managed_by(user), pk)
    leaver = get_or_404(User.objects.filter(memberships__unit=unit).distinct(), member)
    cases = list(cases_to_hand_over(user, unit, leaver))
    colleagues = staff_today(unit).exclude(pk=leaver.pk)
    form = HandOverForm(sent(request), cases=cases, colleagues=colleagues)
    if form.is_bound and form.is_valid():
        try:
            count = hand_over_cases(by=user, unit=unit, leaver=leaver, takers=form.takers())
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            words = ngettext("%(n)s case was handed over.", "%(n)s cases were handed over.", count)
            messages.success(request, words % {"n": count})
            return redirect("casework:unit", pk)
    context = {
        "unit": unit,
        "leaver": leaver,
        "form": form,
        "cases": cases,
        "unseen": responsibilities(leaver, unit).unseen,
    }
    status = 422 if form.is_bound else 200
    return render(request, "casework/hand_over.html", context, status=status)
