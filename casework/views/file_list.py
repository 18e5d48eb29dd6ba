"""The list of files, looking for one, and opening a new one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casework.access.persons import file_units, kinds_for, reads_files
from casework.actions.persons import open_file
from casework.enums import PersonRole
from casework.forms.files import ListFilter, OpenForm, SearchForm
from casework.models import Person, Unit, User
from casework.queries.file_list import (
    STATES,
    WHOSE,
    has_protected,
    listed_files,
    narrowed,
    protected_files,
)
from casework.queries.file_search import search_files
from casework.web.lists import Column, Ordering, page_of
from casework.web.requests import user_of
from casework.web.saving import save_once, status_of
from casework.web.typed import keeps_typed, posted

COLUMNS = {
    "pseudonym": Column(gettext_lazy("Case number"), ("pseudonym",)),
    "state": Column(gettext_lazy("State"), ("state", "pseudonym")),
    "responsible": Column(gettext_lazy("Responsible"), ("responsible_name", "pseudonym")),
    "unit": Column(gettext_lazy("Unit"), ("unit_name", "pseudonym")),
    "event": Column(gettext_lazy("Last event"), ("last_event_at",)),
    "opened": Column(gettext_lazy("Opened"), ("opened_at",)),
}


def file_reader(request: HttpRequest) -> User:
    """The user, if a unit of theirs keeps files; for everybody else there is no such page.

    Raises ``Http404``.
    """
    user = user_of(request)
    if not reads_files(user):
        raise Http404
    return user


@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """Every file that the user sees, protected identities left out. Pseudonyms, never names."""
    user = file_reader(request)
    ordering = Ordering(request, COLUMNS, "-event")
    asked = request.GET.get("whose", "all")
    whose = asked if asked in WHOSE else "all"
    form = ListFilter(request.GET, units=Unit.objects.filter(is_active=True).only("name"))
    chosen = form.cleaned_data if form.is_valid() else {"kind": "", "unit": None}
    rows = narrowed(listed_files(user), user, whose=whose, **chosen)
    context = {
        "page_obj": page_of(request, ordering.apply(rows)),
        "headings": ordering.headings(),
        "whose": whose,
        "tabs": list(WHOSE.items()),
        "states": STATES,
        "form": form,
        "active_filters": sum(1 for value in chosen.values() if value),
        "search": SearchForm(),
        "has_protected": has_protected(user),
    }
    return render(request, "casework/files/list.html", context)


@require_safe
def protected(request: HttpRequest) -> HttpResponse:
    """Files with protected identity for which the user is named."""
    user = file_reader(request)
    return render(request, "casework/files/protected.html", {"files": protected_files(user)})


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Look for a file before a new one is opened. Sent as a POST: nothing stays in an address."""
    user = file_reader(request)
    form = SearchForm(posted(request))
    found = None
    if request.method == "POST" and form.is_valid():
        found = search_files(user, form.cleaned_data["q"])
    context = {"search": form, "found": found, "states": STATES}
    stopped = request.method == "POST" and found is None
    return render(request, "casework/files/search.html", context, status=422 if stopped else 200)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def open_new(request: HttpRequest) -> HttpResponse:
    """Open a file. Almost nothing is required."""
    user = file_reader(request)
    units = file_units(user)
    kinds = {kind for unit in units for kind in kinds_for(unit)}
    form = OpenForm(posted(request), units=units, kinds=[k for k in PersonRole if k in kinds])
    opened: list[Person] = []

    def save() -> None:
        answers = form.cleaned_data
        opened.append(
            open_file(
                by=user, unit=answers["unit"], kind=PersonRole(answers["kind"]), facts=form.facts()
            )
        )

    if save_once(request, form, save):
        messages.success(
            request, _("The file is open under the case number %(name)s.") % {"name": opened[0]}
        )
        return redirect("casework:person", opened[0].pk)
    context = {"form": form}
    return render(request, "casework/files/open.html", context, status=status_of(request, form))
