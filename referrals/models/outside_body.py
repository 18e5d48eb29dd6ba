"""Bodies outside the installation that referrals go to. Data of the city."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models import Municipality
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL
from referrals.enums import BodyKind


class OutsideBody(UuidModel):
    """One authority or organisation. Its people have no account: what they answer is registered."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind.choices)
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
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=BodyKind.values), name="outside_body_kind_known"
            )
        ]

    class Privacy:
        all = OPERATIONAL

    @property
    def needs_municipality(self) -> bool:
        """Whether it stands for any municipality, so that a referral has to say which."""
        return self.kind == BodyKind.MUNICIPALITY and self.municipality_id is None

    @property
    def needs_district(self) -> bool:
        """Whether it stands for the districts of the city, so that a referral has to say which."""
        return self.kind == BodyKind.DISTRICT

    def __str__(self) -> str:
        return self.name
