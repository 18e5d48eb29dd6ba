"""Opening and writing the one ledger. Parts of actions, in their transaction; each is logged.

Both take on the releaser, who alone may. What is opened lives as long as the work on it: nobody
keeps it, hands it on or writes it anywhere.
"""

from __future__ import annotations

import json
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused
from casework.actors import RELEASER, acting_as
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from reports.disclosure.ledger import Ledger
from reports.disclosure.rows import Row
from reports.models import DisclosureLedger
from reports.models.ledger import THE_ONE

KEY_BYTES = 32


@dataclass
class Opened:
    """The ledger as it was read: *frozen* are rows that wait for their draw, by edition."""

    ledger: Ledger
    key: bytes = field(repr=False)
    version: int
    frozen: dict[str, list[Any]] = field(default_factory=dict, repr=False)

    def freeze(self, edition_id: uuid.UUID, universe: str, rows: list[Row]) -> None:
        """Keep *rows* for the draw of *universe*: whatever happens, it is drawn from these."""
        kept = [[row.ref, row.leaf, row.values] for row in rows]
        self.frozen[_mark(edition_id, universe)] = kept

    def destroy(self, period: str) -> None:
        """Destroy the material of *period* and the key of the noise that it was drawn with."""
        self.ledger.destroy(period)
        self.key = secrets.token_bytes(KEY_BYTES)

    def forget(self, edition_id: uuid.UUID, universe: str = "") -> bool:
        """Drop the rows that wait for a draw, of *universe* or of all; whether there were any."""
        gone = [mark for mark in self.frozen if mark.startswith(_mark(edition_id, universe))]
        for mark in gone:
            del self.frozen[mark]
        return bool(gone)

    def rows(self, edition_id: uuid.UUID, universe: str) -> list[Row] | None:
        """The rows that were kept for the draw of *universe*."""
        kept = self.frozen.get(_mark(edition_id, universe))
        if kept is None:
            return None
        return [
            Row(ref, leaf, {c: v if isinstance(v, str) else tuple(v) for c, v in values.items()})
            for ref, leaf, values in kept
        ]

    def as_text(self) -> str:
        """Everything but the key, to be sealed."""
        return json.dumps({"ledger": self.ledger.to_json(), "frozen": self.frozen})


def _mark(edition_id: uuid.UUID, universe: str) -> str:
    return f"{edition_id}:{universe}"


def open_ledger(*, why: str) -> Opened:
    """Open the ledger until the transaction ends, begun where there is none. *why* is logged."""
    with acting_as(RELEASER):
        rows = DisclosureLedger.objects.select_for_update()
        row = rows.filter(pk=THE_ONE).first()
        if row is None:
            # Of two that begin it at once, one does; the other waits and reads what it made.
            DisclosureLedger.objects.bulk_create([_begun()], ignore_conflicts=True)
            row = rows.get(pk=THE_ONE)
        content = json.loads(row.open_content())
        record(FigureEvent.LEDGER_OPENED, by=RELEASER, why=why, version=row.version)
        ledger = Ledger.from_json(content["ledger"])
        return Opened(ledger, row.open_key(), row.version, content["frozen"])


def save_ledger(opened: Opened, *, why: str) -> None:
    """Write what became of *opened*. Raises :class:`ActionRefused` where somebody was faster."""
    with acting_as(RELEASER):
        row = DisclosureLedger(pk=THE_ONE)
        row.seal_content(opened.as_text())
        row.seal_key(opened.key)
        written = DisclosureLedger.objects.filter(pk=THE_ONE, version=opened.version).update(
            sealed=row.sealed,
            sealed_key=row.sealed_key,
            version=opened.version + 1,
            changed_at=timezone.now(),
        )
        if not written:
            raise ActionRefused(_("Another edition was made at the same time. Try again."))
        opened.version += 1
        record(FigureEvent.LEDGER_CHANGED, by=RELEASER, why=why, version=opened.version)


def _begun() -> DisclosureLedger:
    row = DisclosureLedger(pk=THE_ONE)
    key = secrets.token_bytes(KEY_BYTES)
    row.seal_key(key)
    row.seal_content(Opened(Ledger(secrets.randbits(63)), key, 0).as_text())
    return row
