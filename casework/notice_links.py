"""Where a notice about a row of an upper floor leads. Each floor registers its kinds."""

from __future__ import annotations

from django.urls import reverse

from casework.models import Notice

_url_names: dict[str, str] = {}


def register(kind: str, url_name: str) -> None:
    """Say which page shows the *subject* of notices of *kind*. Called from an app's ``ready``."""
    _url_names[kind] = url_name


def link_of(notice: Notice) -> str:
    """The address of what *notice* is about; empty where it has none."""
    url_name = _url_names.get(notice.kind)
    if url_name is None or notice.subject is None:
        return ""
    return reverse(url_name, args=[notice.subject])
