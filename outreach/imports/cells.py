"""One cell at a time: its value in the codes used here, or a fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from outreach.enums import HomeKind
from outreach.imports.deviations import AgeLimits
from outreach.imports.faults import Expected, Faults
from outreach.imports.mapping import LogMapping
from outreach.imports.tables import Table

LONGEST_ID = 100
_EXAMPLE = date(2025, 1, 31)


@dataclass(frozen=True)
class Register:
    """What this installation knows: names and codes that a log may name.

    *districts* are by municipality; a municipality without any has no list to check against, and
    its districts are taken as written.
    """

    municipalities: frozenset[str]
    districts: Mapping[str, frozenset[str]]
    countries: frozenset[str]
    age_limits: AgeLimits


class Clocks:
    """Every minute of the day as the mapping's formats write it."""

    def __init__(self, formats: list[str]) -> None:
        self.times = {
            time(hour, minute).strftime(form): time(hour, minute)
            for form in reversed(formats)
            for hour in range(24)
            for minute in range(60)
        }
        self.examples = " / ".join(time(20, 5).strftime(form) for form in formats)


class Cells:
    """The cells of the current row. Every fault is added; a row that had one is left out.

    The values returned after a fault are of the right type and mean nothing.
    """

    def __init__(
        self, table: Table, mapping: LogMapping, register: Register, faults: Faults
    ) -> None:
        self.table = table
        self.mapping = mapping
        self.register = register
        self.faults = faults
        self.is_sound = True
        self.row = 0
        self._cells: list[str] = []
        self._days: dict[str, date | None] = {}

    @cached_property
    def _clocks(self) -> Clocks:
        return Clocks(self.mapping.time_formats)

    def begin(self, row: int, cells: list[str]) -> None:
        """Go to the next row."""
        self.row, self._cells, self.is_sound = row, cells, True

    def fault(self, field: str, expected: Expected, **details: object) -> None:
        """Add a fault at *field* of this row."""
        self.is_sound = False
        column = self.table.mapping.columns.get(field, "")
        self.faults.add(self.table.file, self.row, column, self.raw(field), expected, **details)

    def raw(self, field: str) -> str:
        """What stands in the cell, or what the mapping says that holds for every row."""
        place = self.table.positions.get(field)
        return self.table.mapping.fixed.get(field, "") if place is None else self._cells[place]

    def code(self, field: str) -> str:
        """The code for the word in the cell. A column that the log lacks gives no answer."""
        word = self.raw(field)
        values = self.mapping.values[field]
        code = values.get(word)
        if code is not None:
            return code
        if word or field in self.table.positions:
            self.fault(field, Expected.ONE_OF, values=" / ".join(w or "(–)" for w in values))
        return ""

    def codes(self, field: str) -> list[str]:
        """The codes for the words in a cell that holds a list."""
        word = self.raw(field)
        if not word:
            return []
        values = self.mapping.values[field]
        codes = []
        for part in word.split(self.mapping.list_separator):
            code = values.get(part.strip())
            if code is None:
                self.fault(field, Expected.ONE_OF, values=" / ".join(values))
                return []
            codes.append(code)
        return codes

    def day(self, field: str) -> date:
        """A date."""
        text = self.raw(field)
        if text not in self._days:
            self._days[text] = self._parsed_day(text)
        found = self._days[text]
        if found is None:
            forms = self.mapping.date_formats
            examples = " / ".join(_EXAMPLE.strftime(form) for form in forms)
            self.fault(field, Expected.DATE, examples=examples)
            return date.min
        return found

    def _parsed_day(self, text: str) -> date | None:
        for form in self.mapping.date_formats:
            try:
                day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
            # strptime takes "2025-1-2" for "%Y-%m-%d"; what is written otherwise is not guessed.
            if day.strftime(form) == text:
                return day
        return None

    def clock(self, field: str) -> time:
        """A time of day."""
        found = self._clocks.times.get(self.raw(field))
        if found is None:
            self.fault(field, Expected.TIME, examples=self._clocks.examples)
            return time.min
        return found

    def number(self, field: str, high: int, *, may_be_empty: bool = False) -> int | None:
        """A whole number from 0 to *high*."""
        text = self.raw(field)
        if not text and (may_be_empty or field not in self.table.positions):
            return None
        if text.isascii() and text.isdigit() and len(text) <= 6 and int(text) <= high:
            return int(text)
        self.fault(field, Expected.NUMBER, low=0, high=high)
        return None

    def text(self, field: str, longest: int, *, shortest: int = 0) -> str:
        """A name or an id, on one line."""
        text = self.raw(field)
        if not shortest <= len(text) <= longest or not (text.isprintable() or not text):
            self.fault(field, Expected.TEXT, low=shortest, high=longest)
            return ""
        return text

    def municipality(self, field: str) -> str:
        """The name of a municipality."""
        name = self._spelt(field, "municipalities")
        if name not in self.register.municipalities:
            self.fault(field, Expected.MUNICIPALITY)
        return name

    def home(self, field: str) -> tuple[str, str]:
        """Where a person lives: the kind, and the municipality when it is one."""
        code = self.mapping.values["home"].get(self.raw(field))
        if code is not None:
            return code, ""
        return HomeKind.MUNICIPALITY.value, self.municipality(field)

    def district(self, field: str, municipality: str) -> str:
        """A district, or nothing."""
        name = self._spelt(field, "districts")
        known = self.register.districts.get(municipality)
        if name and known and name not in known:
            self.fault(
                field,
                Expected.DISTRICT,
                municipality=municipality,
                values=" / ".join(sorted(known)),
            )
        return self.text(field, LONGEST_ID) and name

    def country(self, field: str) -> str:
        """A country code, or nothing."""
        code = self._spelt(field, "countries")
        if code and code not in self.register.countries:
            self.fault(field, Expected.COUNTRY)
        return code

    def _spelt(self, field: str, register: str) -> str:
        word = self.raw(field)
        return self.mapping.spellings[register].get(word, word)
