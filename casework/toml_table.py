"""Reading a table of a TOML file written by hand: every fault found, none guessed at."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass
class TomlTable:
    """A table with its place in the file. Faults are collected, in words for the one who wrote it.

    Each getter returns an empty value after a fault, so that reading goes on to the next one.
    """

    values: dict[str, Any]
    place: str
    problems: list[str]
    known: set[str] = field(default_factory=set)

    def fault(self, key: str, expected: str) -> None:
        """Note that *key* is not what was expected."""
        name = f"{self.place}.{key}" if self.place else key
        if key in self.values:
            self.problems.append(f"{name}: expected {expected}, found {self.values[key]!r}")
        else:
            self.problems.append(f"{name}: missing, expected {expected}")

    def _get(self, key: str) -> Any:
        self.known.add(key)
        return self.values.get(key)

    def text(self, key: str, *, required: bool = True, longest: int = 200) -> str:
        """A text on one line."""
        value = self._get(key)
        if value is None and not required:
            return ""
        fits = isinstance(value, str) and value.strip() and "\n" not in value
        if not fits or len(value) > longest:
            self.fault(key, f"a text of at most {longest} characters on one line")
            return ""
        return str(value.strip())

    def code(self, key: str, *, longest: int = 50) -> str:
        """A short name for the program: small letters, digits and hyphens."""
        value = self._get(key)
        if not isinstance(value, str) or not CODE.fullmatch(value) or len(value) > longest:
            self.fault(
                key, f"a code of small letters a–z, digits and hyphens, at most {longest} long"
            )
            return ""
        return value

    def option(self, key: str, choices: Collection[str], otherwise: str) -> str:
        """One of *choices*, or *otherwise* when the key is left out."""
        return otherwise if key not in self.values else self.choice(key, choices)

    def choice(self, key: str, choices: Collection[str], expected: str = "") -> str:
        """One of *choices*, which *expected* describes where they are not to be listed."""
        value = self._get(key)
        if not isinstance(value, str) or value not in choices:
            self.fault(key, expected or "one of " + ", ".join(choices))
            return ""
        return value

    def number(self, key: str, lowest: int, highest: int) -> int | None:
        """A whole number, or ``None`` when the key is left out."""
        value = self._get(key)
        if value is None:
            return None
        # TOML's true is Python's True, which is a number there.
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            self.fault(key, f"a whole number from {lowest} to {highest}")
            return None
        return value

    def flag(self, key: str) -> bool:
        """``true`` or ``false``; left out means ``false``."""
        value = self._get(key)
        if value is not None and not isinstance(value, bool):
            self.fault(key, "true or false")
        return value is True

    def day(self, key: str, *, required: bool = True) -> date | None:
        """A date without quotes and without a time."""
        value = self._get(key)
        if value is None and not required:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self.fault(key, "a date without quotes, such as 2021-01-31")
            return None
        return value

    def period(self) -> tuple[date | None, date | None]:
        """``from`` and the optional ``to``, both included, in that order."""
        first, last = self.day("from"), self.day("to", required=False)
        if first and last and last < first:
            self.fault("to", f"a day not before {first}")
        return first, last

    def texts(
        self, key: str, choices: Collection[str] | None = None, *, required: bool = False
    ) -> list[str]:
        """A list of texts, each once; of *choices* where these are given."""
        value = self._get(key)
        if value is None and not required:
            return []
        expected = "a list of texts, each once"
        if choices is not None:
            expected = "a list of " + ", ".join(choices) if len(choices) < 20 else expected
        good = isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)
        if not good or len(set(value)) < len(value) or (required and not value):
            self.fault(key, expected)
            return []
        if choices is not None and any(v not in choices for v in value):
            self.fault(key, expected)
            return []
        return list(value)

    def table(self, key: str) -> TomlTable:
        """A table of its own; left out means empty."""
        value = self._get(key)
        if value is not None and not isinstance(value, dict):
            self.fault(key, f"a table [{key}]")
            value = None
        return TomlTable(value or {}, self._below(key), self.problems)

    def tables(self, key: str) -> list[TomlTable]:
        """An array of tables; left out means none."""
        value = self._get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            self.fault(key, f"tables [[{key}]]")
            return []
        return [
            TomlTable(v, f"{self._below(key)}[{number}]", self.problems)
            for number, v in enumerate(value, start=1)
        ]

    def _below(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def nothing_else(self) -> None:
        """Note every key that nobody asked for: most often a slip of the pen."""
        for key in self.values:
            if key not in self.known:
                self.problems.append(
                    f"{self._below(key)}: unknown; known here: {', '.join(sorted(self.known))}"
                )
