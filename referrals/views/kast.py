"""KAST's anonymous contacts: the list, one contact with its talks, and the figures."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import YesNoUnknown
from casework.forms.file_fields import rows_of
from casework.models import User
from casework.web.lists import Column, Ordering, page_of
from casework.web.overtaken import STATUS, overtaken, saved_last
from casework.web.requests import sentence, user_of
from casework.web.saving import save_once, save_version, status_of
from casework.web.typed import keeps_typed, posted
from referrals.actions.kast import (
    begin_kast_contact,
    correct_kast_contact,
    end_kast_contact,
    note_kast_talk,
    remove_kast_talk,
)
from referrals.forms.kast import CodeForm, KastFilter, KastForm, NoteTalkForm, kast_saved
from referrals.models import KastContact
from referrals.outward_access import kast_units, works_in_kast
from referrals.queries.kast import by_code, contacts_of, figures, narrowed, years_of
from referrals.queries.kast_disposal import verdict_of

COLUMNS = {
    "code": Column(gettext_lazy("Code"), ("code",)),
    "kind": Column(gettext_lazy("Whose contact"), ("kind", "first_day")),
    "route": Column(gettext_lazy("Came by way of"), ("route", "first_day")),
    "first": Column(gettext_lazy("First contact"), ("first_day",)),
    "talks": Column(gettext_lazy("Talks"), ("talk_count", "first_day"), is_number=True),
    "last": Column(gettext_lazy("Last talk"), ("last_talk",)),
}
FORM = ["GET", "HEAD", "POST"]
ENDED = gettext_lazy("The contact has ended. Let it go on first.")
# How many years the figures show.
YEARS = 3


def kast_worker(request: HttpRequest) -> User:
    """The user, if they work at KAST; for everybody else there is no such page.

    Raises ``Http404``.
    """
    user = user_of(request)
    if not works_in_kast(user):
        raise Http404
    return user


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The contacts that go on, or with ``?visa=avslutade`` those that have ended."""
    user = kast_worker(request)
    return _list_page(request, user, CodeForm())


def _list_page(request: HttpRequest, user: User, search: CodeForm) -> HttpResponse:
    ordering = Ordering(request, COLUMNS, "-first")
    ended = request.GET.get("visa") == "avslutade"
    form = KastFilter(request.GET, years=years_of(user))
    wanted = form.wanted()
    rows = narrowed(contacts_of(user).filter(ended_on__isnull=not ended), wanted)
    context = {
        "page_obj": page_of(request, ordering.apply(rows)),
        "headings": ordering.headings(),
        "ended": ended,
        "form": form,
        "active_filters": len(wanted),
        "search": search,
    }
    return render(request, "referrals/kast/list.html", context, status=status_of(request, search))


@keeps_typed
@require_http_methods(FORM)
def find(request: HttpRequest) -> HttpResponse:
    """Open the contact whose code somebody says. Sent as a POST: no code stays in an address."""
    user = kast_worker(request)
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        found = by_code(user, form.cleaned_data["code"])
        if found is not None:
            return redirect("referrals:kast_contact", found.pk)
        form.add_error("code", _("There is no contact with this code."))
    return _list_page(request, user, form)


@keeps_typed
@require_http_methods(FORM)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a contact; its page says the code to give to the person."""
    user = kast_worker(request)
    units = kast_units(user)
    form = KastForm(posted(request), units=units)
    begun: list[KastContact] = []

    def save(form: KastForm, seen_at: datetime | None) -> None:
        contact = begin_kast_contact(
            by=user,
            unit=form.cleaned_data.get("unit") or units[0],
            is_adult=YesNoUnknown(form.cleaned_data.get("is_adult") or YesNoUnknown.DONT_KNOW),
            **form.columns(),
        )
        begun.append(contact)

    again = save_version(request, form, save)
    if again is None:
        messages.success(request, _("The contact has begun. Give the person the code to keep."))
        return redirect("referrals:kast_contact", begun[0].pk)
    return _form_page(request, again, None)


@require_safe
def contact(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One contact with its talks. That it was opened is logged."""
    user = kast_worker(request)
    return _contact_page(request, user, get_or_404(contacts_of(user), pk), NoteTalkForm())


