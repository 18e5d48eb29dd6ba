"""Two saves of one row, brought together in the form of who came second.

Three versions of each answer are compared: the one *seen* by both, from the history; *theirs*,
which is saved; and *mine*, which was just sent. What only they changed is taken over; where both
did, mine stays and theirs is told beside it. Answers that are no column, but rows of their own
that a list ticks, have no version in the history: the form carries what it showed of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.forms.moments import written
from casework.forms.typed_words import words_of
from casework.forms.versioned import Difference, carried_in
from casework.models import PersonRow, User
from casework.queries.row_versions import (
    DAY,
    at_oclock,
    changed_columns,
    columns_of,
    said,
    saver_of,
    savers_since,
    seen_version,
    shown_in,
    value_in,
)

CARRIED = "shown"
_UNKNOWN = object()


@dataclass(frozen=True)
class Meeting:
    """What ``parts/changed.html`` shows. *beside* is what was saved and the form does not ask.

    *why_not* says why nothing was taken over, where nothing could be.
    """

    said: str
    by_oneself: bool
    differences: list[Difference]
    beside: list[tuple[str, str]]
    why_not: str
    seen_at: datetime

    @property
    def taken_over(self) -> list[str]:
        """The answers that say now what was saved already."""
        return [d.label for d in self.differences if d.taken_over]

    @property
    def both(self) -> list[str]:
        """The answers that both changed."""
        return [d.label for d in self.differences if not d.taken_over]


@dataclass(frozen=True)
class _Answer:
    """One answer in its three versions."""

    name: str
    seen: Any
    theirs: Any
    mine: Any


def meet(form: forms.Form, row: PersonRow, seen_at: datetime, user: User) -> Meeting:
    """Bring what was saved meanwhile into *form*, which was sent with the version of *seen_at*."""
    saved: Any = type(row)._default_manager.get(pk=row.pk)
    seen = seen_version(saved, seen_at)
    columns, lists = _columns_shown(form, row), _lists(form, row)
    answers = [
        _Answer(
            name,
            _UNKNOWN if seen is None else value_in(seen, column),
            value_in(saved, column),
            form.cleaned_data.get(name),
        )
        for name, column in columns.items()
    ]
    news = _said_anew(form, set(columns), changed_columns(saved, seen))
    answers += [_Answer(c.name, _UNKNOWN, value_in(saved, c), mine) for c, mine in news]
    answers += _list_answers(form, lists)
    oneself = savers_since(saved, seen_at) == {user.pk}
    # Of what a list ticks the column says no more than the list.
    asked = set(columns) | (set(form.initial) - set(form.fields)) | {c.name for c, _mine in news}
    beside = [c for c in changed_columns(saved, seen) if c.name not in asked]
    # What the view read before the other save tells of no list after it: it is met once more.
    is_read_late = bool(lists) and row.updated_at != saved.updated_at
    return Meeting(
        said=last_saved(saved, by_oneself=oneself),
        by_oneself=oneself,
        differences=_merge(form, answers, by_oneself=oneself),
        beside=[(str(c.verbose_name), shown_in(saved, c)) for c in beside],
        why_not=_why_not(seen, shows_it=bool(columns or lists)),
        seen_at=seen_at if is_read_late else saved.updated_at,
    )


def lists_shown(form: forms.Form, row: PersonRow | None, *, anew: bool = False) -> str:
    """What a form carries of its lists: as it was sent, or *anew* as they are saved now."""
    lists = _lists(form, row) if row is not None else []
    if not lists:
        return ""
    if form.is_bound and not anew:
        return str(form.data.get(CARRIED, ""))
    return json.dumps({name: _keys(_initial(form, name)) for name in lists})


def _why_not(seen: Any, *, shows_it: bool) -> str:
    if not shows_it:
        return _(
            "Nothing was put together: this form notes something new, and shows nothing of what"
            " was saved. See whether it still holds."
        )
    if seen is None:
        return _("Nothing was put together: which version you had open is not known any more.")
    return ""


def last_saved(saved: Any, *, by_oneself: bool) -> str:
    """Who saved the row last and when, in a sentence: a colleague by name. Empty when unknown."""
    saver = saver_of(saved)
    if saver is None:
        return ""
    moment = timezone.localtime(saved.updated_at)
    words = {
        "who": str(saver),
        "day": date_format(moment, DAY),
        "time": at_oclock(moment.time()),
    }
    if by_oneself:
        return _("You saved it yourself in another window, %(day)s %(time)s.") % words
    return _("Last saved by %(who)s, %(day)s %(time)s.") % words


def _initial(form: forms.Form, name: str) -> Any:
    return form.get_initial_for_field(form.fields[name], name)


def _columns_shown(form: forms.Form, row: PersonRow) -> dict[str, Any]:
    """The columns that *form* begins with, as the view read them from *row*."""
    return {
        name: column
        for name, column in columns_of(row).items()
        if name in form.fields
        and name in form.initial
        and not form.fields[name].widget.is_hidden
        and _keys(_initial(form, name)) == _keys(value_in(row, column))
    }


def _said_anew(form: forms.Form, shown: set[str], changed: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Columns that the form asks anew each time (why a day is moved), and what was answered."""
    return [
        (column, form.cleaned_data[column.name])
        for column in changed
        if column.name in set(form.fields) - shown
        and not form.fields[column.name].widget.is_hidden
        and _keys(form.cleaned_data.get(column.name))
    ]


