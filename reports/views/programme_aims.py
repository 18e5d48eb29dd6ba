"""The aims of the programme."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casework.audit.denials import get_or_404
from casework.forms.file_fields import rows_of
from casework.web.lists import Column, Ordering, page_of
from casework.web.saving import save_version, status_of
from casework.web.typed import keeps_typed, posted
from reports.actions.programme import change_aim, write_aim
from reports.forms.programme import AimForm, aim_saved
from reports.models import ProgrammeAim
from reports.queries.programme import aims_of
from reports.views.managers import statistics_manager

COLUMNS = {
    "position": Column(gettext_lazy("Place"), ("position", "title"), is_number=True),
    "title": Column(gettext_lazy("Aim"), ("title",)),
    "years": Column(gettext_lazy("Years"), ("from_year", "to_year", "position")),
}


@require_safe
def aims(request: HttpRequest) -> HttpResponse:
    """The aims, in their order."""
    user = statistics_manager(request)
    ordering = Ordering(request, COLUMNS, "position")
    context = {
        "page_obj": page_of(request, ordering.apply(aims_of(user))),
        "headings": ordering.headings(),
    }
    return render(request, "reports/programme/aims.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_aim(request: HttpRequest) -> HttpResponse:
    """Write down an aim."""
    user = statistics_manager(request)
    form = AimForm(posted(request))

    def save(form: AimForm, seen_at: datetime | None) -> None:
        write_aim(by=user, values=form.answers())

    again = save_version(request, form, save)
    if again is None:
        messages.success(request, _("The aim is written down."))
        return redirect("programme:aims")
    return _page(request, again, None)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def aim(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change an aim."""
    user = statistics_manager(request)
    found = get_or_404(aims_of(user), pk)
    form = AimForm(posted(request), saved=aim_saved(found), version=found.updated_at)

    def save(form: AimForm, seen_at: datetime | None) -> None:
        assert seen_at is not None
        change_aim(by=user, aim_id=pk, seen_at=seen_at, values=form.answers())

    again = save_version(request, form, save, found)
    if again is None:
        messages.success(request, _("The aim is changed. The earlier version is kept."))
        return redirect("programme:aims")
    return _page(request, again, found)


def _page(request: HttpRequest, form: AimForm, found: ProgrammeAim | None) -> HttpResponse:
    context = {"form": form, "rows": rows_of(form), "found": found}
    context["differences"] = form.differences
    return render(request, "reports/programme/aim.html", context, status=status_of(request, form))
