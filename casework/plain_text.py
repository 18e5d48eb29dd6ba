"""Signs that turn the order of what is read around: taken out wherever text comes in.

A name or a number between them reads otherwise than it is stored, on a page, in a letter and in a
report. They can't be seen, and telephones and chats put them around what is copied from them: if
they were refused, somebody would look at two in the morning for what nobody can see. So they go
without a word. Text that runs from right to left reads rightly without them; the marks that it may
need (U+061C, U+200E, U+200F) turn nothing around and stay.
"""

from __future__ import annotations

# Embeddings and overrides with their end, isolates with theirs.
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_GONE = dict.fromkeys(map(ord, TURNING))


def without_turning(text: str) -> str:
    """*text* without them."""
    return text.translate(_GONE)
