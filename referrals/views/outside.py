"""The letter of a referral: opened as it was sent, and registered as handed on."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.audit.denials import get_or_404
from casework.identifiers import uuid7
from casework.queries.staff import colleagues_in
from casework.web.saving import save_once, status_of
from casework.web.typed import keeps_typed, posted
from referrals.access import is_sender
from referrals.actions.outside_letters import register_conveyance
from referrals.forms.outside import ConveyForm
from referrals.models import Referral
from referrals.queries.outside_letters import may_convey, opened_letter
from referrals.views.referrals import user_with_referrals


@require_safe
def letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The very letter that was sent. That it was opened is logged.

    What never left the house is closed when nothing carries it any more, and a receiver's reading
    ends with the referral.
    """
    user = user_with_referrals(request)
    referral = get_or_404(Referral.objects.visible_to(user).select_related("person").listed(), pk)
    pdf = opened_letter(user, referral)
    if pdf is None:
        raise Http404
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="brev.pdf"'},
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def convey(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Register that the letter was handed on, the first time or again."""
    user = user_with_referrals(request)
    rows = Referral.objects.visible_to(user).listed().filter(to_body__isnull=False)
    referral = get_or_404(rows.select_related("from_unit", "to_body__kind", "person"), pk)
    if not is_sender(user, referral):
        raise Http404
    if not may_convey(referral):
        messages.error(request, _("Nothing may go out on this referral any more."))
        return redirect("referrals:referral", pk)
    form = ConveyForm(
        posted(request),
        colleagues=colleagues_in(referral.from_unit),
        initial={"row": uuid7(), "conveyed_by": user.pk},
    )

    def save() -> None:
        register_conveyance(
            by=user, referral_id=pk, sending=form.sending(), row_id=form.cleaned_data["row"]
        )

    if save_once(request, form, save):
        messages.success(request, _("Registered. The letter is kept as it was sent."))
        return redirect("referrals:referral", pk)
    context = {"referral": referral, "form": form}
    return render(
        request, "referrals/outside/convey.html", context, status=status_of(request, form)
    )
