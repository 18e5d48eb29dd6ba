"""The first page of a file."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.models import Person, User
from casework.panels import panels_for
from casework.queries.persons import alerts_of, cases_of
from casework.together import Lists, fill
from casework.views.file_cases import units_to_start
from casework.web.file_pages import open_page
from casework.web.requests import user_of


@require_safe
def person(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What matters first: warnings, the person's own words, who works with them, what is next."""
    file = open_page(request, pk, "overview")
    user = user_of(request)
    panels, (cases, alerts) = panels_for(user, file.person, _beside)
    fill(file.alerts, alerts)
    context = {
        "file": file,
        "cases": cases,
        "may_start": file.access.manages and bool(units_to_start(user, file, cases)),
        "panels": panels,
    }
    return render(request, "casework/person/overview.html", context)


def _beside(_user: User, person: Person) -> Lists:
    return [cases_of(person), alerts_of(person)]
