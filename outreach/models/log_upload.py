"""Earlier logs brought through the screen, sealed, until they are imported or expire."""

from __future__ import annotations

import json
import zlib
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.access.memberships import unit_ids
from casework.crypto import seal_bytes, unseal_bytes
from casework.enums import Role
from casework.models import Unit, User
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL
from casework.sealed_columns import SealedBytesField
from outreach.models.imported_log import ImportedLog

# How long an upload waits for its confirmation, and its result to be read.
KEPT = timedelta(hours=4)
# No sign of life for so long means that whoever worked on it is gone.
STALE = timedelta(minutes=2)


class LogUploadQuerySet(models.QuerySet["LogUpload"]):
    """Uploads by who may see them."""

    def visible_to(self, user: User) -> LogUploadQuerySet:
        """Those that *user* brought, for a unit that they still manage."""
        return self.filter(created_by_id=user.pk, unit__in=unit_ids(user, [Role.UNIT_MANAGER]))

    def without_files(self) -> LogUploadQuerySet:
        """Without loading what was uploaded."""
        return self.defer("sealed_shifts", "sealed_people")


class LogUpload(UuidModel):
    """Two files on their way in. They are sealed, and gone as soon as they are not needed."""

    class State(models.TextChoices):
        """Where an upload is on its way."""

        CHECKING = "checking", _("Being checked")
        FAULTY = "faulty", _("Has faults")
        READY = "ready", _("Ready to be imported")
        IMPORTING = "importing", _("Being imported")
        DONE = "done", _("Imported")
        FAILED = "failed", _("Stopped")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    name = models.CharField(_("name of the log"), max_length=200)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.CHECKING
    )
    shifts_name = models.CharField(max_length=100)
    people_name = models.CharField(max_length=100)
    sealed_shifts = SealedBytesField(null=True)
    sealed_people = SealedBytesField(null=True)
    # What was found: counts, and faults with what stood in the cells.
    sealed_preview = SealedBytesField(null=True)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    log = models.ForeignKey(ImportedLog, models.SET_NULL, null=True, related_name="+")
    added_shifts = models.PositiveIntegerField(default=0)
    added_people = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    # The last sign of life, from whoever queued it or works on it.
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("kept until"))

    objects = LogUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("uploaded log")
        verbose_name_plural = _("uploaded logs")
        constraints = [
            models.CheckConstraint(
                condition=Q(progress__lte=100), name="upload_progress_in_per_cent"
            ),
            # Nothing is kept that is not going to be read again.
            models.CheckConstraint(
                condition=Q(
                    state__in=["checking", "ready", "importing", "failed"],
                    sealed_shifts__isnull=False,
                    sealed_people__isnull=False,
                )
                | Q(state__in=["faulty", "done"], sealed_shifts=None, sealed_people=None),
                name="upload_files_while_needed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["importing", "done"]) | Q(confirmed_at__isnull=False),
                name="upload_imported_when_confirmed",
            ),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.name

    @property
    def is_working(self) -> bool:
        """Whether somebody should be working on it."""
        return self.state in (self.State.CHECKING, self.State.IMPORTING)

    def is_stalled(self, now: datetime) -> bool:
        """Whether whoever worked on it is gone, so that it may be started again."""
        return self.is_working and self.seen_at < now - STALE

    def seal_files(self, shifts: bytes, people: bytes) -> None:
        """Keep both files so that they open only in this row."""
        self.sealed_shifts = self._seal("sealed_shifts", shifts)
        self.sealed_people = self._seal("sealed_people", people)

    def open_files(self) -> tuple[bytes, bytes]:
        """Both files. Raises ``ValueError`` when they are gone."""
        if self.sealed_shifts is None or self.sealed_people is None:
            raise ValueError("The files of this upload are gone.")
        return (
            self._open("sealed_shifts", self.sealed_shifts),
            self._open("sealed_people", self.sealed_people),
        )

    def forget_files(self) -> None:
        """Let go of both files."""
        self.sealed_shifts = self.sealed_people = None

    def seal_preview(self, preview: dict[str, Any]) -> None:
        """Keep what was found."""
        self.sealed_preview = self._seal("sealed_preview", json.dumps(preview).encode())

    def open_preview(self) -> dict[str, Any]:
        """What was found; empty before the check is done."""
        if self.sealed_preview is None:
            return {}
        found: dict[str, Any] = json.loads(self._open("sealed_preview", self.sealed_preview))
        return found

    def _seal(self, column: str, content: bytes) -> bytes:
        return seal_bytes(zlib.compress(content), self._place(column))

    def _open(self, column: str, sealed: bytes | memoryview) -> bytes:
        return zlib.decompress(unseal_bytes(bytes(sealed), self._place(column)))

    def _place(self, column: str) -> str:
        return f"{self._meta.db_table}.{column}:{self.pk}"
