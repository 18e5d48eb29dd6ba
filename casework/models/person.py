"""A person's file: anonymous from the start, known by a pseudonym."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, TypeVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.enums import (
    ExploitationForm,
    Gender,
    InterpreterNeed,
    PersonRole,
    ProtectedIdentity,
    SexualKind,
)
from casework.models.base import UuidModel
from casework.models.place import Country, Municipality
from casework.models.user import User
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from casework.sealed_columns import SealedBytesField


class PersonQuerySet(models.QuerySet["Person"]):
    """Files by who may see them."""

    def visible_to(self, user: User) -> PersonQuerySet:
        """Those that *user* has been given access to, personally or through a unit."""
        from casework.access.persons import visible_persons

        return self.filter(visible_persons(user))

    def listed(self) -> PersonQuerySet:
        """Without protected identities, which stand in no list and no search."""
        return self.filter(protection=ProtectedIdentity.NONE)


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(),
    # Follows from other rows, whose own history tells of it.
    exclude=["last_event_at"],
    append_only=True,
)
class Person(UuidModel):
    """One person's file. No name: identity is a row of its own, and optional.

    *kind* is a wall (design rule 2): a unit reads the kinds that it is there for, and what is asked
    of an exploited person is not asked of a buyer.
    """

    pseudonym = models.CharField(_("case number"), max_length=30, unique=True)
    kind = models.CharField(_("who it is about"), max_length=20, choices=PersonRole.choices)
    protection = models.CharField(
        _("protected identity"),
        max_length=20,
        choices=ProtectedIdentity.choices,
        blank=True,
        default=ProtectedIdentity.NONE,
    )
    # Follows from the statements of age: a child until this day, in every rule (design rule 5).
    child_until = models.DateField(_("a child until"), null=True, blank=True)
    gender = models.CharField(
        _("gender"), max_length=10, choices=Gender.choices, blank=True, default=""
    )
    citizenship = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("citizenship"),
    )
    home_municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("home municipality"),
    )
    languages = ArrayField(
        models.CharField(max_length=8), default=list, blank=True, verbose_name=_("languages")
    )
    interpreter = models.CharField(
        _("interpreter"), max_length=12, choices=InterpreterNeed.choices, blank=True, default=""
    )
    exploitation_form = models.CharField(
        _("form of exploitation"),
        max_length=20,
        choices=ExploitationForm.choices,
        blank=True,
        default="",
    )
    sexual_kind = models.CharField(
        _("kind of sexual exploitation"),
        max_length=20,
        choices=SexualKind.choices,
        blank=True,
        default="",
    )
    important_to_me = PersonSealedTextField(
        verbose_name=_("what is important to me"), person="self"
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # The list sorts by it. The database keeps it (casework/last_events.py), whatever is saved here.
    last_event_at = models.DateTimeField(_("last event"), editable=False, default=timezone.now)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["pseudonym"]
        verbose_name = _("person file")
        verbose_name_plural = _("person files")
        # What a grant gives; the levels of casework.enums.AccessLevel.
        permissions = [
            ("read_person", "Reads a file"),
            ("work_person", "Reads and writes in a file"),
            ("manage_person", "Decides who else may use a file"),
        ]
        default_permissions: ClassVar[list[str]] = []
        indexes = [
            models.Index(fields=["-opened_at", "id"], name="person_opened"),
            models.Index(fields=["-last_event_at", "id"], name="person_last_event"),
            # The few: asked for on every list, to know whether their own page is offered.
            models.Index(fields=["id"], condition=~Q(protection=""), name="person_protected"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PersonRole.values), name="person_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(protection__in=ProtectedIdentity.values), name="person_protection_known"
            ),
            # A buyer's file holds nothing that belongs to somebody exploited.
            models.CheckConstraint(
                condition=Q(kind=PersonRole.EXPLOITED) | Q(exploitation_form="", sexual_kind=""),
                name="person_exploitation_only_of_exploited",
            ),
            models.CheckConstraint(
                condition=Q(sexual_kind="") | Q(exploitation_form=ExploitationForm.SEXUAL),
                name="person_sexual_kind_of_sexual",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "kind": COUNTABLE,
            "protection": SPECIAL,
            "child_until": SPECIAL,
            "gender": COUNTABLE,
            "citizenship": SPECIAL,
            "home_municipality": SPECIAL,
            "languages": SPECIAL,
            "interpreter": COUNTABLE,
            "exploitation_form": COUNTABLE,
            "sexual_kind": COUNTABLE,
            "important_to_me": IDENTIFYING,
            "last_event_at": SPECIAL,
        }

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def person_id(self) -> object:
        """Whose key seals what lies here: the file's own."""
        return self.pk

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        """As Django's, which makes all choices anew for every row of a list."""
        return str(PersonRole(self.kind).label)

    @property
    def is_protected(self) -> bool:
        """Whether the identity is protected in the population register."""
        return self.protection != ProtectedIdentity.NONE

    def is_child_on(self, day: date | None = None) -> bool:
        """Whether the person is, or possibly is, under 18 on *day* (design rule 5)."""
        return self.child_until is not None and (day or timezone.localdate()) < self.child_until


class PersonKey(models.Model):
    """The data key of one file, wrapped by a key of ``FIELD_KEYS``.

    Destroying the row destroys everything that is sealed in the file, in history and backups too.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="data_key")
    wrapped = SealedBytesField(editable=False)

    class Meta:
        verbose_name = _("data key")
        verbose_name_plural = _("data keys")

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return str(self.pk)


R = TypeVar("R", bound=models.Model)


class PersonRowQuerySet(models.QuerySet[R]):
    """Rows of a file: seen by whoever sees the file."""

    def visible_to(self, user: User) -> PersonRowQuerySet[R]:
        """Those of the files that *user* has been given access to."""
        from casework.access.persons import visible_person_rows

        return self.filter(visible_person_rows(user))


class PersonRow(UuidModel):
    """What every row of a file has. *updated_at* is the version that a form shows."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="%(class)s_set")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
