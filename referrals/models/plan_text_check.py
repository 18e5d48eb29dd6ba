"""That an authorised translator has checked the fixed texts of a language."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models import User
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL
from casework.said_dates import day_in_words


class PlanTextCheck(UuidModel):
    """One check of one wording, known by its digest. Added and never changed."""

    language = models.CharField(_("language"), max_length=5)
    digest = models.CharField(_("digest of the wording"), max_length=64)
    translator = models.CharField(_("authorised translator"), max_length=200)
    checked_on = models.DateField(_("checked on"))
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )

    class Meta:
        ordering = ["language", "-recorded_at", "id"]
        verbose_name = _("check of a translation")
        verbose_name_plural = _("checks of translations")
        constraints = [
            models.UniqueConstraint(fields=["language", "digest"], name="text_check_once")
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.language} {day_in_words(self.checked_on)}"
