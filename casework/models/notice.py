"""What a colleague is told: a line on their page, and when it is urgent a letter saying less."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from casework.models.access_request import AccessRequest
from casework.models.base import UuidModel
from casework.models.emergency import EmergencyAccess
from casework.models.person import Person
from casework.models.user import User
from casework.notice_enums import NoticeKind
from casework.privacy import OPERATIONAL, SPECIAL


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by whom they are for."""

    def visible_to(self, user: User) -> NoticeQuerySet:
        """One's own alone."""
        return self.filter(user_id=user.pk)

    def unread(self) -> NoticeQuerySet:
        """Those that were not dealt with yet."""
        return self.filter(read_at=None)


class Notice(UuidModel):
    """One thing that one colleague is told. Its words follow from the kind: it holds none."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=30, choices=NoticeKind.choices)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    request = models.ForeignKey(
        AccessRequest, models.CASCADE, null=True, blank=True, related_name="+"
    )
    emergency = models.ForeignKey(
        EmergencyAccess, models.CASCADE, null=True, blank=True, related_name="+"
    )
    # A row of an upper floor, which knows its address (``casework/notice_links.py``).
    subject = models.UUIDField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["user", "-made_at"], name="notice_user"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"
            )
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"person": SPECIAL}

    def __str__(self) -> str:
        return self.get_kind_display()


class NoticeMailQuerySet(models.QuerySet["NoticeMail"]):
    """Letters by state."""

    def unsettled(self) -> NoticeMailQuerySet:
        """Those of which it is not known yet that they have gone, or may have."""
        return self.filter(sent_at=None, unsure_at=None)


class NoticeMail(models.Model):
    """The outbox: a letter about a notice that is still to go, or has gone, or may have.

    *under_way* from before the mail server is spoken to until it is known what came of it. A
    letter that may have gone (*unsure_at*) is never offered again.
    """

    notice = models.OneToOneField(Notice, models.CASCADE, primary_key=True, related_name="mail")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    tried_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(db_default=0)
    under_way = models.BooleanField(db_default=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    unsure_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeMailQuerySet.as_manager()

    class Meta:
        ordering = ["made_at"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(
                fields=["made_at"],
                condition=Q(sent_at=None, unsure_at=None),
                name="notice_mail_unsettled",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None, unsure_at=None)
                | Q(sent_at__isnull=False, unsure_at=None, under_way=False)
                | Q(sent_at=None, unsure_at__isnull=False, under_way=False),
                name="notice_mail_one_outcome",
            ),
            models.CheckConstraint(
                condition=Q(under_way=False) | Q(tried_at__isnull=False),
                name="notice_mail_begun_sometime",
            ),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return str(self.pk)
