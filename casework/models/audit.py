"""The audit log."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.audit.events import event_choices
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL


class AuditEvent(UuidModel):
    """Who did or read what, when, on what ground and from where.

    No foreign keys: the log outlives what it tells of. No content: codes, counts and identifiers.
    """

    # The database's own clock, put in by a trigger: nobody dates an event back.
    at = models.DateTimeField(default=timezone.now)
    event = models.CharField(max_length=60, choices=event_choices)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=60, blank=True, default="")
    object_type = models.CharField(max_length=100, blank=True, default="")
    object_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    ground = models.CharField(max_length=200, blank=True, default="")
    address = models.CharField(max_length=45, blank=True, default="")
    reference = models.CharField(max_length=40, blank=True, default="")
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("event in the log")
        verbose_name_plural = _("events in the log")
        indexes = [
            models.Index(fields=["object_id", "at"], name="audit_object"),
            models.Index(fields=["actor_id", "at"], name="audit_actor"),
            models.Index(fields=["at"], name="audit_at"),
            # The log review looks for one kind of event among millions.
            models.Index(fields=["event", "at"], name="audit_event"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(actor_id__isnull=False) | ~models.Q(actor_name=""),
                name="audit_somebody_acted",
            )
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.event}"
