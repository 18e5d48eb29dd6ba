"""Bodies outside the installation that referrals go to, and their kinds. Data of the city."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.models import Municipality
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL
from referrals.enums import CountedAs, StandsFor


class BodyKind(UuidModel):
    """A kind of body outside, and what follows of it. A city's file may name more of them."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name_sv = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    stands_for = models.CharField(
        _("stands for"), max_length=12, choices=StandsFor.choices, blank=True, default=""
    )
    written_to_in = models.CharField(
        _("written to in"), max_length=2, choices=settings.LANGUAGES, default="sv"
    )
    counted_as = models.CharField(
        _("counted as"), max_length=30, choices=CountedAs.choices, default=CountedAs.OTHER
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("kind of outside body")
        verbose_name_plural = _("kinds of outside bodies")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    stands_for__in=StandsFor.values,
                    written_to_in__in=[code for code, _name in settings.LANGUAGES],
                    counted_as__in=CountedAs.values,
                ),
                name="body_kind_words_known",
            )
        ]

    class Privacy:
        all = OPERATIONAL

    @property
    def takes_reports(self) -> bool:
        """Whether it is a social service: 19 kap. 1 § SoL (2025:400) has them take reports."""
        return self.stands_for != StandsFor.NOBODY

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_sv


class OutsideBody(UuidModel):
    """One authority or organisation. Its people have no account: what they answer is registered."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.ForeignKey(
        BodyKind,
        models.PROTECT,
        to_field="code",
        db_column="kind",
        related_name="+",
        verbose_name=_("kind"),
    )
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True, default="")
    address = models.CharField(_("postal address"), max_length=300, blank=True, default="")
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("outside body")
        verbose_name_plural = _("outside bodies")

    class Privacy:
        all = OPERATIONAL

    @property
    def needs_municipality(self) -> bool:
        """Whether it stands for any municipality, so that a referral has to say which."""
        return self.kind.stands_for == StandsFor.MUNICIPALITY and self.municipality_id is None

    @property
    def needs_district(self) -> bool:
        """Whether it stands for the districts of the city, so that a referral has to say which."""
        return self.kind.stands_for == StandsFor.DISTRICT

    @property
    def with_kind(self) -> str:
        """Its name, with what kind it is where the name does not say so."""
        kind = str(self.kind)
        return self.name if kind.casefold() in self.name.casefold() else f"{self.name} ({kind})"

    def __str__(self) -> str:
        return self.name
