"""Work for the queue. Arguments are identifiers only: they lie in clear in the broker."""

from casework.tasks import access, log, recovery

__all__ = ["access", "log", "recovery"]
