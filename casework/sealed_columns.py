"""Which columns hold something under a key of ``FIELD_KEYS``: found in the models, never listed.

The marks below are plain bytes to the schema. They tell what lies there, so that a new wrapping key
reaches it (``casework/actions/keys.py``) and a test finds a column that nobody has told about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from casework.crypto import SealedTextField
from casework.person_keys import PersonSealedTextField


class _MarkedBytes(models.BinaryField):  # type: ignore[type-arg]
    """Bytes with a meaning that the schema does not need to know."""

    def deconstruct(self) -> Any:
        """As the plain field: marking one is no migration."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs


class SealedBytesField(_MarkedBytes):
    """What ``casework.crypto.seal_bytes`` made: a data key wrapped by a key of ``FIELD_KEYS``."""


class DigestField(_MarkedBytes):
    """A keyed digest of ``casework.crypto.Digester`` for *purpose*."""

    def __init__(self, *args: Any, purpose: str = "", **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def clone(self) -> DigestField:
        """A copy that keeps the purpose, which the migrations do not know."""
        copy = super().clone()
        assert isinstance(copy, DigestField)
        copy.purpose = self.purpose
        return copy


Contents = Callable[[Any], Iterable[bytes]]


@dataclass(frozen=True)
class Source:
    """What the digest of a row may have been made of, from the columns that *reads* names."""

    contents: Contents
    reads: tuple[str, ...]


_sources: dict[str, Source] = {}


def remake_digests(label: str, source: Source) -> None:
    """Tell how the digest of a row of the model *label* is made anew. Called from ``ready``.

    A digest whose content can't be read again stays under its key.
    """
    _sources[label] = source


@dataclass(frozen=True)
class SealedTable:
    """A table with values under a wrapping key of their own."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """The table's own name."""
        return self.model._meta.db_table

    @property
    def pk(self) -> str:
        """The column that its rows are told apart by."""
        return str(self.model._meta.pk.column)


@dataclass(frozen=True)
class DigestColumn:
    """A column of keyed digests, and how they are made anew where that can be done."""

    model: type[models.Model]
    column: str
    purpose: str
    source: Source | None

    @property
    def rows(self) -> models.QuerySet[Any]:
        """All rows that the acting role sees."""
        rows: models.QuerySet[Any] = self.model._meta.base_manager.all()
        return rows

    @property
    def name(self) -> str:
        """The name of its table."""
        return self.model._meta.db_table


def is_wrapped(field: Any) -> bool:
    """Whether each value of *field* stands beside a data key that a wrapping key wraps."""
    if isinstance(field, PersonSealedTextField):
        return False
    return isinstance(field, SealedTextField | SealedBytesField)


def sealed_tables() -> list[SealedTable]:
    """Every table that a new wrapping key concerns, history included, in the order of its name."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        columns = tuple(str(f.column) for f in model._meta.local_concrete_fields if is_wrapped(f))
        if columns:
            found.append(SealedTable(model, columns))
    return sorted(found, key=lambda table: table.name)


def digest_columns() -> list[DigestColumn]:
    """Every column of keyed digests."""
    return [
        DigestColumn(model, str(field.column), field.purpose, _sources.get(model._meta.label))
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if isinstance(field, DigestField)
    ]
