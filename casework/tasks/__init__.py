"""Work for the queue. Arguments are identifiers only: they lie in clear in the broker."""

from casework.tasks import access, keys, log, recovery, rights

__all__ = ["access", "keys", "log", "recovery", "rights"]