def _contact_page(
    request: HttpRequest, user: User, found: KastContact, form: NoteTalkForm
) -> HttpResponse:
    record(Event.KAST_READ, by=user, obj=found, unit_id=found.unit_id)
    talks = list(found.talks.all())
    verdict = verdict_of(found, talks, timezone.localdate())
    late = overtaken(form, saved_last(found, ENDED)) if found.ended_on else None
    context = {"contact": found, "talks": talks, "form": form, "verdict": verdict}
    context["overtaken"] = late
    status = STATUS if late else status_of(request, form)
    return render(request, "referrals/kast/contact.html", context, status=status)


@keeps_typed
@require_http_methods(FORM)
def correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct a contact; the earlier version is kept."""
    user = kast_worker(request)
    found = get_or_404(contacts_of(user), pk)
    form = KastForm(posted(request), saved=kast_saved(found), version=found.updated_at)

    def save(form: KastForm, seen_at: datetime | None) -> None:
        assert seen_at is not None
        correct_kast_contact(by=user, contact_id=pk, seen_at=seen_at, **form.columns())

    again = save_version(request, form, save, found)
    if again is None:
        messages.success(request, _("The correction is saved. The earlier version is kept."))
        return redirect("referrals:kast_contact", pk)
    return _form_page(request, again, found)


def _form_page(request: HttpRequest, form: KastForm, found: KastContact | None) -> HttpResponse:
    context = {"form": form, "rows": rows_of(form), "contact": found}
    context["differences"] = form.differences
    return render(request, "referrals/kast/form.html", context, status=status_of(request, form))


@keeps_typed
@require_http_methods(FORM)
def talk(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note a talk."""
    user = kast_worker(request)
    found = get_or_404(contacts_of(user), pk)
    form = NoteTalkForm(posted(request))
    if save_once(
        request, form, lambda: note_kast_talk(by=user, contact_id=pk, **form.cleaned_data)
    ):
        messages.success(request, _("The talk is noted."))
        return redirect("referrals:kast_contact", pk)
    return _contact_page(request, user, found, form)


@require_http_methods(FORM)
def remove_talk(request: HttpRequest, pk: uuid.UUID, talk_pk: uuid.UUID) -> HttpResponse:
    """Take away a talk that was noted by mistake, once it was asked whether to."""
    user = kast_worker(request)
    found = get_or_404(contacts_of(user), pk)
    if request.method != "POST":
        context = {"contact": found, "talk": get_or_404(found.talks.all(), talk_pk)}
        return render(request, "referrals/kast/remove.html", context)
    try:
        remove_kast_talk(by=user, contact_id=pk, talk_id=talk_pk)
        messages.success(request, _("The talk is taken away."))
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
    return redirect("referrals:kast_contact", pk)


@require_POST
def end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End a contact, or let it go on."""
    user = kast_worker(request)
    get_or_404(contacts_of(user), pk)
    is_ended = request.POST.get("ended") == "yes"
    try:
        end_kast_contact(by=user, contact_id=pk, is_ended=is_ended)
        gone = _("The contact has ended.")
        messages.success(request, gone if is_ended else _("The contact goes on."))
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
    return redirect("referrals:kast_contact", pk)


@require_safe
def kast_figures(request: HttpRequest) -> HttpResponse:
    """New contacts by year, beside the buyers met on shifts: who are not the same people."""
    user = kast_worker(request)
    this_year = timezone.localdate().year
    record(Event.KAST_FIGURES_READ, by=user)
    years = figures(user, this_year - YEARS + 1, this_year)
    return render(request, "referrals/kast/figures.html", {"years": years})
