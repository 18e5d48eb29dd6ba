"""``key_status``: which values lie under which wrapping key, and which keys may go."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casework.crypto import key_ids
from casework.queries.keys import Held, values_by_key


class Command(BaseCommand):
    """Counts sealed values by key. Exit code 1 when a key is missing."""

    help = "Which sealed values lie under which key of FIELD_KEYS, and which keys may be retired."

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and tell."""
        found = values_by_key()
        width = max((len(f"{held.table}.{held.column}") for held in found), default=0)
        for held in found:
            name = f"{held.table}.{held.column}"
            self.stdout.write(f"{name:{width}}  {held.count:>9}  {held.key_id}{_remark(held)}")
        used = {held.key_id for held in found}
        free = [key_id for key_id in key_ids()[1:] if key_id not in used]
        self.stdout.write(f"New values are sealed under: {key_ids()[0]}")
        self.stdout.write(f"Nothing lies under: {', '.join(free) or '–'}")
        missing = sorted({held.key_id for held in found if not held.is_known})
        if missing:
            raise CommandError(
                f"Missing in FIELD_KEYS: {', '.join(missing)}. What they seal can't be opened."
            )


def _remark(held: Held) -> str:
    if not held.is_known:
        return "  MISSING"
    if held.is_fixed and held.key_id != key_ids()[0]:
        return "  stays: what it was made of is not here"
    return ""
