"""Where a referral leads on: to a file when its person has been met, or to another receiver."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.models import User
from casework.pseudonyms import as_pseudonym
from casework.queries.file_list import listed_files
from casework.web.requests import sentence
from casework.web.saving import save_once, status_of
from casework.web.typed import keeps_typed, posted
from referrals.actions.referral_files import open_file_for, put_in_file
from referrals.actions.resending import draft_for_another
from referrals.forms.onward import ExistingForm, NewFileForm
from referrals.models import Referral
from referrals.queries.referral_files import file_of, may_lead_to_file, may_lead_to_known_file
from referrals.views.referrals import user_with_referrals


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open a file about whoever it turned out to be about, or name one that is there."""
    user = user_with_referrals(request)
    rows = Referral.objects.visible_to(user).listed()
    referral = get_or_404(rows.select_related("from_unit", "to_unit"), pk)
    if not may_lead_to_file(user, referral):
        raise Http404
    data = posted(request)
    linking = data is not None and data.get("step") == "link"
    new = NewFileForm(None if linking else data)
    existing = ExistingForm(data if linking else None)
    if linking and _linked(request, user, existing, pk):
        return redirect("referrals:referral", pk)
    if not linking and _opened(request, user, new, referral):
        link = file_of(user, referral)
        assert link is not None
        text = _("The file is open under the case number %(name)s.")
        messages.success(request, text % {"name": link.person})
        return redirect("casework:person", link.person_id)
    context = {
        "referral": referral,
        "new": new,
        "existing": existing,
        # What was typed, and what was said to it, stay on the page.
        "offers_known": linking or may_lead_to_known_file(user, referral),
    }
    status = status_of(request, existing if linking else new)
    return render(request, "referrals/file.html", context, status=status)


def _opened(request: HttpRequest, user: User, form: NewFileForm, referral: Referral) -> bool:
    unit = referral.to_unit
    assert unit is not None
    return save_once(
        request,
        form,
        lambda: open_file_for(
            by=user, referral_id=referral.pk, unit=unit, agrees=form.cleaned_data["agrees"]
        ),
    )


def _linked(request: HttpRequest, user: User, form: ExistingForm, pk: uuid.UUID) -> bool:
    """Whether the referral was put into the file that was named."""
    if request.method != "POST" or not form.is_valid():
        return False
    pseudonym = as_pseudonym(form.cleaned_data["other"])
    person = listed_files(user).filter(pseudonym=pseudonym).first()
    if person is None:
        form.add_error("other", _("There is no such file among those that you see."))
        return False
    saved = save_once(
        request,
        form,
        lambda: put_in_file(
            by=user, referral_id=pk, person_id=person.pk, agrees=form.cleaned_data["agrees"]
        ),
    )
    if saved:
        messages.success(request, _("The referral is in the file %(name)s.") % {"name": person})
    return saved


@require_POST
def resend(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new draft with what was said, for another receiver."""
    user = user_with_referrals(request)
    get_or_404(Referral.objects.visible_to(user).listed(), pk)
    try:
        draft = draft_for_another(by=user, referral_id=pk)
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
        return redirect("referrals:referral", pk)
    messages.success(request, _("What was said is in a new draft. Choose whom to send it to."))
    return redirect("referrals:change", draft.pk)
