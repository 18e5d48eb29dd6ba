"""What can be proved beside the exact figures of an edition, as the audit found it."""

from __future__ import annotations

import json
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.crypto import seal_bytes, unseal_bytes
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL
from casework.sealed_columns import SealedBytesField
from reports.models.edition import Edition

# By figure: the least and the most people that it can leave out; no most, or nothing to say.
Rests = dict[uuid.UUID, tuple[int, int | None] | None]


class EditionRests(UuidModel):
    """For each exact figure of an edition's period, how many it leaves out; sealed in one piece.

    *basis* tells of which published editions and exact figures that was asked.
    """

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="rests")
    basis = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now=True)
    sealed_rests = SealedBytesField()

    class Meta:
        ordering = ["edition"]
        verbose_name = _("what exact figures leave out")
        verbose_name_plural = _("what exact figures leave out")

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return str(self.edition_id)

    @property
    def _place(self) -> str:
        return f"{self._meta.db_table}.sealed_rests:{self.pk}"

    def seal_rests(self, rests: Rests) -> None:
        """Keep *rests* so that they open only in this row."""
        text = json.dumps({str(figure): span for figure, span in rests.items()})
        self.seal_content(text.encode())

    def seal_content(self, content: bytes) -> None:
        """Keep *content* in the place of what was kept."""
        self.sealed_rests = seal_bytes(content, self._place)

    def open_content(self) -> bytes:
        """What is kept, as it was written."""
        return unseal_bytes(bytes(self.sealed_rests), self._place)

    def open_rests(self) -> Rests:
        """By figure, between which numbers it is."""
        return {
            uuid.UUID(figure): None if span is None else (span[0], span[1])
            for figure, span in json.loads(self.open_content()).items()
        }
