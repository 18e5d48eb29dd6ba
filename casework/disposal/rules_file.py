"""The dated rules of disposal, read from ``casework/data/disposal_rules.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from casework.disposal.rules import Rules
from casework.disposal.words import ANONYMOUS_CONTACT
from casework.enums import PersonRole

FILE = Path(__file__).resolve().parents[1] / "data" / "disposal_rules.toml"
KINDS = {*PersonRole.values, ANONYMOUS_CONTACT}
SETS = {"about", "research_counties", "research_municipalities", "research_birth_days"}


@dataclass(frozen=True)
class RuleBook:
    """All rules by date, and the city's own period of regret."""

    rules: tuple[Rules, ...]
    regret: timedelta


def read_rules(path: Path) -> RuleBook:
    """The rules in *path*. Raises ``ValueError`` with the place of a fault."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        rules = tuple(_rules(table) for table in content["rules"])
        regret = timedelta(days=int(content["process"]["regret_days"]))
    except (KeyError, TypeError) as fault:
        raise ValueError(f"{path.name}: {fault}") from fault
    starts = [(about, r.valid_from) for r in rules for about in r.about]
    if len(set(starts)) != len(starts) or not rules:
        raise ValueError(f"{path.name}: each table of rules begins on a day of its own.")
    kinds = {about for about, _start in starts}
    if kinds != KINDS:
        wrong = ", ".join(sorted(kinds ^ KINDS))
        raise ValueError(f"{path.name}: “about” names every kind of file and no other: {wrong}.")
    return RuleBook(rules, regret)


def _rules(table: dict[str, Any]) -> Rules:
    values: dict[str, Any] = {k: frozenset(v) if k in SETS else v for k, v in table.items()}
    return Rules(**values)


@cache
def rule_book() -> RuleBook:
    """The rules of this installation."""
    return read_rules(FILE)
