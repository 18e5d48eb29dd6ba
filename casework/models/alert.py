"""What must be seen before anything else, and who stands near the person."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.enums import AlertKind, Relation
from casework.models.person import Person, PersonRow, PersonRowQuerySet
from casework.person_keys import PersonSealedTextField
from casework.privacy import IDENTIFYING, OPERATIONAL, SPECIAL


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class Alert(PersonRow):
    """A warning at the top of every page of the file, until somebody ends it."""

    kind = models.CharField(_("warning"), max_length=20, choices=AlertKind.choices)
    text = PersonSealedTextField(verbose_name=_("what to know"))
    from_day = models.DateField(_("from"), default=timezone.localdate)
    until_day = models.DateField(_("until"), null=True, blank=True)

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "from_day", "id"]
        verbose_name = _("warning")
        verbose_name_plural = _("warnings")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gte=F("from_day")),
                name="alert_days_in_order",
            ),
            models.CheckConstraint(condition=Q(kind__in=AlertKind.values), name="alert_kind_known"),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"kind": SPECIAL, "text": IDENTIFYING}

    def __str__(self) -> str:
        return self.get_kind_display()


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class RelatedPerson(PersonRow):
    """Somebody near the person: a child, a guardian, a god man, next of kin.

    Whether they may be told anything is asked and never guessed: a guardian may be the danger.
    """

    relation = models.CharField(_("relation"), max_length=20, choices=Relation.choices)
    name = PersonSealedTextField(verbose_name=_("name"))
    contact = PersonSealedTextField(verbose_name=_("contact"))
    about = PersonSealedTextField(verbose_name=_("about"))
    may_be_told = models.BooleanField(_("may be told"), default=False)
    is_danger = models.BooleanField(_("may be a danger"), default=False)
    lives_with = models.BooleanField(_("lives with the person"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    # Their own file, where there is one and the reader may see it.
    own_file = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("own file")
    )
    ended_on = models.DateField(_("no longer from"), null=True, blank=True)

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["relation", "created_at", "id"]
        verbose_name = _("related person")
        verbose_name_plural = _("related people")
        constraints = [
            models.CheckConstraint(
                condition=Q(relation__in=Relation.values), name="related_relation_known"
            ),
            models.CheckConstraint(
                condition=Q(is_danger=False) | Q(may_be_told=False),
                name="related_danger_is_told_nothing",
            ),
            models.CheckConstraint(
                condition=Q(own_file=None) | ~Q(own_file=F("person")),
                name="related_not_to_oneself",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "relation": SPECIAL,
            "name": IDENTIFYING,
            "contact": IDENTIFYING,
            "about": IDENTIFYING,
            "may_be_told": SPECIAL,
            "is_danger": SPECIAL,
            "lives_with": SPECIAL,
            "birth_year": SPECIAL,
            "own_file": SPECIAL,
        }
        # About somebody else: masked in an extract until a handler has looked at it.
        third_party: ClassVar = {"name", "contact", "about", "birth_year"}

    def __str__(self) -> str:
        return self.get_relation_display()
