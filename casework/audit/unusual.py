"""The rules of unusual reading, and where other floors add theirs or tell what the rules need.

A rule goes through one Swedish day of the log and says whose day somebody should look at. It judges
nobody: there may be a good reason, and a person decides. Nothing here tells of those met.

The rules run as ``ledljus_log_watch``. Whoever registers a rule or an answer lets that role read
what it asks, in a migration of its own, and nothing more.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.functional import Promise


@dataclass(frozen=True)
class Found:
    """Somebody's day. *facts* are numbers that explain why; *user_id* is ``None`` for nobody's."""

    user_id: uuid.UUID | None
    facts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """A kind of unusual reading. *why* says to the reviewer what may lie behind it.

    *ready* tells whether the rule has what it needs; one that has not is not shown either.
    """

    code: str
    words: str | Promise
    why: str | Promise
    find: Callable[[date], Iterable[Found]]
    ready: Callable[[], bool] = lambda: True


# What the numbers of a finding mean, by their names.
FACTS: dict[str, str | Promise] = {}
_rules: dict[str, Rule] = {}

# Who was at work between two moments, beside those whose unit never closes.
Presence = Callable[[datetime, datetime], set[uuid.UUID]]
# Of some objects, those that are files of a colleague.
ColleaguesFiles = Callable[[set[uuid.UUID]], set[uuid.UUID]]
# Of some objects, those that are closed, with the day.
Closings = Callable[[set[uuid.UUID]], Mapping[uuid.UUID, date]]

presence: list[Presence] = []
colleagues_files: list[ColleaguesFiles] = []
closings: list[Closings] = []


def register(rule: Rule) -> None:
    """Add a rule. Called from an app's ``ready``."""
    _rules[rule.code] = rule


def rules() -> list[Rule]:
    """The rules that have what they need, in the order in which they were added."""
    return [rule for rule in _rules.values() if rule.ready()]


def rule_words(code: str) -> str:
    """A rule's name; its code when the rule is no longer there."""
    rule = _rules.get(code)
    return str(rule.words) if rule is not None else code


def find_rule(code: str) -> Rule | None:
    """The rule with *code*, if there still is one."""
    return _rules.get(code)
