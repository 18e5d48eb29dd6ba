"""A database of one test's own, for what is tried with processes that commit."""

from tests.casework.conftest import own_database, own_user

__all__ = ["own_database", "own_user"]
