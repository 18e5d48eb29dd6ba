"""Which file a referral that told of nobody led to, once its receiver had met the person."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models import PersonRow, PersonRowQuerySet
from casework.privacy import OPERATIONAL, SPECIAL
from referrals.models.referral import Referral


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class ReferralFile(PersonRow):
    """A referral without a file that turned out to be about the person of one.

    Seen by whoever sees the file: the sender, who asked for somebody unknown, learns nothing. A
    referral may stand in more than one file: a limit of one would tell that there is another.
    """

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="+")

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("referral of a file")
        verbose_name_plural = _("referrals of files")
        constraints = [
            models.UniqueConstraint(fields=["referral", "person"], name="referral_file_once_a_file")
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"referral": SPECIAL}

    def __str__(self) -> str:
        return str(self.pk)
