"""Work for the queue. Arguments are identifiers only: they lie in clear in the broker."""

from casework.tasks import access, log, recovery, rights

__all__ = ["access", "log", "recovery", "rights"]
