"""What tablets have sent: kept as it came until it is taken in or somebody has decided."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.crypto import SealedTextField
from casework.models import Unit, User
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL, SPECIAL
from outreach.models.tablet import Device
from outreach.tablet_enums import (
    ABOUT_SOMEBODY,
    LetGoReason,
    SyncReason,
    SyncState,
    TabletForm,
)

# The author decides alone for so long; then the manager of the unit may.
AUTHORS_OWN = timedelta(hours=72)


class SyncItemQuerySet(models.QuerySet["SyncItem"]):
    """Records from tablets by who may see them."""

    def visible_to(self, user: User) -> SyncItemQuerySet:
        """Those that *user* wrote, and what a unit that they manage has left lying."""
        from outreach.access import visible_sync_items

        return self.filter(visible_sync_items(user))

    def waiting_for_somebody(self) -> SyncItemQuerySet:
        """Those that somebody has to decide about."""
        return self.filter(state=SyncState.QUARANTINED)

    def without_content(self) -> SyncItemQuerySet:
        """Without loading what was sent."""
        return self.defer("sealed", "enc", "content")


class SyncItem(UuidModel):
    """One record as a tablet sealed it. The same record with other content is a row of its own.

    What was sealed goes when the record is taken in or let go: who it is about lies in one place.
    """

    # The record's own identifier, made on the tablet when its form was opened.
    record = models.UUIDField()
    sha256 = models.BinaryField(max_length=32)
    is_first = models.BooleanField(default=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    # Whose manager may decide in the end; nobody's when no unit is there for whom it is about.
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit")
    )
    device = models.ForeignKey(
        Device, models.PROTECT, null=True, related_name="+", verbose_name=_("tablet")
    )
    form = models.CharField(_("form"), max_length=20)
    form_version = models.PositiveIntegerField(default=1)
    corrects = models.UUIDField(null=True)
    key_id = models.CharField(max_length=20)
    # The exact text that was bound into the sealing.
    header = models.TextField()
    enc = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)
    # By the tablet's clock, which was ahead of ours by so much when it sent this.
    saved_at = models.DateTimeField(_("saved"))
    skew_seconds = models.IntegerField(default=0)
    received_at = models.DateTimeField(_("received"))
    state = models.CharField(
        _("state"), max_length=12, choices=SyncState.choices, default=SyncState.WAITING
    )
    reason = models.CharField(
        _("why it waits"), max_length=20, choices=SyncReason.choices, blank=True, default=""
    )
    # Its author has said that it is to be taken in, whoever sent it and from which tablet.
    is_vouched = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    # What it said, for whoever decides: only while it waits for that.
    content = SealedTextField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    let_go_why = models.CharField(
        _("why let go"), max_length=12, choices=LetGoReason.choices, blank=True, default=""
    )

    objects = SyncItemQuerySet.as_manager()

    class Meta:
        ordering = ["saved_at", "id"]
        verbose_name = _("record from a tablet")
        verbose_name_plural = _("records from tablets")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "sha256"], name="sync_item_once"),
            models.UniqueConstraint(
                fields=["record"], condition=Q(is_first=True), name="sync_item_first_of_its_record"
            ),
            # Nothing that waits is without what was sent, and nothing settled keeps it.
            models.CheckConstraint(
                condition=Q(
                    state__in=["waiting", "quarantined"], enc__isnull=False, sealed__isnull=False
                )
                | Q(state__in=["done", "let_go"], enc=None, sealed=None, content=None),
                name="sync_item_sealed_while_needed",
            ),
            models.CheckConstraint(
                condition=~Q(state="let_go")
                | (Q(settled_by__isnull=False, settled_at__isnull=False) & ~Q(let_go_why="")),
                name="sync_item_let_go_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="quarantined") | ~Q(reason=""), name="sync_item_waits_why"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["saved_at", "id"], name="sync_item_to_open", condition=Q(state="waiting")
            ),
            models.Index(
                fields=["author"], name="sync_item_to_decide", condition=Q(state="quarantined")
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"enc": SPECIAL, "sealed": SPECIAL, "content": SPECIAL}

    def __str__(self) -> str:
        return str(self.record)

    @property
    def form_name(self) -> str:
        """What it is, in words; the code where it is nothing that is known."""
        return str(TabletForm(self.form).label) if self.form in TabletForm else self.form

    @property
    def true_saved_at(self) -> Any:
        """When it was saved by our clock."""
        return self.saved_at - timedelta(seconds=self.skew_seconds)

    def said(self) -> dict[str, Any] | None:
        """What it said, where that was kept for whoever decides."""
        return json.loads(self.content) if self.content else None

    def tells_of_somebody(self) -> bool:
        """Whether it is about somebody who was met, was opened and has answers."""
        fields = (self.said() or {}).get("fields")
        return self.form in ABOUT_SOMEBODY and isinstance(fields, dict) and any(fields.values())
