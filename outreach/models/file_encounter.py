"""Which encounters a file began with or has met since."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models import PersonRow, PersonRowQuerySet, Unit
from casework.privacy import OPERATIONAL, SPECIAL
from outreach.models.encounter import Encounter


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class FileEncounter(PersonRow):
    """An encounter that was with the person of a file. Seen by whoever sees the file.

    An encounter may stand in more than one file: a limit of one would tell that there is another.
    *met_at* and *unit* are for readers of the file whose unit does not read the encounter itself.
    """

    encounter = models.ForeignKey(Encounter, models.PROTECT, related_name="+")
    met_at = models.DateTimeField(_("met"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("met by"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["-met_at", "id"]
        verbose_name = _("encounter of a file")
        verbose_name_plural = _("encounters of files")
        constraints = [
            models.UniqueConstraint(
                fields=["encounter", "person"], name="file_encounter_once_a_file"
            )
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"encounter": SPECIAL, "met_at": SPECIAL}

    def __str__(self) -> str:
        return str(self.pk)
