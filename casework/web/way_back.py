"""A page of a file that is come to on the way to something, and the way back from it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from casework.models import Person

# The name in the address: ``?back=/personakter/…/plan/…/``.
BACK = "back"
# Where the pages of upper floors begin that one may have come from, beside those of the file.
_PLACES: list[str] = []


def leads_back_to(place: str) -> None:
    """Let *place*, the beginning of an upper floor's addresses, be come back to."""
    if place not in _PLACES:
        _PLACES.append(place)


def way_back(request: HttpRequest, person: Person, otherwise: str) -> str:
    """Where to go afterwards: the page that the address names, or *otherwise*.

    A page of the same file, or of a place that was registered. Never another file, nor out of the
    program: an address can be sent to somebody.
    """
    wanted = request.GET.get(BACK, "")
    inside = reverse("casework:person", args=[person.pk])
    # No "..", and nothing that a browser reads as one: signs written as codes, or a tab between.
    is_plain = wanted.isprintable() and not any(sign in wanted for sign in ("..", "%", "\\"))
    is_ours = is_plain and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if is_ours and wanted.startswith((inside, *_PLACES)) else otherwise
