"""Who is at the table of a plan, as what, and what may be told to them."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.journal_enums import InformationKind
from casework.models import Consent, RelatedPerson, Unit
from casework.models.person import PersonRowQuerySet
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from referrals.models.plan import PlanRow
from referrals.plan_enums import ParticipantKind, ParticipantState, Principal


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class PlanParticipant(PlanRow):
    """A body, a relative or somebody else. *kinds* is what the plan tells them of the person.

    Who is called rests on a consent that covers all of it, or on a ground in words.
    """

    kind = models.CharField(
        _("kind of participant"), max_length=15, choices=ParticipantKind.choices
    )
    principal = models.CharField(
        _("belongs to"), max_length=12, choices=Principal.choices, default=Principal.OTHER
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("our own unit"),
    )
    body = PersonSealedTextField(verbose_name=_("body"))
    related = models.ForeignKey(
        RelatedPerson,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who of those around the person"),
    )
    name = PersonSealedTextField(verbose_name=_("name"))
    role = PersonSealedTextField(verbose_name=_("role in the plan"))
    kinds = ArrayField(
        models.CharField(max_length=20, choices=InformationKind.choices),
        verbose_name=_("what the plan tells them"),
    )
    state = models.CharField(
        _("part in the plan"),
        max_length=12,
        choices=ParticipantState.choices,
        default=ParticipantState.THOUGHT_OF,
    )
    called_at = models.DateTimeField(_("called"), null=True, blank=True)
    consent = models.ForeignKey(
        Consent,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by the consent"),
    )
    ground = PersonSealedTextField(verbose_name=_("legal ground, where there is no consent"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "created_at", "id"]
        verbose_name = _("participant of a plan")
        verbose_name_plural = _("participants of a plan")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=ParticipantKind.values,
                    principal__in=Principal.values,
                    state__in=ParticipantState.values,
                    kinds__contained_by=InformationKind.values,
                ),
                name="participant_words_known",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False, body=None, related=None)
                | Q(unit=None, body__isnull=False, related=None)
                | Q(unit=None, body=None, related__isnull=False),
                name="participant_is_one",
            ),
            models.CheckConstraint(
                condition=Q(kind=ParticipantKind.RELATIVE, related__isnull=False)
                | ~Q(kind=ParticipantKind.RELATIVE) & Q(related=None),
                name="participant_relative_of_file",
            ),
            # Whoever was called was called on a consent or on a ground (design rule 4).
            models.CheckConstraint(
                condition=Q(state=ParticipantState.THOUGHT_OF, called_at=None)
                | Q(state=ParticipantState.STOPPED)
                | Q(called_at__isnull=False) & (Q(consent__isnull=False) | Q(ground__isnull=False)),
                name="participant_called_on_ground",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "kind": COUNTABLE,
            "principal": COUNTABLE,
            "unit": SPECIAL,
            "body": IDENTIFYING,
            "related": SPECIAL,
            "name": IDENTIFYING,
            "role": IDENTIFYING,
            "kinds": SPECIAL,
            "state": COUNTABLE,
            "called_at": SPECIAL,
            "consent": SPECIAL,
            "ground": IDENTIFYING,
        }
        third_party: ClassVar = {"name"}

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def recipient(self) -> str:
        """Who it is, in words."""
        if self.unit_id:
            return str(self.unit)
        if self.related_id and self.related is not None:
            return self.related.name or self.related.get_relation_display()
        return self.body or ""

    @property
    def kind_labels(self) -> list[str]:
        """What the plan tells them, in words and in the order of the choices."""
        return [str(kind.label) for kind in InformationKind if kind in self.kinds]

    @property
    def is_in(self) -> bool:
        """Whether they are part of the plan."""
        return self.state not in (ParticipantState.STOPPED, ParticipantState.DECLINED)
