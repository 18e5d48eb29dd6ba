"""allauth's list of sessions, of which we use the table alone."""

from allauth.usersessions.apps import UserSessionsConfig


class SessionTableConfig(UserSessionsConfig):  # type: ignore[misc]
    """Without its listeners, which would write down cookies: see ``web/session_list.py``."""

    def ready(self) -> None:
        """Listen to nothing."""
