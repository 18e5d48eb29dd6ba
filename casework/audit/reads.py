"""Which events are reading about people, by name: a new one of another floor joins by its name.

Everything that ends in "read" is reading, and so is opening a file in an emergency; figures,
protocols and what a reviewer does are not.
"""

from __future__ import annotations

from django.db.models import Q

SUFFIX = "read"
ALSO = ("emergency.opened",)
NOT = ("follow_up.read", "review.read")


def is_read(event: str) -> bool:
    """Whether *event* is somebody's reading about a person."""
    return (event.endswith(SUFFIX) or event in ALSO) and event not in NOT


def reads() -> Q:
    """The filter that agrees with :func:`is_read`."""
    return (Q(event__endswith=SUFFIX) | Q(event__in=ALSO)) & ~Q(event__in=NOT)
