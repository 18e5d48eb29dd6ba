"""The tablet's shell: page, service worker, manifest, definition, rights cards.

The same bytes for everybody, signed in or not: they lie on the tablet for as long as it is used.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from casework.web.shared import same_for_everybody
from outreach.forms.tablet import definition_json
from outreach.rights_cards import cards_json
from outreach.web.packing import brotli_page
from outreach.web.shell import first_modules, sheet, worker_source

ICONS = [
    "arrow-left",
    "arrow-right",
    "book",
    "check",
    "child",
    "clock",
    "close",
    "club",
    "danger",
    "edit",
    "external",
    "eye",
    "eye-off",
    "flat",
    "heart",
    "home",
    "hotel",
    "key",
    "lamp",
    "language",
    "location",
    "lock",
    "login",
    "massage",
    "minus",
    "note",
    "online",
    "other",
    "person",
    "phone",
    "plus",
    "police",
    "restaurant",
    "role-buyer",
    "role-exploited",
    "role-relative",
    "settings",
    "shift",
    "street",
    "success",
    "sync",
    "tablet",
    "unit",
    "unknown",
    "unlock",
    "warning",
    "workplace",
]


View = Callable[[HttpRequest], HttpResponse]


def _for_everybody(view: View) -> View:
    """With or without a session the same: what the page has fetched the worker only asks about."""
    packed: View = gzip_page(brotli_page(conditional_page(require_safe(view))))
    return same_for_everybody(login_not_required(packed))


def _page() -> bytes:
    parts = {"modules": first_modules(), "icons": ICONS}
    return render_to_string("tablet/shell.html", parts).encode()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _asked_again(content: bytes | str, kind: str) -> HttpResponse:
    """An answer that a browser asks for again each time: the worker is what keeps it.

    What has not changed is not sent again: the tag is of the content, whatever it is packed in.
    """
    return HttpResponse(content, kind, headers={"Cache-Control": "no-cache"})


@_for_everybody
def shell(request: HttpRequest) -> HttpResponse:
    """The page that all of the tablet is drawn in."""
    return _asked_again(_page(), "text/html; charset=utf-8")


@_for_everybody
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the list of what it keeps."""
    source = worker_source(
        _page(),
        _json(definition_json()),
        _json(cards_json()),
        {
            name: reverse(f"tablet_shell:{view}")
            for name, view in (
                ("page", "shell"),
                ("sheet", "styles"),
                ("definition", "definition"),
                ("manifest", "manifest"),
                ("cards", "cards"),
            )
        },
    )
    response = _asked_again(source, "text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = reverse("tablet_shell:shell")
    return response


@_for_everybody
def styles(request: HttpRequest) -> HttpResponse:
    """All sheets of the page in one."""
    return _asked_again(sheet(), "text/css; charset=utf-8")


@_for_everybody
def manifest(request: HttpRequest) -> HttpResponse:
    """What a tablet is told when the shell is put on its home screen."""
    home = reverse("tablet_shell:shell")
    icon = {"src": static("img/tablet.svg"), "sizes": "any", "type": "image/svg+xml"}
    return _asked_again(
        _json(
            {
                "id": home,
                "name": "Ledljus",
                "short_name": "Ledljus",
                "lang": "sv",
                "start_url": home,
                "scope": home,
                "display": "standalone",
                "background_color": "#0c1425",
                "theme_color": "#0c1425",
                "icons": [icon | {"purpose": "any"}, icon | {"purpose": "maskable"}],
            }
        ),
        "application/manifest+json",
    )


@_for_everybody
def definition(request: HttpRequest) -> HttpResponse:
    """The form, lists, telephone numbers and words."""
    return _asked_again(_json(definition_json()), "application/json")


@_for_everybody
def cards(request: HttpRequest) -> HttpResponse:
    """The rights cards that may be shown."""
    return _asked_again(_json(cards_json()), "application/json")
