"""Files that belong to a person's file, sealed with its key."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.journal_enums import AttachmentRemoval, AttachmentType
from casework.models.note import Note
from casework.models.person import PersonRow, PersonRowQuerySet
from casework.models.user import User
from casework.person_keys import PersonSealedBytesField, PersonSealedTextField
from casework.privacy import IDENTIFYING, OPERATIONAL, SPECIAL


class Attachment(PersonRow):
    """One file, of a note or of the person's file as a whole. Removing destroys name and content.

    No history is kept of it: what is destroyed must leave no copy.
    """

    note = models.ForeignKey(
        Note,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("note"),
    )
    name = PersonSealedTextField(verbose_name=_("file name"))
    content = PersonSealedBytesField(verbose_name=_("content"))
    type = models.CharField(_("kind of file"), max_length=10, choices=AttachmentType.choices)
    size = models.PositiveIntegerField(_("size"))
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("removed by")
    )
    removed_reason = models.CharField(
        _("why removed"), max_length=20, choices=AttachmentRemoval.choices, blank=True, default=""
    )

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [models.Index(fields=["person", "-created_at"], name="attachment_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(type__in=AttachmentType.values), name="attachment_type_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    removed_at=None,
                    removed_by=None,
                    removed_reason="",
                    name__isnull=False,
                    content__isnull=False,
                )
                | Q(
                    removed_at__isnull=False,
                    removed_by__isnull=False,
                    removed_reason__in=AttachmentRemoval.values,
                    name=None,
                    content=None,
                ),
                name="attachment_removed_is_destroyed",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"name": IDENTIFYING, "content": IDENTIFYING, "type": SPECIAL}

    def __str__(self) -> str:
        return self.get_type_display()
