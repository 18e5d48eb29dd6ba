"""The telephone number of a unit, which its letters name."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.access.organisation import can_set_phone
from casework.actions.base import ActionRefused
from casework.actions.units import set_unit_phone
from casework.audit.denials import get_or_404
from casework.forms.organisation import PhoneForm
from casework.queries.organisation import units_for
from casework.views.organisation import user_of
from casework.web.typed import keeps_typed, posted


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def unit_phone(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Set the number on which the unit answers."""
    user = user_of(request)
    unit = get_or_404(units_for(user), pk)
    if not can_set_phone(user, unit):
        raise Http404
    form = PhoneForm(posted(request), initial={"phone": unit.phone})
    if request.method == "POST" and form.is_valid():
        try:
            set_unit_phone(by=user, unit_id=pk, phone=form.cleaned_data["phone"])
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("The telephone number is set. Letters name it from now on.")
            )
            return redirect("casework:unit", pk=pk)
    status = 422 if request.method == "POST" and form.errors else 200
    context = {"unit": unit, "form": form}
    return render(request, "casework/unit_phone.html", context, status=status)
