"""That somebody tried to reach a person who said yes, and nobody answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models import Unit, User
from casework.models.base import UuidModel
from casework.privacy import COUNTABLE, OPERATIONAL
from casework.said_dates import moment_in_words
from outreach.enums import SupportKind


class ContactAttempt(UuidModel):
    """One try. It holds nothing of the person, and outlives the contact details."""

    # No foreign key: the unit does not read the offer, which may also be taken back.
    offer_id = models.UUIDField()
    receiving_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    kind = models.CharField(_("support"), max_length=30, choices=SupportKind.choices)
    tried_at = models.DateTimeField(_("tried"), auto_now_add=True)
    tried_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-tried_at", "-id"]
        verbose_name = _("attempt to reach somebody")
        verbose_name_plural = _("attempts to reach somebody")
        indexes = [models.Index(fields=["offer_id", "-tried_at"], name="attempt_offer")]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"kind": COUNTABLE}

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {moment_in_words(self.tried_at)}"
