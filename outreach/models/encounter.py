"""Encounters: one person met once, the unit of count."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.crypto import SealedTextField
from casework.enums import ExploitationForm, Gender, PersonRole, SexualKind, YesNo, YesNoUnknown
from casework.models import Country, Municipality, User
from casework.models.base import UuidModel
from casework.privacy import COUNTABLE, OPERATIONAL, SPECIAL
from outreach.enums import (
    AGE_BAND_YEARS,
    CHILD_BANDS,
    AgeBand,
    Arena,
    ContactRoute,
    EmergencyReason,
    EncounterState,
    GuardianReason,
    HomeKind,
    Interpreter,
    Origin,
    ReasonNotDone,
    ReportReason,
    StrikeReason,
)
from outreach.models.encounter_rules import CONSTRAINTS
from outreach.models.shift import Shift


def _choice(verbose_name: Any, enum: type[models.TextChoices], **kwargs: Any) -> Any:
    """A coded answer; empty is "not answered", never a guess."""
    return models.CharField(
        verbose_name, max_length=20, choices=enum.choices, blank=True, default="", **kwargs
    )


class EncounterQuerySet(models.QuerySet["Encounter"]):
    """Encounters by who may see them."""

    def visible_to(self, user: User) -> EncounterQuerySet:
        """Those that *user*'s units read on shifts they took part in."""
        from outreach.access import visible_encounters

        return self.filter(visible_encounters(user))

    def current(self) -> EncounterQuerySet:
        """Without earlier versions and without doubles: each person met once."""
        return self.filter(is_current=True, double_of=None)


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class Encounter(UuidModel):
    """One person met once. It holds no identity at all.

    Whom we met decides which fields may be filled in and which unit reads it.
    """

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="encounters")
    short_code = models.CharField(_("code"), max_length=8)
    role = models.CharField(_("role"), max_length=20, choices=PersonRole.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=EncounterState.choices, default=EncounterState.DRAFT
    )
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.ENTERED)
    form_version = models.PositiveSmallIntegerField(default=1)
    happened_at = models.DateTimeField(_("time"))

    age = models.PositiveSmallIntegerField(_("age"), null=True, blank=True)
    age_band = _choice(_("age, judged"), AgeBand)
    # Follows from the two above; the database checks that it does.
    is_child = models.BooleanField(_("under 18 or possibly under 18"), default=False)
    gender = _choice(_("gender"), Gender)
    citizenship = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("citizenship"),
    )
    language = models.CharField(_("language"), max_length=8, blank=True, default="")
    interpreter = _choice(_("interpreter"), Interpreter)
    home_kind = _choice(_("lives in"), HomeKind)
    home_municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("home municipality"),
    )
    arena = models.CharField(_("arena"), max_length=20, choices=Arena.choices)
    contact_route = _choice(_("how we came into contact"), ContactRoute)
    met_earlier = _choice(_("met earlier this year"), YesNoUnknown)

    trafficking = _choice(_("suspected trafficking"), YesNoUnknown)
    exploitation_form = _choice(_("form of exploitation"), ExploitationForm)
    sexual_kind = _choice(_("kind of sexual exploitation"), SexualKind)
    children_in_care = _choice(_("children in the person's care"), YesNoUnknown)

    told_of_rights = _choice(_("told of support, protection and rights"), YesNo)
    not_told_reason = _choice(_("why not told"), ReasonNotDone)
    offered_support = _choice(_("offered support"), YesNo)
    not_offered_reason = _choice(_("why not offered"), ReasonNotDone)

    concern_report = _choice(_("child-concern report made"), YesNo)
    concern_report_reason = _choice(_("why no report yet"), ReportReason)
    emergency_called_at = models.DateTimeField(
        _("emergency social service telephoned"), null=True, blank=True
    )
    emergency_reason = _choice(_("why the emergency service was not telephoned"), EmergencyReason)
    guardians_contacted = _choice(_("guardians contacted"), YesNo)
    guardians_reason = _choice(_("why guardians were not contacted"), GuardianReason)

    note = SealedTextField(verbose_name=_("note"))

    double_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="doubles"
    )
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    correction_reason = SealedTextField(verbose_name=_("reason for the correction"))
    is_current = models.BooleanField(default=True)
    struck_reason = _choice(_("why struck"), StrikeReason)
    deviations = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = EncounterQuerySet.as_manager()

    class Meta:
        ordering = ["happened_at", "id"]
        verbose_name = _("encounter")
        verbose_name_plural = _("encounters")
        indexes = [
            models.Index(fields=["shift", "happened_at"], name="encounter_shift_time"),
        ]
        constraints = CONSTRAINTS

    class Privacy:
        all = COUNTABLE
        exceptions: ClassVar = {
            "id": OPERATIONAL,
            "short_code": OPERATIONAL,
            "form_version": OPERATIONAL,
            "happened_at": SPECIAL,
            "age": SPECIAL,
            "citizenship": SPECIAL,
            "language": SPECIAL,
            "note": SPECIAL,
            "emergency_called_at": OPERATIONAL,
            "double_of": OPERATIONAL,
            "corrects": OPERATIONAL,
            "correction_reason": SPECIAL,
            "is_current": OPERATIONAL,
            "struck_reason": OPERATIONAL,
            "created_at": OPERATIONAL,
            "created_by": OPERATIONAL,
            "updated_at": OPERATIONAL,
            "updated_by": OPERATIONAL,
        }

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.short_code}"

    def derive(self) -> None:
        """Set what follows from the other fields. Called before every save and bulk insert."""
        self.is_child = (self.age is not None and self.age < 18) or self.age_band in CHILD_BANDS

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with everything derived."""
        self.derive()
        super().save(*args, **kwargs)

    def age_span(self) -> tuple[int | None, int | None]:
        """The youngest and oldest age in whole years this person may have; None is open."""
        if self.age is not None:
            return self.age, self.age
        return AGE_BAND_YEARS[AgeBand(self.age_band)] if self.age_band else (None, None)
