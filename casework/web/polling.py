"""Pages that ask again by themselves: nobody sat there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def polled(view: View) -> View:
    """Mark a view that only a timer in the page asks: it does not keep its user signed in.

    The outermost decorator of the view.
    """
    setattr(view, "is_polled", True)  # noqa: B010 - a mark, not an attribute of functions
    return view


def is_polled(view: Callable[..., Any]) -> bool:
    """Whether *view* carries the mark."""
    return getattr(view, "is_polled", False)
