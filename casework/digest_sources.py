"""What keyed digests were made of, so that a new key makes them anew."""

from __future__ import annotations

from collections.abc import Iterable

from casework.models import Identifier, Identity, NamePart
from casework.name_parts import name_parts
from casework.sealed_columns import Source, remake_digests


def number_contents(row: Identifier) -> Iterable[bytes]:
    """The twelve digits, as they are kept."""
    return [row.value.encode()]


def name_contents(row: NamePart) -> Iterable[bytes]:
    """Every part of the names in the file; the one that was digested is among them."""
    identity = Identity.objects.filter(person_id=row.person_id).first()
    if identity is None:
        return []
    names = (identity.given_name or "", identity.family_name or "")
    return [part.encode() for part in name_parts(*names)]


def register() -> None:
    """Tell the rotation. Called when the apps are ready."""
    remake_digests("casework.Identifier", Source(number_contents, ("person", "value")))
    remake_digests("casework.NamePart", Source(name_contents, ("person",)))
