"""Indicators seen, and where the question of trafficking stands. Only added to, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.enums import ExploitationForm, SexualKind
from casework.models.person import PersonRow, PersonRowQuerySet
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from casework.trafficking.enums import Authority, IndicatorAnswer, Offence, Suspicion


class IndicatorObservation(PersonRow):
    """What somebody saw of one indicator on a day. The latest is current; earlier ones stay.

    *indicator* is a code of ``casework/data/track/indicators.toml``. Nothing counts them.
    """

    indicator = models.SlugField(_("indicator"), max_length=60)
    answer = models.CharField(_("observation"), max_length=20, choices=IndicatorAnswer.choices)
    remark = PersonSealedTextField(verbose_name=_("remark"))
    on_day = models.DateField(_("day"), default=timezone.localdate)

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "-on_day", "-created_at", "-id"]
        verbose_name = _("observation of an indicator")
        verbose_name_plural = _("observations of indicators")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=IndicatorAnswer.values), name="indicator_answer_known"
            )
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "indicator": SPECIAL,
            "answer": SPECIAL,
            "remark": IDENTIFYING,
            "on_day": SPECIAL,
        }

    def __str__(self) -> str:
        return f"{self.indicator}: {self.get_answer_display()}"


class TraffickingStatus(PersonRow):
    """Where the question of trafficking stands from a day on, and who judged it so.

    "Confirmed" is no judgement of the unit's own: it names the authority, the day, the reference.
    """

    suspicion = models.CharField(_("status"), max_length=20, choices=Suspicion.choices)
    offence = models.CharField(
        _("what it is"), max_length=20, choices=Offence.choices, blank=True, default=""
    )
    exploitation_form = models.CharField(
        _("form of exploitation"),
        max_length=20,
        choices=ExploitationForm.choices,
        blank=True,
        default="",
    )
    sexual_kind = models.CharField(
        _("kind of sexual exploitation"),
        max_length=20,
        choices=SexualKind.choices,
        blank=True,
        default="",
    )
    on_day = models.DateField(_("from the day"), default=timezone.localdate)
    decided_by = models.CharField(
        _("decided by"), max_length=20, choices=Authority.choices, blank=True, default=""
    )
    # Which police unit, prosecution office or court: never a person.
    decided_where = models.CharField(_("which unit of it"), max_length=200, blank=True, default="")
    decided_on = models.DateField(_("day of the decision"), null=True, blank=True)
    reference = PersonSealedTextField(verbose_name=_("its reference"))
    reasons = PersonSealedTextField(verbose_name=_("what it leans on"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["person", "-on_day", "-created_at", "-id"]
        verbose_name = _("status of trafficking")
        verbose_name_plural = _("statuses of trafficking")
        constraints = [
            models.CheckConstraint(
                condition=Q(suspicion__in=Suspicion.values)
                & Q(offence__in=["", *Offence.values])
                & Q(exploitation_form__in=["", *ExploitationForm.values])
                & Q(sexual_kind__in=["", *SexualKind.values])
                & Q(decided_by__in=["", *Authority.values]),
                name="trafficking_words_known",
            ),
            models.CheckConstraint(
                condition=~Q(suspicion=Suspicion.CONFIRMED)
                | (
                    ~Q(decided_by="")
                    & ~Q(decided_where="")
                    & Q(reference__isnull=False)
                    & Q(decided_on__isnull=False)
                ),
                name="trafficking_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(sexual_kind="") | Q(exploitation_form=ExploitationForm.SEXUAL),
                name="trafficking_sexual_kind_of_sexual",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "suspicion": COUNTABLE,
            "offence": COUNTABLE,
            "exploitation_form": COUNTABLE,
            "sexual_kind": COUNTABLE,
            "on_day": SPECIAL,
            "decided_on": SPECIAL,
            "reference": IDENTIFYING,
            "reasons": IDENTIFYING,
        }

    def __str__(self) -> str:
        return self.get_suspicion_display()
