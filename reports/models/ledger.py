"""The one ledger of the substitute sets, sealed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.crypto import seal, seal_bytes, unseal, unseal_bytes
from casework.privacy import OPERATIONAL, SPECIAL
from casework.sealed_columns import SealedBytesField

# A second ledger for the same people would be a redraw, and a redraw leaks.
THE_ONE = 1


class DisclosureLedger(models.Model):
    """What was drawn and published, and the key of the noise. There is one row for ever.

    ``ledljus_releaser`` alone reads it; nobody deletes it. *version* tells whoever computed outside
    a transaction that somebody else has drawn meanwhile.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    sealed = SealedBytesField()
    sealed_key = SealedBytesField()
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("ledger of the substitute sets")
        verbose_name_plural = _("ledgers of the substitute sets")
        constraints = [
            models.CheckConstraint(condition=Q(id=THE_ONE), name="ledger_is_the_only_one")
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"sealed": SPECIAL, "sealed_key": SPECIAL}

    def __str__(self) -> str:
        return str(self.pk)

    def _place(self, column: str) -> str:
        return f"{self._meta.db_table}.{column}:{self.pk}"

    def seal_content(self, text: str) -> None:
        """Keep *text* so that it opens only here."""
        self.sealed = seal(text, self._place("sealed"))

    def open_content(self) -> str:
        """What :meth:`seal_content` kept."""
        return unseal(bytes(self.sealed), self._place("sealed"))

    def seal_key(self, key: bytes) -> None:
        """Keep the key of the noise."""
        self.sealed_key = seal_bytes(key, self._place("sealed_key"))

    def open_key(self) -> bytes:
        """The key of the noise."""
        return unseal_bytes(bytes(self.sealed_key), self._place("sealed_key"))
