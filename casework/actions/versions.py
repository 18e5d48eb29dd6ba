"""Two people had the same row open: the second is told before anything is overwritten."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused

M = TypeVar("M", bound=models.Model)


class ChangedMeanwhile(ActionRefused):
    """Somebody else saved the row after it had been shown."""


def locked_version(rows: models.QuerySet[M], pk: Any, seen_at: datetime) -> M:
    """The row *pk* of *rows*, locked, as it was shown at *seen_at*.

    Raises :class:`ChangedMeanwhile` when it has been saved since.
    """
    found = rows.select_for_update(of=("self",)).get(pk=pk)
    if found.updated_at != seen_at:  # type: ignore[attr-defined]
        raise ChangedMeanwhile(
            _("Somebody else saved this while you had it open. Look at both and save again.")
        )
    return found
