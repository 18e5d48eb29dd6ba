"""What counts as words where somebody has to say why."""

from __future__ import annotations


def in_words(text: str | None) -> bool:
    """Whether *text* says anything: spaces and signs that nobody sees say nothing."""
    return any(sign.isalnum() for sign in text or "")
