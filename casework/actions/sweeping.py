"""What every sweep shares: row by row, and only what still is as the sweeper saw it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import models

from casework.actions.base import ActionRefused
from casework.queries.left_behind import LeftBehind

T = TypeVar("T")
M = TypeVar("M", bound=models.Model)
logger = logging.getLogger(__name__)


def each(rows: Iterable[T], do: Callable[[T], None]) -> int:
    """Do something about each row; for how many it was done.

    One that can't be swept waits for the next round and keeps none of the others waiting.
    """
    done = 0
    for row in rows:
        try:
            do(row)
        except ActionRefused:
            # Somebody was faster.
            continue
        except Exception:  # whatever it was, the next row is another one's
            logger.exception("A row could not be swept.")
        else:
            done += 1
    return done


def hold_left(rows: models.QuerySet[M], left: LeftBehind) -> models.QuerySet[M]:
    """The one row of *rows* that was left behind, locked until the transaction ends.

    Raises :class:`ActionRefused` when it is not as it was seen, or somebody is writing in it now:
    then it is not left behind.
    """
    still = rows.filter(pk=left.id, state=left.state, attempt=left.attempt, seen_at=left.seen_at)
    held = still.select_for_update(skip_locked=True).order_by().values_list("pk", flat=True)
    if held.first() is None:
        raise ActionRefused("It is not left behind any more.")
    return rows.filter(pk=left.id)
