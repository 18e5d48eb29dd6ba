"""What a report of concern says beside what was seen, so that nobody has to ring and ask first."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.crypto import SealedTextField
from casework.models.base import UuidModel
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from referrals.models.referral import Referral
from referrals.outside_enums import AtOnce, Guardians, Interpreting


class ConcernReport(UuidModel):
    """The facts of one report. Written with its draft, and as it was from the moment of sending."""

    referral = models.OneToOneField(
        Referral, models.CASCADE, related_name="concern", verbose_name=_("report of concern")
    )
    seen_on = models.DateField(_("when it was seen"))
    at_once = models.CharField(_("protection at once"), max_length=10, choices=AtOnce.choices)
    at_once_why = SealedTextField(verbose_name=_("why the child needs protection at once"))
    interpreter = models.CharField(_("interpreter"), max_length=10, choices=Interpreting.choices)
    language = SealedTextField(verbose_name=_("language"))
    guardians = models.CharField(_("the guardians"), max_length=15, choices=Guardians.choices)

    class Meta:
        verbose_name = _("report of concern")
        verbose_name_plural = _("reports of concern")
        constraints = [
            models.CheckConstraint(
                condition=Q(at_once__in=AtOnce.values)
                & Q(interpreter__in=Interpreting.values)
                & Q(guardians__in=Guardians.values),
                name="concern_words_known",
            ),
            models.CheckConstraint(
                condition=~Q(at_once=AtOnce.YES) | Q(at_once_why__isnull=False),
                name="concern_at_once_says_why",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "seen_on": SPECIAL,
            "at_once": COUNTABLE,
            "at_once_why": IDENTIFYING,
            "interpreter": COUNTABLE,
            "language": SPECIAL,
            "guardians": COUNTABLE,
        }

    def __str__(self) -> str:
        return str(self.pk)
