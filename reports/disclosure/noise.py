"""Noise that belongs to a cell: the same each time it is asked for, unknown without the key."""

from __future__ import annotations

import hashlib
import hmac
import random

from reports.disclosure.spec import Key


def _digest(key: bytes, *words: str) -> bytes:
    return hmac.new(key, "\x1f".join(words).encode(), hashlib.sha256).digest()


def name_of(cell: Key) -> str:
    """A cell as one line of text, however its sets happen to be ordered."""
    return "|".join(f"{code}={','.join(sorted(leaves))}" for code, leaves in cell)


def noise(key: bytes, universe: str, cell: Key, bound: int) -> int:
    """A whole number of people from ``-bound`` to ``bound``: each possible, small ones likelier.

    Each step away from 0 is half as likely as the one before, so that the truth can't be read back
    from a rule, and accuracy costs little.
    """
    drawn = int.from_bytes(_digest(key, "noise", universe, name_of(cell))[:8], "big")
    weights = {n: 1 << (bound - abs(n)) for n in range(-bound, bound + 1)}
    left = drawn % sum(weights.values())
    for number, weight in weights.items():
        if left < weight:
            return number
        left -= weight
    raise AssertionError("the weights cover every remainder")


def random_for(key: bytes, *words: str) -> random.Random:
    """A generator that only the key and *words* decide."""
    return random.Random(_digest(key, "draw", *words))  # noqa: S311 - accuracy only, not secrecy
