"""Sessions in the database, under a digest of the key that the browser holds.

Who reads ``django_session``, in a copy, a backup or by SQL, finds nothing that is good as a cookie.
The key is random (165 bits): a plain digest can't be turned around, and no secret has to be kept.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

# As long as the column is wide: 160 bits.
LENGTH = 40


def stored_key(key: str) -> str:
    """What stands in the database for the session whose cookie is *key*."""
    return hashlib.sha256(key.encode()).hexdigest()[:LENGTH]


class SessionStore(DatabaseStore):
    """Django's own, with the digest wherever the database is asked.

    ``session_key`` stays what the browser holds; :attr:`stored_key` is what may be written down.
    """

    # When the row that was read ends; ``None`` for a session that was not read.
    ends_at: Any = None

    @property
    def stored_key(self) -> str | None:
        """The key in the database; ``None`` as long as there is none."""
        return stored_key(self.session_key) if self.session_key else None

    def exists(self, session_key: str) -> bool:
        """Whether there is a session with the cookie *session_key*."""
        return bool(super().exists(stored_key(session_key)))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row to write, under the digest."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.session_key = stored_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Delete the session with the cookie *session_key*: this one unless told otherwise."""
        session_key = session_key or self.session_key
        if session_key is not None:
            super().delete(stored_key(session_key))

    def _get_session_from_db(self) -> Session | None:
        key = self.stored_key
        row = Session.objects.filter(session_key=key, expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
            return None
        self.ends_at = row.expire_date
        return row
