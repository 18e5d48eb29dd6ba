"""All times to keep in the files that somebody sees."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.access.persons import reads_files
from casework.queries.claims import manages_claims
from casework.queries.clocks import read_clocks
from casework.web.requests import user_of


@require_safe
def clock_list(request: HttpRequest) -> HttpResponse:
    """Late ones first. Protected identities stand on their own pages only."""
    user = user_of(request)
    if not reads_files(user):
        raise Http404
    context = {"clocks": read_clocks(user), "has_claims": manages_claims(user)}
    return render(request, "casework/track/clocks.html", context)
