"""The return programme: dated steps, one after another."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.person import PersonRow, PersonRowQuerySet
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from casework.trafficking.enums import ReturnState

# The day that each step is dated by, in the order of the steps.
DAYS = {
    ReturnState.INFORMED: "informed_on",
    ReturnState.CONSENTED: "consented_on",
    ReturnState.APPLIED: "applied_on",
    ReturnState.ACCEPTED: "accepted_on",
    ReturnState.DEPARTED: "departed_on",
    ReturnState.REINTEGRATED: "reintegrated_on",
}


def _has_its_days() -> Q:
    """A state has its own day and all before it, and none after it."""
    found = Q(state=ReturnState.BROKEN_OFF, broken_off_on__isnull=False)
    names = list(DAYS.values())
    for number, state in enumerate(DAYS):
        days = {f"{name}__isnull": place > number for place, name in enumerate(names)}
        found |= Q(state=state, broken_off_on=None, **days)
    return found


def _in_order() -> Q:
    """No step is dated before the one that it follows."""
    found, names = Q(), list(DAYS.values())
    for earlier, later in pairwise(names):
        found &= Q(**{later: None}) | Q(**{f"{later}__gte": F(earlier)})
    return found & (Q(broken_off_on=None) | Q(broken_off_on__gte=F("informed_on")))


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class ReturnProgramme(PersonRow):
    """One way home. Broken off, a new one may be begun."""

    state = models.CharField(
        _("state"), max_length=20, choices=ReturnState.choices, default=ReturnState.INFORMED
    )
    informed_on = models.DateField(_("informed on"))
    consented_on = models.DateField(_("consented on"), null=True, blank=True)
    applied_on = models.DateField(_("applied on"), null=True, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    departed_on = models.DateField(_("departed on"), null=True, blank=True)
    reintegrated_on = models.DateField(_("support at home ended on"), null=True, blank=True)
    broken_off_on = models.DateField(_("broken off on"), null=True, blank=True)
    broken_off_why = PersonSealedTextField(verbose_name=_("why it was broken off"))
    remark = PersonSealedTextField(verbose_name=_("remark"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["person", "-informed_on", "-created_at", "id"]
        verbose_name = _("return programme")
        verbose_name_plural = _("return programmes")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=~Q(state__in=[ReturnState.BROKEN_OFF, ReturnState.REINTEGRATED]),
                name="return_one_at_a_time",
            ),
            models.CheckConstraint(condition=_has_its_days(), name="return_state_has_its_days"),
            models.CheckConstraint(condition=_in_order(), name="return_days_in_order"),
            models.CheckConstraint(
                condition=~Q(state=ReturnState.BROKEN_OFF) | Q(broken_off_why__isnull=False),
                name="return_broken_off_why",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "state": COUNTABLE,
            **dict.fromkeys([*DAYS.values(), "broken_off_on"], SPECIAL),
            "broken_off_why": IDENTIFYING,
            "remark": IDENTIFYING,
        }

    def __str__(self) -> str:
        return self.get_state_display()

    @property
    def steps(self) -> list[tuple[str, date | None]]:
        """The words of each step with its day, or ``None`` where it is not taken."""
        return [
            (str(ReturnState(state).label), getattr(self, name)) for state, name in DAYS.items()
        ]
