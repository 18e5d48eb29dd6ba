"""What was disclosed about somebody, or not, to whom and on what ground."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.legal_reference import LegalReference
from casework.models.person import PersonRow, PersonRowQuerySet
from casework.models.user import User
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from casework.said_dates import day_in_words
from casework.trafficking.enums import DisclosureForm, DisclosureOutcome, Recipient


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class Disclosure(PersonRow):
    """One consideration of what may pass, from its first line to its decision.

    Once decided a trigger keeps it as it is. That nothing was disclosed is a decision as well.
    *checks* holds the questions of the ground that were answered with yes; all others are no.
    """

    recipient = models.CharField(_("recipient"), max_length=20, choices=Recipient.choices)
    # A unit or an office: no officer is ever named (design rule 3).
    recipient_unit = models.CharField(_("which unit or office of it"), max_length=200)
    asked_on = models.DateField(_("asked for on"), null=True, blank=True)
    contact_details_only = models.BooleanField(_("a request for contact details"), default=False)
    ground_code = models.SlugField(_("ground"), max_length=60)
    ground = models.ForeignKey(
        LegalReference, models.PROTECT, related_name="+", verbose_name=_("ground")
    )
    checks = models.JSONField(_("questions answered with yes"), default=list, blank=True)
    what = PersonSealedTextField(verbose_name=_("what it is about"))
    harm = PersonSealedTextField(verbose_name=_("assessment of harm"))
    outcome = models.CharField(
        _("decision"), max_length=20, choices=DisclosureOutcome.choices, blank=True, default=""
    )
    reasons = PersonSealedTextField(verbose_name=_("reasons of the decision"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    disclosed_as = models.CharField(
        _("how"), max_length=20, choices=DisclosureForm.choices, blank=True, default=""
    )
    copy = PersonSealedTextField(verbose_name=_("what was disclosed, word for word"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["person", "-created_at", "id"]
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__in=Recipient.values)
                & Q(outcome__in=["", *DisclosureOutcome.values])
                & Q(disclosed_as__in=["", *DisclosureForm.values]),
                name="disclosure_words_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | (
                    ~Q(outcome="")
                    & Q(
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                        harm__isnull=False,
                        what__isnull=False,
                    )
                ),
                name="disclosure_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(outcome=DisclosureOutcome.DISCLOSED, copy__isnull=False)
                & ~Q(disclosed_as="")
                | ~Q(outcome=DisclosureOutcome.DISCLOSED) & Q(copy=None, disclosed_as=""),
                name="disclosure_copy_of_disclosed",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=DisclosureOutcome.NOT_DISCLOSED) | Q(reasons__isnull=False),
                name="disclosure_refused_why",
            ),
            # Requests under 4 § of the act of 2025 are a case of their own, and always asked for.
            models.CheckConstraint(
                condition=Q(contact_details_only=False)
                | Q(ground_code="contact-details-request", asked_on__isnull=False),
                name="disclosure_contact_details_apart",
            ),
            models.CheckConstraint(
                condition=~Q(ground_code="contact-details-request") | Q(contact_details_only=True),
                name="disclosure_that_ground_apart",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "recipient": COUNTABLE,
            "asked_on": SPECIAL,
            "contact_details_only": COUNTABLE,
            "ground_code": COUNTABLE,
            "ground": COUNTABLE,
            "checks": SPECIAL,
            "what": IDENTIFYING,
            "harm": IDENTIFYING,
            "outcome": COUNTABLE,
            "reasons": IDENTIFYING,
            "copy": IDENTIFYING,
        }

    def __str__(self) -> str:
        return f"{self.get_recipient_display()} {day_in_words(self.created_at)}"
