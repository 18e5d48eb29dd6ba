"""A database of one test's own, for rules that are tried on what is committed."""

from tests.casework.conftest import own_database, own_user

__all__ = ["own_database", "own_user"]
