"""Answers that are the same bytes for everybody, and may lie in a browser's own cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

from casework.web.polling import polled

View = TypeVar("View", bound=Callable[..., Any])


def same_for_everybody(view: View) -> View:
    """Mark a view that says nothing of who asks, nor of anybody else.

    It renews no session either: the answer would bring the session's cookie, which must lie in no
    cache. The outermost decorator of the view.
    """
    setattr(view, "is_same_for_everybody", True)  # noqa: B010 - a mark, not an attribute of functions
    return polled(view)


def is_same_for_everybody(view: Callable[..., Any]) -> bool:
    """Whether *view* carries the mark."""
    return bool(getattr(view, "is_same_for_everybody", False))


def asks_for_shared(request: HttpRequest) -> bool:
    """Whether what *request* asks for carries the mark."""
    match = request.resolver_match
    return match is not None and is_same_for_everybody(match.func)
