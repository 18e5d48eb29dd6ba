"""Offers of support, and how somebody who said yes can be reached."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.crypto import SealedTextField
from casework.models import Unit, User
from casework.models.base import UuidModel
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL
from outreach.enums import NotPossibleReason, OfferAnswer, Origin, SupportKind, UnmetNeed
from outreach.models.encounter import Encounter


class OfferRoute(UuidModel):
    """Which unit of the city receives whoever accepts a kind of support. Data of the city."""

    kind = models.CharField(_("support"), max_length=30, choices=SupportKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    # Several units may receive the same kind: the first whose age limits fit.
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kind", "position"]
        verbose_name = _("route of an offer")
        verbose_name_plural = _("routes of offers")
        constraints = [models.UniqueConstraint(fields=["kind", "unit"], name="offer_route_once")]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.unit}"


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class SupportOffer(UuidModel):
    """One kind of support offered at an encounter, with the answer."""

    encounter = models.ForeignKey(Encounter, models.CASCADE, related_name="offers")
    kind = models.CharField(_("support"), max_length=30, choices=SupportKind.choices)
    answer = models.CharField(
        _("answer"), max_length=20, choices=OfferAnswer.choices, blank=True, default=""
    )
    not_possible_reason = models.CharField(
        _("why not possible"),
        max_length=20,
        choices=NotPossibleReason.choices,
        blank=True,
        default="",
    )
    unmet_need = models.CharField(
        _("what was lacking"), max_length=20, choices=UnmetNeed.choices, blank=True, default=""
    )
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.ENTERED)

    class Meta:
        ordering = ["kind"]
        verbose_name = _("offered support")
        verbose_name_plural = _("offered support")
        constraints = [
            models.UniqueConstraint(fields=["encounter", "kind"], name="offer_once_a_kind"),
            models.CheckConstraint(
                condition=Q(origin=Origin.IMPORTED)
                | ~Q(answer=OfferAnswer.NOT_POSSIBLE)
                | ~Q(not_possible_reason=""),
                name="offer_not_possible_has_reason",
            ),
            # Rule 11: no suitable place is recorded by kind, so that the board can see it.
            models.CheckConstraint(
                condition=~Q(not_possible_reason=NotPossibleReason.NO_PLACE) | ~Q(unmet_need=""),
                name="offer_no_place_names_need",
            ),
            models.CheckConstraint(
                condition=Q(answer=OfferAnswer.NOT_POSSIBLE)
                | Q(not_possible_reason="", unmet_need=""),
                name="offer_reason_only_when_not_possible",
            ),
        ]

    class Privacy:
        all = COUNTABLE
        exceptions: ClassVar = {"id": OPERATIONAL, "encounter": OPERATIONAL}

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_answer_display()}"


class ContactDetailsQuerySet(models.QuerySet["ContactDetails"]):
    """Contact details by who may open them."""

    def visible_to(self, user: User) -> ContactDetailsQuerySet:
        """Those written by *user* or sent to a unit of theirs."""
        from outreach.access import visible_contact_details

        return self.filter(visible_contact_details(user))


class ContactDetails(UuidModel):
    """How the person wants to be reached about one accepted offer.

    Opened by its author and the receiving unit only, and gone when the offer is settled. It is in
    no history table: a value that must go leaves no copy behind.
    """

    offer = models.OneToOneField(SupportOffer, models.CASCADE, related_name="contact_details")
    receiving_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    # What the receiving unit may know without the encounter, which it does not read.
    kind = models.CharField(_("support"), max_length=30, choices=SupportKind.choices)
    accepted_at = models.DateTimeField(_("accepted"), default=timezone.now)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    alias = SealedTextField(verbose_name=_("what to call the person"))
    safe_number = SealedTextField(verbose_name=_("safe number"))
    safe_time = SealedTextField(verbose_name=_("safe time"))
    language = SealedTextField(verbose_name=_("language"))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ContactDetailsQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("contact details")
        verbose_name_plural = _("contact details")

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "alias": IDENTIFYING,
            "safe_number": IDENTIFYING,
            "safe_time": IDENTIFYING,
            "language": IDENTIFYING,
        }

    def __str__(self) -> str:
        return str(self.pk)
