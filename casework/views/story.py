"""The events of a file as one story, on the screen and on paper."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.audit.events import Event
from casework.audit.record import record
from casework.forms.story import StoryFilter
from casework.queries.file_details import related_in, told_nothing
from casework.timeline import sources, story
from casework.web.file_pages import open_page
from casework.web.lists import LONGEST_PAGE, PAGE_SIZE
from casework.web.requests import user_of

LATEST = 5


@require_safe
def events(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What happened, the latest first, of the kinds and the period asked for."""
    file = open_page(request, pk, "events")
    chosen = StoryFilter(request.GET, sources=sources())
    entries = chosen.within(story(user_of(request), file.person, chosen.wanted, [file.alerts]))
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page", "1")[:LONGEST_PAGE])
    context = {"file": file, "filter": chosen, "page_obj": page, "query": request.GET.urlencode()}
    return render(request, "casework/journal/events.html", context)


@require_safe
def latest(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The end of the story, for the first page of the file."""
    file = open_page(request, pk, "latest_events")
    today = timezone.localdate()
    told = story(user_of(request), file.person)
    # What is planned has not happened yet: the times to keep stand on a card of their own.
    entries = [entry for entry in told if timezone.localdate(entry.at) <= today][:LATEST]
    return render(request, "casework/journal/parts/story.html", {"entries": entries, "short": True})


@require_safe
def printed(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The same on paper, all of it, the earliest first. That it was asked for is logged."""
    file = open_page(request, pk, "print")
    user = user_of(request)
    chosen = StoryFilter(request.GET, sources=sources())
    near = related_in(file.person)
    told = story(user, file.person, chosen.wanted, [file.alerts, near])
    entries = chosen.within(told)[::-1]
    record(
        Event.PERSON_PRINTED,
        by=user,
        obj=file.person,
        ground=file.access.ground,
        kinds=chosen.wanted,
        count=len(entries),
    )
    context = {
        "file": file,
        "filter": chosen,
        "entries": entries,
        "at": timezone.now(),
        "careful": told_nothing(near),
    }
    return render(request, "casework/journal/print.html", context)
