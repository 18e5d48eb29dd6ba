"""Why an identity may not be documented in a file. Each part registers its rule.

A rule gets the file and gives sentences for the user, or nothing. Whoever adds an identity asks
here first; the rules know nothing of each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from casework.models import Person

IdentityRule = Callable[[Person], Iterable[str]]
_rules: list[IdentityRule] = []


def register(rule: IdentityRule) -> None:
    """Add a rule. Called from an app's ``ready``."""
    if rule not in _rules:
        _rules.append(rule)


def refusals(person: Person) -> list[str]:
    """The sentences that forbid an identity in the file of *person*; empty when it may be added."""
    return [sentence for rule in _rules for sentence in rule(person)]
