"""What was agreed at a meeting, frozen."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models.person import PersonRowQuerySet
from casework.person_keys import PersonSealedTextField
from casework.privacy import IDENTIFYING, OPERATIONAL, SPECIAL
from referrals.models.follow_up import FollowUp
from referrals.models.plan import PlanRow


class PlanVersion(PlanRow):
    """One version, as JSON under the file's key. Added and never changed."""

    number = models.PositiveSmallIntegerField(_("version"))
    agreed_on = models.DateField(_("agreed on"))
    follow_up = models.OneToOneField(
        FollowUp,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="version",
        verbose_name=_("follow-up"),
    )
    content = PersonSealedTextField(verbose_name=_("what was agreed"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "-number"]
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of a plan")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="version_numbered_once")
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"agreed_on": SPECIAL, "content": IDENTIFYING}

    def __str__(self) -> str:
        return str(self.number)

    @property
    def agreed(self) -> dict[str, Any]:
        """What was agreed, opened."""
        found: dict[str, Any] = json.loads(self.content or "{}")
        return found
