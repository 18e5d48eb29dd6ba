"""What is wrong with a log: where, what stands there and what was expected.

A fault holds what stood in a cell. It is shown to whoever brought the file and to nobody else:
never in a log file, never in the audit log.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# So many are kept with their place; all are counted.
LISTED = 10_000
_SHOWN_VALUE = 80


class Expected(StrEnum):
    """What should have stood there. The words are in :data:`SENTENCES`."""

    FILE = "file"
    ONE_FILE = "one_file"
    TABLE = "table"
    EXCEL = "excel"
    SMALLER = "smaller"
    FEWER_ROWS = "fewer_rows"
    ENCODING = "encoding"
    SEPARATOR = "separator"
    QUOTES = "quotes"
    COLUMN = "column"
    COLUMN_ONCE = "column_once"
    CELLS = "cells"
    ROWS = "rows"
    ONE_OF = "one_of"
    DATE = "date"
    TIME = "time"
    END = "end"
    NUMBER = "number"
    TEXT = "text"
    ID_ONCE = "id_once"
    SHIFT = "shift"
    MUNICIPALITY = "municipality"
    DISTRICT = "district"
    COUNTRY = "country"
    ANSWERS = "answers"
    OFFER_ONCE = "offer_once"
    SAME_CONTENT = "same_content"
    WITHIN_SHIFT = "within_shift"
    PAST_DAY = "past_day"
    KNOWN_COLUMN = "known_column"
    ONE_SHEET = "one_sheet"


SENTENCES: dict[Expected, str | Promise] = {
    Expected.FILE: _("a file %(names)s"),
    Expected.ONE_FILE: _("only one of %(names)s"),
    Expected.TABLE: _("a table, as .csv or .xlsx"),
    Expected.EXCEL: _("a file that can be read as Excel"),
    Expected.SMALLER: _("at most %(megabytes)s MB"),
    Expected.FEWER_ROWS: _("at most %(rows)s rows"),
    Expected.ENCODING: _("text in the encoding %(encoding)s"),
    Expected.SEPARATOR: _("cells with “%(separator)s” between them"),
    Expected.QUOTES: _("quotation marks in pairs"),
    Expected.COLUMN: _("the column “%(column)s”"),
    Expected.COLUMN_ONCE: _("each column once"),
    Expected.CELLS: _("%(count)s cells in the row"),
    Expected.ROWS: _("at least one row below the header"),
    Expected.ONE_OF: _("one of: %(values)s"),
    Expected.DATE: _("a date that exists, written as %(examples)s"),
    Expected.TIME: _("a time, written as %(examples)s"),
    Expected.END: _("a time after the start"),
    Expected.NUMBER: _("a whole number from %(low)s to %(high)s"),
    Expected.TEXT: _("text of %(low)s to %(high)s characters, on one line"),
    Expected.ID_ONCE: _("an id that stands once; it is also in row %(row)s"),
    Expected.SHIFT: _("an id that stands in %(file)s"),
    Expected.MUNICIPALITY: _("the name of a Swedish municipality"),
    Expected.DISTRICT: _("a district of %(municipality)s: %(values)s"),
    Expected.COUNTRY: _("a country code of two letters (ISO 3166-1), or nothing"),
    Expected.ANSWERS: _("%(count)s answers, one for each offer"),
    Expected.OFFER_ONCE: _("each kind of support once"),
    Expected.SAME_CONTENT: _("the content that the row had when it was imported"),
    Expected.WITHIN_SHIFT: _("a time within the shift (%(start)s–%(end)s)"),
    Expected.PAST_DAY: _("a day that has been"),
    Expected.KNOWN_COLUMN: _("a column that the mapping names; this one is not read"),
    Expected.ONE_SHEET: _("one sheet; only the first is read"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. *row* is the line or sheet row, counted from 1 with the header; 0 is the file."""

    file: str
    row: int
    column: str
    value: str
    expected: Expected
    details: tuple[tuple[str, str], ...] = ()

    @property
    def sentence(self) -> str:
        """What was expected, in the language of the reader."""
        return str(SENTENCES[self.expected]) % dict(self.details)

    def as_data(self) -> list[Any]:
        """The fault as JSON can keep it."""
        return [self.file, self.row, self.column, self.value, self.expected.value, self.details]

    @classmethod
    def from_data(cls, data: list[Any]) -> Fault:
        """The fault that :meth:`as_data` gave."""
        file, row, column, value, expected, details = data
        return cls(file, row, column, value, Expected(expected), tuple((k, v) for k, v in details))


@dataclass
class Faults:
    """Every fault counted, the first :data:`LISTED` kept."""

    listed: list[Fault] = field(default_factory=list)
    # By file, column and what was expected.
    counts: Counter[tuple[str, str, Expected]] = field(default_factory=Counter)

    def add(
        self,
        file: str,
        row: int,
        column: str,
        value: object,
        expected: Expected,
        /,
        **details: object,
    ) -> None:
        """Count a fault, and keep it while there is room."""
        self.counts[file, column, expected] += 1
        if len(self.listed) < LISTED:
            text = str(value)
            if len(text) > _SHOWN_VALUE:
                text = text[: _SHOWN_VALUE - 1] + "…"
            kept = tuple((key, str(detail)) for key, detail in details.items())
            self.listed.append(Fault(file, row, column, text, expected, kept))

    @property
    def total(self) -> int:
        """How many there are, listed or not."""
        return sum(self.counts.values())

    def __bool__(self) -> bool:
        return bool(self.counts)


@dataclass
class Findings:
    """What a log is refused for, and what it is only worth looking at."""

    faults: Faults = field(default_factory=Faults)
    warnings: Faults = field(default_factory=Faults)
