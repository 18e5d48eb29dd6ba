"""Identifiers that both the server and a tablet can make."""

import uuid

import uuid_utils.compat


def uuid7() -> uuid.UUID:
    """A new UUIDv7 (RFC 9562): in time order, so that indexes stay compact."""
    value: uuid.UUID = uuid_utils.compat.uuid7()
    return value
