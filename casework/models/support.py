"""Types of support with the board's dated rules, and the support that a person gets."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.base import UuidModel
from casework.models.organisation import Board, Unit
from casework.models.person import PersonRow, PersonRowQuerySet
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from casework.said_dates import day_in_words
from casework.trafficking.enums import SupportResult, SupportStep


class SupportType(UuidModel):
    """A kind of support that the city gives. A type that is no longer given is out of use."""

    code = models.SlugField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=200)
    step = models.CharField(_("step"), max_length=20, choices=SupportStep.choices)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("type of support")
        verbose_name_plural = _("types of support")
        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=SupportStep.values), name="support_step_known"
            )
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.name


class SupportRuleQuerySet(models.QuerySet["SupportRule"]):
    """Rules by day."""

    def on(self, day: date) -> SupportRuleQuerySet:
        """Those in force on *day*."""
        return self.filter(valid_from__lte=day).exclude(valid_to__lt=day)


class SupportRule(UuidModel):
    """What a board decided about a type: whether identity is documented (SoL 2025:400, 11:5).

    Where no rule is in force, identity may be documented.
    """

    support_type = models.ForeignKey(SupportType, models.PROTECT, related_name="rules")
    documents_identity = models.BooleanField(_("identity is documented"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("board"))
    decided_on = models.DateField(_("decided on"))
    reference = models.CharField(_("reference of the decision"), max_length=100)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = SupportRuleQuerySet.as_manager()

    class Meta:
        ordering = ["support_type", "-valid_from"]
        verbose_name = _("rule about a type of support")
        verbose_name_plural = _("rules about types of support")
        constraints = [
            models.UniqueConstraint(
                fields=["support_type", "valid_from"], name="support_rule_once_from_a_day"
            ),
            models.CheckConstraint(
                condition=(Q(valid_to=None) | Q(valid_to__gte=F("valid_from")))
                & Q(valid_from__gte=F("decided_on")),
                name="support_rule_days_in_order",
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="support_rule_has_reference"),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.board} {day_in_words(self.decided_on)}, {self.reference}"

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on *day*; the check that agrees with ``on``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class PersonSupport(PersonRow):
    """One support that a person gets, from a day to a day, with how it ended."""

    support_type = models.ForeignKey(
        SupportType, models.PROTECT, related_name="+", verbose_name=_("support")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("given by"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    individually_assessed = models.BooleanField(
        _("an individual assessment came first"), default=False
    )
    result = models.CharField(
        _("result"), max_length=20, choices=SupportResult.choices, blank=True, default=""
    )
    remark = PersonSealedTextField(verbose_name=_("remark"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["person", F("ends_on").desc(nulls_first=True), "-starts_on", "id"]
        verbose_name = _("support of a person")
        verbose_name_plural = _("support of people")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="support_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None, result="")
                | (Q(ends_on__isnull=False) & Q(result__in=SupportResult.values)),
                name="support_ended_with_result",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "support_type": COUNTABLE,
            "starts_on": SPECIAL,
            "ends_on": SPECIAL,
            "individually_assessed": COUNTABLE,
            "result": COUNTABLE,
            "remark": IDENTIFYING,
        }

    def __str__(self) -> str:
        return str(self.support_type)