def _lists(form: forms.Form, row: PersonRow) -> list[str]:
    """The fields that tick several, and are no column of *row* by their name."""
    columns = columns_of(row)
    return [
        name
        for name, field in form.fields.items()
        if name not in columns
        and getattr(field.widget, "allow_multiple_selected", False)
        and _initial(form, name) is not None
    ]


def _list_answers(form: forms.Form, lists: list[str]) -> Iterator[_Answer]:
    """The ticks of each list, among those that it offers."""
    carried = carried_in(str(form.data.get(CARRIED, ""))) or {}
    data: Any = form.data
    for name in lists:
        offered = _offered(form.fields[name])
        seen = carried.get(name)
        yield _Answer(
            name,
            _UNKNOWN if seen is None else offered.intersection(seen),
            offered.intersection(_keys(_initial(form, name))),
            data.getlist(form.add_prefix(name)),
        )


def _merge(form: forms.Form, answers: Iterable[_Answer], *, by_oneself: bool) -> list[Difference]:
    """Put what only they changed into *form*, and mark the fields that both changed."""
    sent: Any = form.data
    data = sent.copy()
    found = []
    for answer in answers:
        seen = None if answer.seen is _UNKNOWN else _keys(answer.seen)
        theirs, mine = _keys(answer.theirs), _keys(answer.mine)
        if theirs in (mine, seen):
            continue
        field = form.fields[answer.name]
        is_taken = mine == seen and _is_offered(field, theirs)
        if is_taken:
            data.setlist(form.add_prefix(answer.name), _written(field, answer.theirs))
        words = (_words(field, answer.theirs), _words(field, answer.mine))
        found.append(Difference(str(field.label), *words, is_taken))
        if not is_taken:
            _mark(form, answer.name, found[-1], by_oneself=by_oneself)
    form.data = data
    return found


def _mark(form: forms.Form, name: str, clash: Difference, *, by_oneself: bool) -> None:
    field: Any = form.fields[name]
    field.clash = {"theirs": clash.theirs, "mine": clash.mine, "by_oneself": by_oneself}
    if not field.widget.use_fieldset:
        where = form[name].auto_id
        hint = f"{where}_helptext " if field.help_text else ""
        field.widget.attrs["aria-describedby"] = f"{hint}{where}_clash"


def _offered(field: Any) -> set[str]:
    """What *field* lets choose, by its codes."""
    codes: set[str] = set()
    for code, label in field.choices:
        grouped = label if isinstance(label, list | tuple) else [(code, label)]
        codes |= {str(one) for one, _label in grouped}
    return codes


def _is_offered(field: Any, keys: list[str]) -> bool:
    return not hasattr(field, "choices") or _offered(field).issuperset(keys)


def _keys(value: Any) -> list[str]:
    """*value* in a form in which the same is equal, wherever it comes from."""
    if value is None or value is False:
        return []
    if isinstance(value, list | tuple | set | models.QuerySet):
        return sorted(key for one in value for key in _keys(one))
    return [text for text in [_key(value)] if text]


def _key(value: Any) -> str:
    if value is True:
        return "on"
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value).replace("\r\n", "\n").strip()


def _written(field: Any, value: Any) -> list[str]:
    """*value* as the browser would send it."""
    if isinstance(value, bool | list | tuple | set):
        return _keys(value)
    shown = field.widget.format_value(field.prepare_value(value))
    return [str(one) for one in shown] if isinstance(shown, list) else [str(shown or "")]


def _words(field: Any, value: Any) -> str:
    """*value* as it is read. What the field does not offer the asking user is not told."""
    keys = _keys(value)
    if not keys:
        return "–"
    if hasattr(field, "choices"):
        return words_of(field, keys) if _is_offered(field, keys) else _("Not shown here")
    return _("Yes") if value is True else said(value)
