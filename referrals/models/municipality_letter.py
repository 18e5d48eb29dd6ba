"""The notice to a municipality that has not joined the offer (design rule 7).

A row says that one or more of its residents were met in a quarter, and nothing else: how many, who,
when and where is not in it and does not lead to it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.crypto import seal_bytes, unseal_bytes
from casework.models import Municipality, Unit, User
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL, SPECIAL
from casework.sealed_columns import SealedBytesField
from referrals.letter_enums import DropReason, LetterState, LetterWay

QUARTERS = (1, 4, 7, 10)
# After its end a quarter waits for what is signed late: then nobody can see which night it was.
GRACE = timedelta(days=14)


def quarter_of(day: date) -> date:
    """The first day of the quarter of *day*."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def quarter_before(day: date) -> date:
    """The first day of the quarter before that of *day*."""
    first = quarter_of(day)
    return date(first.year - 1, 10, 1) if first.month == 1 else first.replace(month=first.month - 3)


def quarter_to_tell(today: date) -> date:
    """The latest quarter that is over and has waited, by its first day."""
    return quarter_before(today - GRACE)


class MunicipalityLetterQuerySet(models.QuerySet["MunicipalityLetter"]):
    """Letters by who may see them."""

    def visible_to(self, user: User) -> MunicipalityLetterQuerySet:
        """All of them for those who lead the offer, none for anybody else."""
        from referrals.outward_access import visible_letters

        return self.filter(visible_letters(user))

    def listed(self) -> MunicipalityLetterQuerySet:
        """Without the letter itself, for lists."""
        return self.select_related("municipality").defer("letter")

    def waiting(self) -> MunicipalityLetterQuerySet:
        """Those that somebody still has to do something about."""
        return self.filter(state__in=[LetterState.PREPARED, LetterState.WRITTEN])


class MunicipalityLetter(UuidModel):
    """One letter: prepared by the clock, written and sent by hand, kept as it was sent."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    quarter = models.DateField(_("quarter"))
    state = models.CharField(
        _("state"), max_length=10, choices=LetterState.choices, default=LetterState.PREPARED
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("written by the unit")
    )
    letter = SealedBytesField(null=True, editable=False)
    written_at = models.DateTimeField(_("written"), null=True)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_on = models.DateField(_("sent"), null=True)
    # The quarter in which it was sent: a municipality is told once in each, whatever it is about.
    sent_quarter = models.DateField(null=True)
    way = models.CharField(
        _("how it was sent"), max_length=10, choices=LetterWay.choices, blank=True, default=""
    )
    dropped_because = models.CharField(
        _("why it was not sent"), max_length=10, choices=DropReason.choices, blank=True, default=""
    )
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = MunicipalityLetterQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter", "municipality__name"]
        verbose_name = _("letter to a municipality")
        verbose_name_plural = _("letters to municipalities")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "quarter"], name="letter_once_for_a_quarter"
            ),
            models.UniqueConstraint(
                fields=["municipality", "sent_quarter"], name="letter_sent_once_in_a_quarter"
            ),
            models.CheckConstraint(
                condition=Q(quarter__day=1, quarter__month__in=QUARTERS),
                name="letter_of_a_quarter",
            ),
            models.CheckConstraint(
                condition=Q(state="prepared", letter=None, written_at=None, written_by=None)
                | Q(state="dropped")
                | Q(
                    state__in=["written", "sent"],
                    letter__isnull=False,
                    unit__isnull=False,
                    written_at__isnull=False,
                    written_by__isnull=False,
                ),
                name="letter_written_as_its_state_says",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["prepared", "written"],
                    sent_on=None,
                    sent_quarter=None,
                    way="",
                    dropped_because="",
                    settled_at=None,
                    settled_by=None,
                )
                | Q(
                    state="sent",
                    sent_on__isnull=False,
                    sent_quarter__isnull=False,
                    way__in=LetterWay.values,
                    dropped_because="",
                    settled_at__isnull=False,
                    settled_by__isnull=False,
                )
                | Q(
                    state="dropped",
                    sent_on=None,
                    sent_quarter=None,
                    way="",
                    dropped_because__in=DropReason.values,
                    settled_at__isnull=False,
                    settled_by__isnull=False,
                ),
                name="letter_settled_as_its_state_says",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        # That somebody from there was met at all.
        exceptions: ClassVar = {"municipality": SPECIAL, "quarter": SPECIAL, "letter": SPECIAL}

    def __str__(self) -> str:
        return f"{self.municipality} {self.quarter.year}:{self.quarter_number}"

    @property
    def quarter_number(self) -> int:
        """Which of the four quarters of its year."""
        return (self.quarter.month + 2) // 3

    @property
    def is_waiting(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state in (LetterState.PREPARED, LetterState.WRITTEN)

    @property
    def place(self) -> str:
        """Where the letter is sealed to."""
        return f"{self._meta.db_table}.letter:{self.pk}"

    def keep(self, pdf: bytes) -> None:
        """Seal *pdf* into the row."""
        self.letter = seal_bytes(pdf, self.place)

    def opened(self) -> bytes:
        """The letter as it was written."""
        assert self.letter is not None
        return unseal_bytes(bytes(self.letter), self.place)
