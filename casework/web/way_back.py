"""A page of a file that is come to on the way to something, and the way back from it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from casework.models import Person

# The name in the address: ``?back=/personakter/…/plan/…/``.
BACK = "back"


def way_back(request: HttpRequest, person: Person, otherwise: str) -> str:
    """Where to go afterwards: the page of the same file that the address names, or *otherwise*.

    Never to another file, nor out of the program: an address can be sent to somebody.
    """
    wanted = request.GET.get(BACK, "")
    inside = reverse("casework:person", args=[person.pk])
    is_ours = url_has_allowed_host_and_scheme(wanted, None) and ".." not in wanted
    return wanted if is_ours and wanted.startswith(inside) else otherwise
