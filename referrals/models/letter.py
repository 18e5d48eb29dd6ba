"""What was sent to a body outside: the very bytes, and each way in which they were handed on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.crypto import SealedTextField, seal_bytes, unseal_bytes
from casework.models import Person, User
from casework.models.base import UuidModel
from casework.person_keys import PersonSealedBytesField
from casework.privacy import IDENTIFYING, OPERATIONAL, SPECIAL
from casework.sealed_columns import SealedBytesField
from referrals.models.referral import Referral
from referrals.outside_enums import Conveyed


class ReferralLetterQuerySet(models.QuerySet["ReferralLetter"]):
    """Letters by who may see them."""

    def visible_to(self, user: User) -> ReferralLetterQuerySet:
        """Those of the referrals that *user* sees."""
        return self.filter(referral__in=Referral.objects.visible_to(user).order_by())


class ReferralLetterManager(models.Manager["ReferralLetter"]):
    """Letters without their bytes, which no query can read: see ``opened_letter``."""

    def get_queryset(self) -> ReferralLetterQuerySet:
        """The rows as the database lets them be read."""
        return ReferralLetterQuerySet(self.model, using=self._db).defer("of_file", "alone")

    def visible_to(self, user: User) -> ReferralLetterQuerySet:
        """Those of the referrals that *user* sees."""
        return self.get_queryset().visible_to(user)


class ReferralLetter(UuidModel):
    """The letter of one referral, made in the moment of sending and never anew.

    It lies under the file's key where the receiver is outside, and under a key of its own where
    there is no file, or where a unit of ours reads it that has not got the file's key.
    """

    referral = models.OneToOneField(
        Referral, models.DO_NOTHING, related_name="letter", verbose_name=_("referral")
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, related_name="+", verbose_name=_("person file")
    )
    of_file = PersonSealedBytesField(verbose_name=_("letter under the file's key"))
    alone = SealedBytesField(null=True, editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    # Only then were its words looked through for where somebody is.
    was_protected = models.BooleanField(_("made for a protected identity"), default=False)

    objects = ReferralLetterManager()

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("letter of a referral")
        verbose_name_plural = _("letters of referrals")
        constraints = [
            models.CheckConstraint(
                condition=Q(of_file__isnull=False, alone=None, person__isnull=False)
                | Q(of_file=None, alone__isnull=False),
                name="referral_letter_kept_once",
            )
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "of_file": IDENTIFYING,
            "alone": IDENTIFYING,
            "was_protected": SPECIAL,
        }

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def place(self) -> str:
        """Where a letter under a key of its own is sealed to."""
        return f"{self._meta.db_table}.alone:{self.pk}"

    def keep(self, pdf: bytes, *, under_file_key: bool) -> None:
        """Seal *pdf* into the row."""
        if under_file_key:
            self.of_file = pdf
        else:
            self.alone = seal_bytes(pdf, self.place)

    def opened(self, of_file: bytes | None, alone: bytes | None) -> bytes:
        """The letter as it was made, from the sealed bytes that the database has handed out.

        Raises ``CannotOpen`` when the file's key is gone.
        """
        if alone is not None:
            return unseal_bytes(bytes(alone), self.place)
        assert of_file is not None
        field = ReferralLetter._meta.get_field("of_file")
        assert isinstance(field, PersonSealedBytesField)
        return field.open(bytes(of_file), self)


class LetterConveyance(UuidModel):
    """Once that a letter was handed on: how, when, by whom. Registered by hand, and final."""

    referral = models.ForeignKey(
        Referral, models.DO_NOTHING, related_name="conveyances", verbose_name=_("referral")
    )
    way = models.CharField(_("how"), max_length=10, choices=Conveyed.choices)
    on_day = models.DateField(_("day"))
    conveyed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("by whom")
    )
    to_whom = SealedTextField(verbose_name=_("to whom"))
    # The database's own time, whatever it is given: a register of what left the house.
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("sending of a letter")
        verbose_name_plural = _("sendings of letters")
        indexes = [models.Index(fields=["referral"], name="conveyance_referral")]
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=Conveyed.values), name="conveyance_way_known"
            ),
            # Who took it over is known when somebody stood there, or answered.
            models.CheckConstraint(
                condition=~Q(way__in=[Conveyed.BY_HAND, Conveyed.TELEPHONE])
                | Q(to_whom__isnull=False),
                name="conveyance_says_to_whom",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"to_whom": IDENTIFYING}

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.on_day}"
