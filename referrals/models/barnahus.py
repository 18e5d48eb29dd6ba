"""A child's coordination through Barnahus: its steps, and whether the police are told."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.journal_enums import InformationKind
from casework.models import Unit
from casework.models.person import PersonRow, PersonRowQuerySet
from casework.person_keys import PersonSealedTextField
from casework.privacy import IDENTIFYING, OPERATIONAL, SPECIAL
from referrals.barnahus_enums import (
    DecidedBy,
    MatterOutcome,
    NamedOn,
    Part,
    PoliceReport,
    StepKind,
)
from referrals.models.referral_rules import TELLS_WHO


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class BarnahusMatter(PersonRow):
    """One coordination, from the first consultation to its outcome. A file has one open at a time.

    Until a report to the police is decided, Barnahus is not told who the child is.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    began_on = models.DateField(_("began on"))
    about = PersonSealedTextField(verbose_name=_("what it is about"))
    police = models.CharField(
        _("report to the police"),
        max_length=15,
        choices=PoliceReport.choices,
        default=PoliceReport.UNDECIDED,
    )
    police_by = models.CharField(
        _("decided by"), max_length=15, choices=DecidedBy.choices, blank=True, default=""
    )
    police_on = models.DateField(_("decided on"), null=True, blank=True)
    police_why = PersonSealedTextField(verbose_name=_("reasons of the decision"))
    next_on = models.DateField(_("next step"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=15, choices=MatterOutcome.choices, blank=True, default=""
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closing = PersonSealedTextField(verbose_name=_("how it ended"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["-began_on", "-created_at"]
        verbose_name = _("coordination through Barnahus")
        verbose_name_plural = _("coordination through Barnahus")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_on=None), name="barnahus_one_open"
            ),
            models.CheckConstraint(
                condition=Q(police__in=PoliceReport.values)
                & Q(police_by__in=["", *DecidedBy.values])
                & Q(outcome__in=["", *MatterOutcome.values]),
                name="barnahus_words_known",
            ),
            models.CheckConstraint(
                condition=Q(police=PoliceReport.UNDECIDED, police_by="", police_on=None)
                | (
                    ~Q(police=PoliceReport.UNDECIDED)
                    & ~Q(police_by="")
                    & Q(police_on__isnull=False)
                ),
                name="barnahus_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(police=PoliceReport.NOT_REPORTED) | Q(police_why__isnull=False),
                name="barnahus_not_reported_why",
            ),
            # A date for what comes next can't be left out while it is open.
            models.CheckConstraint(
                condition=Q(closed_on=None, outcome="", next_on__isnull=False)
                | (Q(closed_on__isnull=False, next_on=None) & ~Q(outcome="")),
                name="barnahus_open_has_next",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "began_on": SPECIAL,
            "about": IDENTIFYING,
            "police": SPECIAL,
            "police_by": SPECIAL,
            "police_on": SPECIAL,
            "police_why": IDENTIFYING,
            "next_on": SPECIAL,
            "outcome": SPECIAL,
            "closed_on": SPECIAL,
            "closing": IDENTIFYING,
        }

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.began_on}"

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.closed_on is None

    @property
    def is_anonymous(self) -> bool:
        """Whether Barnahus may not be told who the child is."""
        return self.police == PoliceReport.UNDECIDED


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class BarnahusStep(PersonRow):
    """One consultation, meeting, treatment or follow-up, with who took part by role.

    A trigger says whether it was anonymous, from how the matter stood when it was written.
    """

    matter = models.ForeignKey(BarnahusMatter, models.CASCADE, related_name="steps")
    kind = models.CharField(_("what"), max_length=15, choices=StepKind.choices)
    on_day = models.DateField(_("day"))
    parts = ArrayField(
        models.CharField(max_length=15, choices=Part.choices), verbose_name=_("who took part")
    )
    is_anonymous = models.BooleanField(_("the child was not named"), default=True)
    told = PersonSealedTextField(verbose_name=_("what was told"))
    kinds = ArrayField(
        models.CharField(max_length=20, choices=InformationKind.choices),
        default=list,
        blank=True,
        verbose_name=_("what passed"),
    )
    named_on = models.CharField(
        _("ground for naming the child"),
        max_length=10,
        choices=NamedOn.choices,
        blank=True,
        default="",
    )
    words = PersonSealedTextField(verbose_name=_("what came out of it"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["-on_day", "-created_at"]
        verbose_name = _("step at Barnahus")
        verbose_name_plural = _("steps at Barnahus")
        indexes = [models.Index(fields=["matter", "-on_day"], name="barnahus_step_matter")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=StepKind.values)
                & Q(named_on__in=["", *NamedOn.values])
                & Q(parts__contained_by=Part.values, parts__len__gt=0)
                & Q(kinds__contained_by=InformationKind.values),
                name="barnahus_step_words_known",
            ),
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | (Q(named_on="") & ~TELLS_WHO),
                name="barnahus_step_tells_nobody",
            ),
            models.CheckConstraint(
                condition=~TELLS_WHO | ~Q(named_on=""), name="barnahus_step_named_on_ground"
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "kind": SPECIAL,
            "on_day": SPECIAL,
            "parts": SPECIAL,
            "is_anonymous": SPECIAL,
            "told": IDENTIFYING,
            "kinds": SPECIAL,
            "named_on": SPECIAL,
            "words": IDENTIFYING,
        }

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on_day}"

    @property
    def part_labels(self) -> list[str]:
        """Who took part, in words and in the order of the choices."""
        return [str(part.label) for part in Part if part in self.parts]

    @property
    def kind_labels(self) -> list[str]:
        """What passed, in words."""
        return [str(kind.label) for kind in InformationKind if kind in self.kinds]
