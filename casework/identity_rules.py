"""Whether a file may hold an identity at all. Who knows a reason against it registers a rule.

A board can decide that a kind of support is given without documenting who gets it. A rule gets the
file and yields sentences for the user; without any, an identity may be documented on a ground.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from casework.models import Person

Rule = Callable[[Person], Iterable[str]]
_rules: list[Rule] = []


def register(rule: Rule) -> None:
    """Add a rule. Called from an app's ``ready``."""
    if rule not in _rules:
        _rules.append(rule)


def refusals(person: Person) -> list[str]:
    """Why no identity may be documented in the file; empty when it may."""
    return [sentence for rule in _rules for sentence in rule(person)]
