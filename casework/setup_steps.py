"""Sections of a city file that belong to an upper floor.

casework sets up the city but knows nothing of what stands above it. An upper app registers the
section that is its own from ``ready``; it is checked with the rest of the file before anything is
written, and applied in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casework.toml_table import TomlTable


@dataclass(frozen=True)
class Change:
    """One thing that setting up did. *what* is a model and a code, nothing about a person."""

    verb: str
    what: str


@dataclass(frozen=True)
class SetupStep:
    """A section of the file.

    *read* gets the whole file and the codes of its units, notes faults in it and returns the plan;
    *apply* carries the plan out and tells what it changed.
    """

    read: Callable[[TomlTable, frozenset[str]], Any]
    apply: Callable[[Any], list[Change]]


_steps: list[SetupStep] = []


def register(step: SetupStep) -> None:
    """Add a step. Called from an app's ``ready``."""
    if step not in _steps:
        _steps.append(step)


def registered_steps() -> tuple[SetupStep, ...]:
    """The steps in the order of their registration."""
    return tuple(_steps)
