"""People who come to KAST without saying who they are: a code, a way and a number of talks.

There is no free text and nothing to be reached by: what is not here can't be told to anybody.
"""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import Unit, User
from casework.models.base import UuidModel
from casework.privacy import COUNTABLE, OPERATIONAL, SPECIAL
from casework.said_dates import day_in_words
from referrals.kast_enums import KastKind, KastRoute, TalkForm, TalkWith

# Neither 0 and O nor 1, I and L: a code is said aloud.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 5
CODE = rf"K-[{SIGNS}]{{{LENGTH}}}"
EARLIEST = date(2000, 1, 1)


def draw_code() -> str:
    """A random code, as ``K-7H3M2``. Drawn, not counted: it tells neither order nor number."""
    return "K-" + "".join(secrets.choice(SIGNS) for _n in range(LENGTH))


class KastContactQuerySet(models.QuerySet["KastContact"]):
    """Contacts by who may see them."""

    def visible_to(self, user: User) -> KastContactQuerySet:
        """Those of a KAST unit where *user* works."""
        from referrals.outward_access import visible_kast

        return self.filter(visible_kast(user))


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class KastContact(UuidModel):
    """One contact. The person keeps the code and says it when they come again."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    code = models.CharField(_("code"), max_length=12, unique=True, default=draw_code)
    kind = models.CharField(_("whose contact"), max_length=10, choices=KastKind.choices)
    route = models.CharField(_("came by way of"), max_length=10, choices=KastRoute.choices)
    first_day = models.DateField(_("first contact"))
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = KastContactQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "-id"]
        verbose_name = _("anonymous contact")
        verbose_name_plural = _("anonymous contacts")
        indexes = [models.Index(fields=["unit", "-first_day"], name="kast_unit_day")]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=f"^{CODE}$"), name="kast_code_is_one"),
            models.CheckConstraint(
                condition=Q(kind__in=KastKind.values, route__in=KastRoute.values),
                name="kast_codes_known",
            ),
            models.CheckConstraint(
                condition=Q(first_day__gte=EARLIEST)
                & (Q(ended_on=None) | Q(ended_on__gte=F("first_day"))),
                name="kast_days_in_order",
            ),
        ]

    class Privacy:
        all = SPECIAL
        exceptions: ClassVar = {
            "id": OPERATIONAL,
            "unit": OPERATIONAL,
            "kind": COUNTABLE,
            "route": COUNTABLE,
            "created_at": OPERATIONAL,
            "created_by": OPERATIONAL,
            "updated_at": OPERATIONAL,
            "updated_by": OPERATIONAL,
        }

    def __str__(self) -> str:
        return self.code


class KastTalkQuerySet(models.QuerySet["KastTalk"]):
    """Talks by who may see them."""

    def visible_to(self, user: User) -> KastTalkQuerySet:
        """Those of contacts that *user* sees."""
        from referrals.outward_access import visible_kast

        return self.filter(visible_kast(user, "contact__"))


@pghistory.track(pghistory.DeleteEvent(), append_only=True)
class KastTalk(UuidModel):
    """One talk. What was said is not written down. One noted by mistake is taken away."""

    contact = models.ForeignKey(KastContact, models.CASCADE, related_name="talks")
    day = models.DateField(_("day"))
    form = models.CharField(_("how"), max_length=10, choices=TalkForm.choices)
    with_whom = models.CharField(_("who took part"), max_length=10, choices=TalkWith.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects: Any = KastTalkQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        verbose_name = _("talk")
        verbose_name_plural = _("talks")
        constraints = [
            models.CheckConstraint(
                condition=Q(form__in=TalkForm.values, with_whom__in=TalkWith.values),
                name="kast_talk_codes_known",
            ),
            models.CheckConstraint(condition=Q(day__gte=EARLIEST), name="kast_talk_in_our_time"),
        ]

    class Privacy:
        all = SPECIAL
        exceptions: ClassVar = {
            "id": OPERATIONAL,
            "form": COUNTABLE,
            "with_whom": COUNTABLE,
            "created_at": OPERATIONAL,
            "created_by": OPERATIONAL,
        }

    def __str__(self) -> str:
        return f"{self.get_form_display()} {day_in_words(self.day)}"
