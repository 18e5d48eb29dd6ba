"""Letters to municipalities that have not joined the offer, for those who lead it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.models import User
from casework.web.lists import Column, Ordering, page_of
from casework.web.requests import sentence, user_of
from casework.web.saving import save_once, status_of
from casework.web.typed import keeps_typed, posted
from referrals.actions.letters import drop_letter, register_sent, write_letter
from referrals.forms.letters import DropForm, SentForm
from referrals.letter import letter_to
from referrals.letter_enums import DropReason, LetterState, LetterWay
from referrals.models import MunicipalityLetter
from referrals.outward_access import letter_units, writes_letters
from referrals.queries.letters import letters_for, opened_letter

COLUMNS = {
    "municipality": Column(gettext_lazy("Municipality"), ("municipality__name", "quarter")),
    "quarter": Column(gettext_lazy("Quarter"), ("quarter", "municipality__name")),
    "state": Column(gettext_lazy("State"), ("state", "quarter")),
    "sent": Column(gettext_lazy("Sent"), ("sent_on", "quarter")),
}
WAITING = [LetterState.PREPARED, LetterState.WRITTEN]


def leader_of(request: HttpRequest) -> User:
    """The user, if they work where the offer is led; else there is no such page.

    Raises ``Http404``.
    """
    user = user_of(request)
    if not writes_letters(user):
        raise Http404
    return user


def _letter(user: User, pk: uuid.UUID) -> MunicipalityLetter:
    return get_or_404(letters_for(user, timezone.localdate()), pk)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Those that wait, or with ``?visa=klara`` those that are settled."""
    user = leader_of(request)
    done = request.GET.get("visa") == "klara"
    ordering = Ordering(request, COLUMNS, "-quarter")
    rows = letters_for(user, timezone.localdate())
    found = rows.exclude(state__in=WAITING) if done else rows.filter(state__in=WAITING)
    context = {
        "page_obj": page_of(request, ordering.apply(found)),
        "headings": ordering.headings(),
        "done": done,
    }
    return render(request, "referrals/letters/list.html", context)


@require_safe
def letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One letter: what it says or would say, and the next step."""
    user = leader_of(request)
    found = _letter(user, pk)
    words = letter_to(found.municipality, unit=letter_units(user)[0], day=timezone.localdate())
    context = {"letter": found, "words": words}
    return render(request, "referrals/letters/letter.html", context)


@require_POST
def write(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write it, or write it anew before it is sent."""
    user = leader_of(request)
    found = _letter(user, pk)
    try:
        write_letter(by=user, letter_id=found.pk)
        messages.success(
            request, _("The letter is written. Fetch it, send it, and register that it was sent.")
        )
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
    return redirect("referrals:letter", pk)


@require_safe
def fetch(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The letter as it was written. That it was fetched is logged."""
    user = leader_of(request)
    rows = MunicipalityLetter.objects.visible_to(user).filter(letter__isnull=False)
    found = get_or_404(rows, pk)
    return HttpResponse(
        opened_letter(user, found),
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="brev.pdf"'},
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Register that it was sent."""
    user = leader_of(request)
    found = _letter(user, pk)
    form = SentForm(posted(request))

    def save() -> None:
        register_sent(
            by=user,
            letter_id=pk,
            sent_on=form.cleaned_data["sent_on"],
            way=LetterWay(form.cleaned_data["way"]),
        )

    if save_once(request, form, save):
        messages.success(request, _("Registered as sent. The letter is kept as it was."))
        return redirect("referrals:letters")
    return _form_page(request, found, form, heading=_("Register that it was sent"))


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send none, for a reason."""
    user = leader_of(request)
    found = _letter(user, pk)
    form = DropForm(posted(request))

    def save() -> None:
        drop_letter(by=user, letter_id=pk, because=DropReason(form.cleaned_data["because"]))

    if save_once(request, form, save):
        messages.success(request, _("No letter is sent to this municipality for the quarter."))
        return redirect("referrals:letters")
    return _form_page(request, found, form, heading=_("Send no letter"))


def _form_page(
    request: HttpRequest, found: MunicipalityLetter, form: SentForm | DropForm, *, heading: str
) -> HttpResponse:
    context = {"letter": found, "form": form, "heading": heading}
    return render(request, "referrals/letters/form.html", context, status=status_of(request, form))
