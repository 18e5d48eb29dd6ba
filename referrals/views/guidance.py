"""Advice and training that the user's units have given: the list, a new row, a correction."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.audit.denials import get_or_404
from casework.forms.file_fields import rows_of
from casework.models import User
from casework.web.lists import Column, Ordering, page_of
from casework.web.requests import user_of
from casework.web.saving import save_version, status_of
from casework.web.typed import keeps_typed, posted
from referrals.actions.guidance import correct_guidance, strike_guidance, write_guidance
from referrals.forms.guidance import GuidanceFilter, GuidanceWriteForm, guidance_saved
from referrals.models import Guidance
from referrals.outward_access import gives_guidance, working_units
from referrals.queries.guidance import guidance_of, narrowed, sums, years_of

COLUMNS = {
    "day": Column(gettext_lazy("Day"), ("day",)),
    "kind": Column(gettext_lazy("What was given"), ("kind", "day")),
    "body": Column(gettext_lazy("To whom"), ("body", "municipality__name", "day")),
    "topics": Column(gettext_lazy("Topics")),
    "attended": Column(gettext_lazy("Took part"), ("attended", "day"), is_number=True),
    "unit": Column(gettext_lazy("Unit"), ("unit__name", "day")),
}


def _giver(request: HttpRequest) -> User:
    """The user, if they work in a unit; else there is no such page. Raises ``Http404``."""
    user = user_of(request)
    if not gives_guidance(user):
        raise Http404
    return user


@require_safe
def guidance_index(request: HttpRequest) -> HttpResponse:
    """What the user's units have given, with what it comes to."""
    user = _giver(request)
    ordering = Ordering(request, COLUMNS, "-day")
    rows = guidance_of(user)
    form = GuidanceFilter(request.GET, years=years_of(user), rows=rows)
    wanted = form.wanted()
    found = narrowed(rows, wanted)
    context = {
        "page_obj": page_of(request, ordering.apply(found)),
        "headings": ordering.headings(),
        "sums": sums(found),
        "form": form,
        "active_filters": len(wanted),
    }
    return render(request, "referrals/guidance/list.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_guidance(request: HttpRequest) -> HttpResponse:
    """Write one down."""
    user = _giver(request)
    units = working_units(user)
    form = GuidanceWriteForm(posted(request), units=units)

    def save(form: GuidanceWriteForm, seen_at: datetime | None) -> None:
        unit = form.cleaned_data.get("unit") or units[0]
        write_guidance(by=user, unit=unit, values=form.columns())

    again = save_version(request, form, save)
    if again is None:
        messages.success(request, _("It is written down and counted."))
        return redirect("referrals:guidance")
    return _form_page(request, again, None)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct a row; the earlier version is kept."""
    user = _giver(request)
    found = get_or_404(Guidance.objects.visible_to(user).select_related("unit"), pk)
    form = GuidanceWriteForm(posted(request), saved=guidance_saved(found), version=found.updated_at)

    def save(form: GuidanceWriteForm, seen_at: datetime | None) -> None:
        assert seen_at is not None
        correct_guidance(by=user, guidance_id=pk, seen_at=seen_at, values=form.columns())

    again = save_version(request, form, save, found)
    if again is None:
        messages.success(request, _("The correction is saved. The earlier version is kept."))
        return redirect("referrals:guidance")
    return _form_page(request, again, found)


@require_POST
def strike(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Count a row no longer, or again."""
    user = _giver(request)
    found = get_or_404(guidance_of(user), pk)
    is_struck = request.POST.get("struck") == "yes"
    strike_guidance(by=user, guidance_id=found.pk, is_struck=is_struck)
    done = (
        _("It stays in the list and is counted no longer.")
        if is_struck
        else _("It is counted again.")
    )
    messages.success(request, done)
    return redirect("referrals:guidance")


def _form_page(
    request: HttpRequest, form: GuidanceWriteForm, found: Guidance | None
) -> HttpResponse:
    context = {"form": form, "rows": rows_of(form), "found": found}
    context["differences"] = form.differences
    return render(request, "referrals/guidance/form.html", context, status=status_of(request, form))
