"""How far the work on an upload has come, told while its transaction is still open."""

from __future__ import annotations

import time
import uuid
from types import TracebackType
from typing import Self

from django.db import connection

_SECONDS_BETWEEN = 0.5


class ProgressTeller:
    """Writes the progress of one upload over a connection of its own.

    The import is one transaction: nothing that it writes itself is seen before it ends. The second
    connection acts as the same user, under the same policies, and writes two columns of one row.
    """

    def __init__(self, upload_id: uuid.UUID, user_id: uuid.UUID) -> None:
        self._upload_id, self._user_id = upload_id, user_id
        self._last_told = 0.0

    def __enter__(self) -> Self:
        self._connection = connection.copy()
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.user_id', %s, false)", [str(self._user_id)])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def __call__(self, done: int, total: int) -> None:
        """Tell that *done* of *total* are done; often enough to see it move, no oftener."""
        now = time.monotonic()
        if now - self._last_told < _SECONDS_BETWEEN:
            return
        self._last_told = now
        per_cent = min(100, 100 * done // max(total, 1))
        with self._connection.cursor() as cursor:
            cursor.execute(
                "UPDATE outreach_logupload SET progress = %s, seen_at = now() WHERE id = %s",
                [per_cent, self._upload_id],
            )
