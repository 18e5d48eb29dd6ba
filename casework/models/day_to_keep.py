"""Days that others decide and the work must keep: a placement or aid that ends, a court date."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.day_enums import GOES_ON, HAS_COME, NEEDS_REASON, STEPS, DayKind, DayState
from casework.models.person import PersonRow, PersonRowQuerySet
from casework.models.user import User
from casework.person_keys import PersonSealedTextField
from casework.privacy import IDENTIFYING, OPERATIONAL, SPECIAL


def _of_its_kind() -> Q:
    """Each outcome belongs to the kinds that the table names."""
    found = Q(state=DayState.WAITING)
    for step in STEPS:
        found |= Q(state=step.outcome, kind__in=step.kinds)
    return found


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class DayToKeep(PersonRow):
    """One day. Kind and day stay as they were written: another day is a row that follows.

    So a clock can't be silenced by moving its day quietly.
    """

    kind = models.CharField(_("what comes"), max_length=20, choices=DayKind.choices)
    day = models.DateField(_("day"))
    at_time = models.TimeField(_("time"), null=True, blank=True)
    decided_by = PersonSealedTextField(verbose_name=_("who decides, or which court"))
    remember = PersonSealedTextField(verbose_name=_("to remember"))
    reference = PersonSealedTextField(verbose_name=_("its reference"))
    state = models.CharField(
        _("how it came out"), max_length=10, choices=DayState.choices, default=DayState.WAITING
    )
    settled_at = models.DateTimeField(_("noted"), null=True, blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("noted by")
    )
    reason = PersonSealedTextField(verbose_name=_("why"))
    followed_by = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="follows",
        verbose_name=_("followed by"),
    )
    # Of the latest outcome that was noted by mistake; the earlier ones are in the history.
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    taken_back_why = PersonSealedTextField(verbose_name=_("why it was taken back"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["person", "day", "created_at", "id"]
        verbose_name = _("day to keep")
        verbose_name_plural = _("days to keep")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DayKind.values) & Q(state__in=DayState.values),
                name="day_words_known",
            ),
            models.CheckConstraint(
                condition=Q(at_time=None) | Q(kind=DayKind.COURT), name="day_time_of_court"
            ),
            models.CheckConstraint(condition=_of_its_kind(), name="day_outcome_of_its_kind"),
            models.CheckConstraint(
                condition=Q(state=DayState.WAITING, settled_at=None, settled_by=None, reason=None)
                | (
                    ~Q(state=DayState.WAITING)
                    & Q(settled_at__isnull=False, settled_by__isnull=False)
                ),
                name="day_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=NEEDS_REASON) | Q(reason__isnull=False),
                name="day_silenced_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HAS_COME) | Q(settled_at__date__gte=F("day")),
                name="day_had_come",
            ),
            models.CheckConstraint(
                condition=Q(state__in=GOES_ON, followed_by__isnull=False)
                | (~Q(state__in=GOES_ON) & Q(followed_by=None)),
                name="day_followed_by_new",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, taken_back_why=None)
                | Q(
                    taken_back_at__isnull=False,
                    taken_back_by__isnull=False,
                    taken_back_why__isnull=False,
                ),
                name="day_taken_back_why",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "kind": SPECIAL,
            "day": SPECIAL,
            "at_time": SPECIAL,
            "decided_by": IDENTIFYING,
            "remember": IDENTIFYING,
            "reference": IDENTIFYING,
            "state": SPECIAL,
            "settled_at": SPECIAL,
            "reason": IDENTIFYING,
            "taken_back_at": SPECIAL,
            "taken_back_why": IDENTIFYING,
        }

    def __str__(self) -> str:
        return self._timed(f"{self.get_kind_display()} {date_format(self.day, 'j F Y')}")

    @property
    def what_comes(self) -> str:
        """Its kind, and the time where it has one: for a place that tells the day beside."""
        return self._timed(self.get_kind_display())

    def _timed(self, what: str) -> str:
        if self.at_time is None:
            return what
        time = time_format(self.at_time, "H:i")
        return gettext("%(what)s at %(time)s") % {"what": what, "time": time}
