"""Rows of a file that may support a claim. Each part registers its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from casework.models import Person


@dataclass(frozen=True)
class Evidence:
    """One row. *label* tells it to somebody who may read the file."""

    kind: str
    row_id: uuid.UUID
    label: str


EvidenceSource = Callable[[Person], Iterable[Evidence]]
_sources: list[EvidenceSource] = []


def register(source: EvidenceSource) -> None:
    """Add a source. Called from an app's ``ready``."""
    if source not in _sources:
        _sources.append(source)


def evidence_for(person: Person) -> list[Evidence]:
    """Everything in the file that a claim may lean on."""
    return [item for source in _sources for item in source(person)]
