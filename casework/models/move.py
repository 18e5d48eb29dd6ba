"""Asking another municipality to take over a case, in writing."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.enums import MoveAnswer
from casework.models.person import PersonRow, PersonRowQuerySet
from casework.models.place import Municipality
from casework.months import month_later
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from casework.said_dates import day_in_words


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class MoveRequest(PersonRow):
    """A written request to move the case, answered within a month or passed on for decision.

    Until it is answered with yes, the responsibility stays where it is.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("municipality asked")
    )
    why = PersonSealedTextField(verbose_name=_("why the case should move"))
    sent_on = models.DateField(_("sent"))
    due_on = models.DateField(_("answer due"))
    answer = models.CharField(
        _("answer"), max_length=12, choices=MoveAnswer.choices, blank=True, default=""
    )
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    answer_note = PersonSealedTextField(verbose_name=_("what they answered"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_on", "-id"]
        verbose_name = _("request to move a case")
        verbose_name_plural = _("requests to move a case")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None)
                | (~Q(answer="") & Q(answered_on__gte=F("sent_on"))),
                name="move_answer_has_day",
            ),
            models.CheckConstraint(condition=Q(due_on__gt=F("sent_on")), name="move_due_later"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(answer=""), name="move_one_at_a_time"
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "municipality": SPECIAL,
            "why": IDENTIFYING,
            "answer": COUNTABLE,
            "answer_note": IDENTIFYING,
        }

    def __str__(self) -> str:
        return f"{self.municipality} {day_in_words(self.sent_on)}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Save with the day on which the answer is due: within a month."""
        self.due_on = month_later(self.sent_on)
        super().save(*args, **kwargs)  # type: ignore[arg-type]
