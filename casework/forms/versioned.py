"""A form about a saved row, and what happens when somebody else saved it first.

The form carries the version that it showed and what it said then. Three versions of each answer are
compared: *base*, which both began with, *theirs*, which is saved, and *mine*, which was just sent.
What only they changed is taken over; where both did, mine stays and theirs is shown beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django import forms
from django.http import QueryDict

from casework.forms.organisation import RefusableForm
from casework.forms.text import TextField
from casework.forms.typed_words import words_of

CARRIED = ("seen_at", "base")
# More than the longest form carries, in characters.
LONGEST_CARRIED = 1_000_000
Strings = dict[str, list[str]]


@dataclass(frozen=True)
class Difference:
    """One answer that somebody else changed, and that I have otherwise."""

    label: str
    theirs: str
    mine: str
    taken_over: bool


def carried_in(text: str) -> Strings | None:
    """What a form carried of its answers; ``None`` when *text* is nothing that a form writes.

    It comes back from a browser: what is nested too deeply to be read is no error of ours.
    """
    if len(text) > LONGEST_CARRIED:
        return None
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and all(map(_is_flat, found.values())) else None


def _is_flat(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _written(field: forms.Field, value: Any) -> list[str]:
    """*value* as the browser sends it."""
    value = field.prepare_value(value)
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value)
    if value in (None, "", False):
        return []
    if value is True:
        return ["on"]
    return [value.isoformat() if isinstance(value, date) else str(value)]


class VersionedForm(RefusableForm):
    """*saved* is what the row says now and *version* when it was saved; nothing for a new row.

    *by_oneself* says that the ``differences`` are one's own, from another window; *saved_last*
    whose they are and when they were saved.
    """

    seen_at = TextField(required=False, widget=forms.HiddenInput)
    base = TextField(required=False, widget=forms.HiddenInput)
    differences: list[Difference]
    by_oneself = False
    saved_last = ""

    def __init__(
        self,
        data: Any = None,
        *,
        saved: Mapping[str, Any] | None = None,
        version: datetime | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, initial=dict(saved or {}), **kwargs)
        self.version = version
        self.differences = []
        self.initial["seen_at"] = version.isoformat() if version else ""
        self.initial["base"] = json.dumps(self.theirs())

    def answers(self) -> dict[str, Any]:
        """The cleaned answers, without what the form carries for itself."""
        return {name: v for name, v in self.cleaned_data.items() if name not in CARRIED}

    def theirs(self) -> Strings:
        """What the row says now, as the browser would send it."""
        return {
            name: _written(field, self.get_initial_for_field(field, name))
            for name, field in self.fields.items()
            if name not in CARRIED
        }

    def mine(self) -> Strings:
        """What was sent."""
        return {name: sorted(filter(None, self._sent(name))) for name in self.theirs()}

    def _sent(self, name: str) -> list[str]:
        data: Any = self.data
        found: list[str] = data.getlist(self.add_prefix(name))
        return [text.replace("\r\n", "\n").strip() for text in found]

    def shown(self) -> Strings | None:
        """What the form said when it was shown; ``None`` when it doesn't tell."""
        return carried_in("".join(self._sent("base")))

    def is_overtaken(self) -> bool:
        """Whether somebody else has changed, since, what this form shows."""
        if "".join(self._sent("seen_at")) == self.initial["seen_at"]:
            return False
        return self.shown() != self.theirs()

    def merged(self) -> Self:
        """The form again with both saves in it, and the differences told."""
        theirs, mine, base = self.theirs(), self.mine(), self.shown() or {}
        told = {
            name: mine[name] == base.get(name)
            for name in theirs
            if theirs[name] != mine[name] and theirs[name] != base.get(name)
        }
        data = QueryDict(mutable=True)
        for name in theirs:
            data.setlist(name, theirs[name] if told.get(name) else mine[name])
        for name in CARRIED:
            data[name] = self.initial[name]
        again = self.again(data)
        again.differences = [
            Difference(
                str(self.fields[name].label),
                self._words(name, theirs[name]),
                self._words(name, mine[name]),
                taken_over,
            )
            for name, taken_over in told.items()
        ]
        return again

    def again(self, data: QueryDict) -> Self:
        """The same form about the same row with other answers."""
        saved = {name: v for name, v in self.initial.items() if name not in CARRIED}
        return type(self)(data, saved=saved, version=self.version)

    def _words(self, name: str, values: list[str]) -> str:
        return words_of(self.fields[name], values) or "–"
