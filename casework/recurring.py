"""Lists of pages that are opened all day, compiled once and asked for with the keys of each page.

Django compiles a query anew each time, and those of a file's first page took longer to compile than
the database took to answer. Their words are the same in every file. So they are made once a day for
a user and a file that are nobody's; where the key of one of these stands, the page's own is sent.

What a process keeps is SQL and codes: no row, nobody's key, and no decision about who sees what,
which the database makes each time from the keys that it is sent.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, NoReturn

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from casework.models import Person, User
from casework.together import Asked, Compiled, Lists, compiled, read_asked

# Makes lists from the keys of a user and a file, and from the day. It is called with two that have
# nothing but their keys, asks the database for nothing, and depends on no other moment.
Asks = Callable[[User, Person], Lists]
Read = list[list[Any]]


class _Key(Enum):
    """The keys that the page's own take the place of. No row has such a one."""

    USER = uuid.UUID(int=1)
    PERSON = uuid.UUID(int=2)


@dataclass(frozen=True)
class _Recurring:
    """One list, compiled, and what it sends: constants, and where which key stands."""

    made: Compiled
    params: tuple[Any, ...]

    def asked(self, keys: dict[_Key, uuid.UUID], rows: list[Any]) -> Asked:
        """The list for *keys*; what is read is put into *rows*."""
        made = self.made
        return Asked(
            made.column,
            [keys[value] if isinstance(value, _Key) else value for value in self.params],
            made.natives,
            lambda given: rows.extend(made.objects(given)),
        )


_kept: dict[Asks, tuple[date, list[_Recurring | None]]] = {}


def read_recurring(
    user: User, asks: Sequence[Asks], *, person_id: uuid.UUID | None = None
) -> list[Read]:
    """The lists of each of *asks*, all read in one statement.

    *person_id* is the file that they are about, where they are about one.
    """
    keys = {_Key.USER: user.pk}
    if person_id is not None:
        keys[_Key.PERSON] = person_id
    read: list[Read] = []
    asked: list[Asked] = []
    for ask in asks:
        lists = _lists_of(ask)
        read.append([[] for _ in lists])
        asked += [
            one.asked(keys, rows)
            for one, rows in zip(lists, read[-1], strict=True)
            if one is not None
        ]
    read_asked(asked)
    return read


def _lists_of(ask: Asks) -> list[_Recurring | None]:
    """The lists of *ask* as they are today; ``None`` for one that there can be nothing in."""
    # Read before they are made: what is made at midnight is made anew.
    today = timezone.localdate()
    day, lists = _kept.get(ask, (None, []))
    if day != today:
        user, person = _bare(User, _Key.USER), _bare(Person, _Key.PERSON)
        with connection.execute_wrapper(_refuse):
            lists = [_recurring(compiled(rows)) for rows in ask(user, person)]
        _kept[ask] = (today, lists)
    return lists


def _bare(model: type[Model], key: _Key) -> Any:
    """A row with nothing but its key: to read any more of it would ask the database."""
    return model.from_db(connection.alias, ["id"], [key.value])


def _refuse(*_: Any) -> NoReturn:
    raise RuntimeError("What is compiled once holds nothing that the database said.")


def _recurring(made: Compiled | None) -> _Recurring | None:
    if made is None:
        return None
    if any(str(key.value) in made.column or key.value.hex in made.column for key in _Key):
        raise TypeError("A key stands in the words, where no other can take its place.")
    return _Recurring(made, tuple(_kept_value(value) for value in made.params))


def _kept_value(value: Any) -> Any:
    """A constant, or which key is to be put in. Raises ``TypeError`` for what may be neither."""
    if isinstance(value, uuid.UUID):
        return _key_in(value)
    if isinstance(value, list):
        return [_constant(one) for one in value]
    return _constant(value)


def _key_in(value: uuid.UUID) -> _Key:
    try:
        return _Key(value)
    except ValueError:
        raise TypeError("A key of one row would be asked for in every file.") from None


def _constant(value: Any) -> Any:
    # A day is today's or follows from it; a moment would stay that of the first page.
    if isinstance(value, datetime) or not isinstance(value, str | int | date | None):
        raise TypeError(f"What is compiled once can't keep a {type(value).__name__}.")
    return value
