"""Sealed values inside the JSON of second factors, where the sign-in library keeps them.

``casework.web.adapters.MFAAdapter`` seals them; how they lie is the library's affair, so they are
looked for wherever a text is sealed.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from casework.crypto import CannotOpen, head_length, key_id_of, rewrap


def _sealed(text: str) -> bytes | None:
    try:
        content = base64.b64decode(text, validate=True)
        return content if len(content) > head_length(content) else None
    except (binascii.Error, ValueError, CannotOpen):
        return None


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


def key_ids_in(data: Any) -> list[str]:
    """The key of each sealed value in *data*."""
    sealed = (_sealed(text) for text in _texts(data))
    return [key_id_of(content) for content in sealed if content is not None]


def rewrapped(data: Any) -> Any:
    """*data* with every sealed value under the first key. Raises ``CannotOpen``."""
    if isinstance(data, dict):
        return {name: rewrapped(value) for name, value in data.items()}
    if isinstance(data, list):
        return [rewrapped(value) for value in data]
    content = _sealed(data) if isinstance(data, str) else None
    if content is None:
        return data
    head = rewrap(content)
    if head is None:
        return data
    return base64.b64encode(head + content[head_length(content) :]).decode()
