"""What one unit asks of another, or of a body outside: seen by both, moved by events alone."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from casework.crypto import SealedTextField
from casework.enums import PersonRole
from casework.journal_enums import InformationKind
from casework.models import (
    Case,
    Consent,
    District,
    LegalReference,
    Municipality,
    Person,
    Unit,
    User,
)
from casework.models.base import UuidModel
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from outreach.models import Encounter, Shift
from referrals import machine
from referrals.enums import Act, ReferralGround, ReferralKind, ReferralState, Side
from referrals.models.outside_body import OutsideBody
from referrals.models.referral_rules import RULES

# The signs of a number that can't be taken for one another.
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 6
NUMBER = rf"H-[{SIGNS}]{{{LENGTH}}}"


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Referrals by who may see them."""

    def visible_to(self, user: User) -> ReferralQuerySet:
        """Those that a unit of *user* sent or, once they are sent, is to answer."""
        from referrals.access import visible_referrals

        return self.filter(visible_referrals(user))

    def listed(self) -> ReferralQuerySet:
        """Without what is sealed, for lists."""
        return self.defer("asked", "who", "ground_note")


class Referral(UuidModel):
    """One referral, consultation, handover or report.

    A draft is the sender's alone. From then on nothing of what was asked is changed, and the state
    follows from the events: nobody writes it. What is asked is sealed under a key of its own and
    not the file's, which the receiver does not have before accepting.
    """

    # Known to both sides; tells nothing, and is no file's.
    number = models.CharField(_("number"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ReferralKind.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=ReferralState.choices, default=ReferralState.DRAFT
    )
    last_act = models.CharField(
        _("last done"), max_length=20, choices=Act.choices, blank=True, default=""
    )
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("from"))
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("to the unit")
    )
    to_body = models.ForeignKey(
        OutsideBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to a body outside"),
    )
    # Where the body stands for a kind of office: the social services of which municipality.
    to_municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality of the body"),
    )
    to_district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("district of the body"),
    )
    # Of what is acute: whoever helps at night hands over to that district afterwards.
    met_district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("met in")
    )
    person = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person file"),
    )
    encounter = models.ForeignKey(
        Encounter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("encounter"),
    )
    shift = models.ForeignKey(
        Shift, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("shift")
    )
    # No foreign key: an offer may be taken back, and the receiver does not read it.
    offer_id = models.UUIDField(_("offer"), null=True, blank=True)
    # Begun by itself when somebody said yes: has a clock before it is sent, and goes with the yes.
    from_offer = models.BooleanField(_("begun from an accepted offer"), default=False)
    # Begun by itself when an encounter said that a report of concern is made.
    from_concern = models.BooleanField(_("begun from an encounter with a child"), default=False)
    # Whom it is about, as far as the walls between units need to know.
    role = models.CharField(_("who it is about"), max_length=20, choices=PersonRole.choices)
    is_child = models.BooleanField(_("is or may be under 18"), default=False)
    is_protected = models.BooleanField(_("protected identity"), default=False)
    is_acute = models.BooleanField(_("acute"), default=False)
    asked = SealedTextField(verbose_name=_("what is asked"))
    who = SealedTextField(verbose_name=_("who it is and how to reach them"))
    kinds = ArrayField(
        models.CharField(max_length=20, choices=InformationKind.choices),
        default=list,
        blank=True,
        verbose_name=_("what passes"),
    )
    ground = models.CharField(
        _("ground"), max_length=20, choices=ReferralGround.choices, blank=True, default=""
    )
    consent = models.ForeignKey(
        Consent,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("consent"),
    )
    legal_reference = models.ForeignKey(
        LegalReference,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("legal reference"),
    )
    ground_note = SealedTextField(verbose_name=_("why it may pass without consent"))
    assigned_to = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who has it")
    )
    # The work that acceptance began; it ends with the referral.
    case = models.ForeignKey(
        Case, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("case")
    )
    due_at = models.DateTimeField(_("answer by"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    sent_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sent by")
    )
    accepted_at = models.DateTimeField(_("accepted by the receiver"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=20, blank=True, default="")
    # The sender has seen what came back, and goes on.
    noted_at = models.DateTimeField(_("seen by the sender"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("told to the manager"), null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        indexes = [
            models.Index(fields=["to_unit", "state", "due_at"], name="referral_to_unit"),
            models.Index(fields=["from_unit", "state", "due_at"], name="referral_from_unit"),
            models.Index(fields=["person", "-created_at"], name="referral_person"),
            models.Index(fields=["encounter"], name="referral_encounter"),
            models.Index(fields=["consent"], name="referral_consent"),
        ]
        constraints = [*RULES]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "kind": COUNTABLE,
            "state": COUNTABLE,
            "role": COUNTABLE,
            "is_child": COUNTABLE,
            "is_protected": SPECIAL,
            "is_acute": COUNTABLE,
            "to_unit": COUNTABLE,
            "from_unit": COUNTABLE,
            "encounter": SPECIAL,
            "met_district": SPECIAL,
            "asked": IDENTIFYING,
            "who": IDENTIFYING,
            "kinds": SPECIAL,
            "ground": SPECIAL,
            "ground_note": IDENTIFYING,
            "reason": COUNTABLE,
        }

    def __str__(self) -> str:
        return self.number

    @property
    def receiver(self) -> Unit | OutsideBody | None:
        """The unit or the body outside."""
        return self.to_unit or self.to_body

    @property
    def receiver_name(self) -> str:
        """The receiver in words, with the place where its name says none."""
        place = self.to_municipality or self.to_district
        return f"{self.receiver}: {place}" if place else str(self.receiver or "–")

    @property
    def kind_to_receiver(self) -> str:
        """What it is and to whom, or that nobody is chosen yet."""
        if self.receiver is None:
            return str(_("%(kind)s, receiver missing") % {"kind": self.get_kind_display()})
        return f"{self.get_kind_display()} → {self.receiver_name}"

    @cached_property
    def is_to_hand_on(self) -> bool:
        """Whether its letter to a body outside still lies here. Lists ask for all at once."""
        return self.is_open and self.to_body_id is not None and not self.conveyances.exists()

    @property
    def state_words(self) -> str:
        """The state in words; of a letter that nobody outside has got yet, that it lies here."""
        if self.state == ReferralState.SENT and self.is_to_hand_on:
            return str(_("To be handed over"))
        return self.get_state_display()

    @property
    def turn(self) -> Side | None:
        """Whose turn it is; nobody's when what came back has been seen.

        Nobody outside can answer what has not left the house: until then it is the sender's.
        """
        if self.is_to_hand_on:
            return Side.SENDER
        return None if self.noted_at else machine.turn(self.kind, self.state)

    @property
    def is_open(self) -> bool:
        """Whether somebody waits for an answer or for the work to end."""
        return self.state in machine.OPEN

    def is_late(self, now: datetime | None = None) -> bool:
        """Whether the time to answer has passed."""
        waits = self.is_open or self.state == ReferralState.DRAFT
        return waits and self.due_at is not None and self.due_at < (now or timezone.now())

    @property
    def is_whole(self) -> bool:
        """Whether a draft says all that it has to say before it is sent."""
        return bool(self.receiver and self.asked and self.kinds and self.ground)

    @property
    def came_back(self) -> bool:
        """Whether it came back to the sender, who has not noted it yet."""
        back = (ReferralState.DECLINED, ReferralState.NOT_REACHED)
        return self.state in back and self.noted_at is None

    @property
    def kind_labels(self) -> list[str]:
        """What passes, in words and in the order of the choices."""
        return [str(kind.label) for kind in InformationKind if kind in self.kinds]
