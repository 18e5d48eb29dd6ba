"""Log review: what is to be looked at, how it ended, and the protocol. Nothing of it is changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.crypto import SealedTextField
from casework.enums import ReviewOutcome
from casework.models.base import UuidModel
from casework.models.organisation import Unit
from casework.models.user import User
from casework.privacy import OPERATIONAL, SPECIAL
from casework.said_dates import day_in_words

# The rule of what was drawn and not found.
SAMPLE = "sample"


class AuditSample(UuidModel):
    """A random draw of staff days, with what shows that it was fair."""

    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    # The first draw of a period and unit is number 1; another one says why.
    number = models.PositiveSmallIntegerField(_("draw"), default=1)
    reason = models.CharField(_("reason for drawing again"), max_length=200, blank=True, default="")
    # Of how many it was drawn, and a digest of the sorted list of them.
    population = models.PositiveIntegerField(_("drawn from"))
    population_digest = models.CharField(max_length=64)
    size = models.PositiveSmallIntegerField(_("drawn"))
    method = models.CharField(max_length=40)
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["-drawn_at", "-id"]
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="sample_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="sample_again_says_why"
            ),
            models.UniqueConstraint(
                fields=["first_day", "last_day", "unit", "number"],
                nulls_distinct=False,
                name="sample_once",
            ),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{day_in_words(self.first_day)} – {day_in_words(self.last_day)}"


class AuditFinding(UuidModel):
    """A colleague's day that somebody is to look at: a rule found it, or it was drawn.

    It tells of staff reading, never of a person met. *facts* are numbers.
    """

    rule = models.CharField(_("why"), max_length=40)
    sample = models.ForeignKey(
        AuditSample, models.PROTECT, null=True, blank=True, related_name="findings"
    )
    # Nobody: what happened on the sign-in page before anybody was signed in.
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    day = models.DateField(_("day"))
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-day", "-id"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        indexes = [models.Index(fields=["-day", "-id"], name="finding_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(rule=SAMPLE, sample__isnull=False, user__isnull=False)
                | (~Q(rule=SAMPLE) & Q(sample=None)),
                name="finding_drawn_or_found",
            ),
            models.UniqueConstraint(
                fields=["rule", "sample", "user", "day"],
                nulls_distinct=False,
                name="finding_once",
            ),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.rule} {day_in_words(self.day)}"

    @property
    def is_sample(self) -> bool:
        """Whether it was drawn."""
        return self.rule == SAMPLE


class AuditOutcome(UuidModel):
    """How a finding ended. Final: what comes to light later is written in a protocol."""

    finding = models.OneToOneField(AuditFinding, models.PROTECT, related_name="outcome")
    # Whom the finding is about, once more here: the database refuses the same person on both sides.
    about = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=20, choices=ReviewOutcome.choices)
    remark = SealedTextField(verbose_name=_("remark"))
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("recorded"))

    class Meta:
        ordering = ["-decided_at", "-id"]
        verbose_name = _("outcome of a review")
        verbose_name_plural = _("outcomes of reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(about=None) | ~Q(about=F("decided_by")),
                name="outcome_not_about_oneself",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"remark": SPECIAL}

    def __str__(self) -> str:
        return self.get_outcome_display()


class AccessReview(UuidModel):
    """A signed protocol: which period and unit, how many findings, how they ended."""

    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    # Counts by outcome, of drawn days and of found ones, as they stood when it was signed.
    figures = models.JSONField(default=dict)
    conclusion = SealedTextField(verbose_name=_("conclusion"))
    signed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed"))

    class Meta:
        ordering = ["-signed_at", "-id"]
        verbose_name = _("protocol of a log review")
        verbose_name_plural = _("protocols of log reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="access_review_days_in_order"
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"conclusion": SPECIAL}

    def __str__(self) -> str:
        return f"{day_in_words(self.first_day)} – {day_in_words(self.last_day)}"
