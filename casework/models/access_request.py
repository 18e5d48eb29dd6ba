"""Asking for access to a file that one may not see."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from casework.crypto import SealedTextField
from casework.models.base import UuidModel
from casework.models.organisation import Unit
from casework.models.person import Person
from casework.models.user import User
from casework.notice_enums import Answer
from casework.privacy import IDENTIFYING, OPERATIONAL, SPECIAL
from casework.said_dates import day_in_words


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    """Questions by who may see them."""

    def visible_to(self, user: User) -> AccessRequestQuerySet:
        """Those about files that *user* decides over. The asker reads theirs by a function."""
        from casework.access.requests import visible_requests

        return self.filter(visible_requests(user))

    def waiting(self) -> AccessRequestQuerySet:
        """Those that nobody has answered."""
        return self.filter(answer="")


class AccessRequest(UuidModel):
    """A question for access. Without *person* there is no such file, which the asker can't know.

    Written and answered by functions of the database alone (``casework/actions/asking.py``).
    """

    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="access_requests"
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    by_number = models.BooleanField(_("asked with a number"), default=False)
    reason = SealedTextField(verbose_name=_("why"))
    asked_at = models.DateTimeField(_("asked"), db_default=Now())
    answer = models.CharField(
        _("answer"), max_length=10, choices=Answer.choices, blank=True, default=""
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("question for access")
        verbose_name_plural = _("questions for access")
        indexes = [
            models.Index(fields=["asked_by", "asked_at"], name="access_request_asked_by"),
            models.Index(fields=["person"], condition=Q(answer=""), name="access_request_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | Q(
                    answer__in=Answer.values,
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    person__isnull=False,
                ),
                name="access_request_answer_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")),
                name="access_request_not_own_answer",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"person": SPECIAL, "reason": IDENTIFYING}

    def __str__(self) -> str:
        return day_in_words(self.asked_at)
