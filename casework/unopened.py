"""What stands in the place of a value that can't be opened, and is never saved in its place.

A key that is missing must harm nothing but what it seals: the page stands, and says there what is
wrong. The sealed bytes stay in the row; the words are marked, so that they are known again when a
form sends them back.
"""

from __future__ import annotations

import logging
from typing import Any

from django.utils.translation import gettext as _

# An invisible separator, which nobody types: it tells these words from what somebody wrote.
MARK = "\u2063"
logger = logging.getLogger(__name__)


class CannotOpen(Exception):
    """The wrapping key is not in ``FIELD_KEYS``, or the value was moved or changed."""

    @property
    def sentence(self) -> str:
        """What the reader of a page is told."""
        return _("This can't be opened: it was changed, or it does not belong here.")


class KeyMissing(CannotOpen):
    """The wrapping key *key_id* is not in ``FIELD_KEYS``: with it, the value would open."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"The key {key_id!r} is not in FIELD_KEYS.")
        self.key_id = key_id

    @property
    def sentence(self) -> str:
        """Names the key, so that the operator knows which to look for."""
        return _("This can't be opened: the key “%(key)s” is missing.") % {"key": self.key_id}


class NoFileKey(CannotOpen):
    """The file has no data key for the acting user: destroyed, or not theirs."""

    def __init__(self) -> None:
        super().__init__("This file has no data key: it was destroyed, or is not yours to open.")

    @property
    def sentence(self) -> str:
        """That what it sealed is gone."""
        return _("This can't be opened: the key of the file has been destroyed.")


class WouldBeLost(CannotOpen):
    """What was to be saved would have replaced a value that can't be opened, or held its words."""

    @property
    def sentence(self) -> str:
        """Why nothing was saved."""
        return _(
            "Nothing was saved: a text here can't be opened now and would have been lost. "
            "Leave it as it stands, and tell those who run the system."
        )


class Unopened(str):
    """The words in the place of a value. It knows the sealed bytes that they stand for."""

    __slots__ = ("place", "sealed")
    place: str
    sealed: bytes


def unopened(error: CannotOpen, sealed: bytes, place: str) -> Unopened:
    """The words for *error* in the place of *sealed*. That they are shown is logged, not where."""
    logger.error("%s: %s", place.partition(":")[0], error)
    words = Unopened(f"{MARK}{error.sentence}{MARK}")
    words.place, words.sealed = place, sealed
    return words


def refuse_words_of_unopened(value: Any) -> None:
    """Raise :class:`WouldBeLost` when *value* holds words that :func:`unopened` made."""
    mark: Any = MARK.encode() if isinstance(value, bytes) else MARK
    if mark in value:
        raise WouldBeLost("The words in the place of a value are no value.")
