"""Who the person is: optional, sealed, and apart from the file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.enums import IdentifierKind, IdentityGround
from casework.models.person import Person, PersonRow, PersonRowQuerySet
from casework.models.place import Country
from casework.person_keys import PersonSealedTextField
from casework.privacy import IDENTIFYING, OPERATIONAL

# Numbers that a look-up may use. The others are never searchable, so they have no digest.
SEARCHABLE = [IdentifierKind.PERSONAL_NUMBER, IdentifierKind.COORDINATION_NUMBER]


class Identity(PersonRow):
    """Name and contact. Separated again by deleting the row: it is in no history table."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="identity")
    given_name = PersonSealedTextField(verbose_name=_("given name"))
    family_name = PersonSealedTextField(verbose_name=_("family name"))
    address = PersonSealedTextField(verbose_name=_("address"))
    phone = PersonSealedTextField(verbose_name=_("telephone"))
    email = PersonSealedTextField(verbose_name=_("e-mail address"))
    ground = models.CharField(_("ground"), max_length=20, choices=IdentityGround.choices)
    ground_note = PersonSealedTextField(verbose_name=_("about the ground"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = [
            models.CheckConstraint(
                condition=Q(ground__in=IdentityGround.values), name="identity_has_ground"
            )
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "given_name": IDENTIFYING,
            "family_name": IDENTIFYING,
            "address": IDENTIFYING,
            "phone": IDENTIFYING,
            "email": IDENTIFYING,
            "ground_note": IDENTIFYING,
        }

    def __str__(self) -> str:
        return str(self.pk)


class Identifier(PersonRow):
    """One number. No constraint says that it is unique: that would tell that a file exists."""

    kind = models.CharField(_("kind"), max_length=20, choices=IdentifierKind.choices)
    value = PersonSealedTextField(verbose_name=_("number"))
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    digest = models.BinaryField(null=True, editable=False)

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "created_at"]
        verbose_name = _("number")
        verbose_name_plural = _("numbers")
        indexes = [models.Index(fields=["digest"], name="identifier_digest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SEARCHABLE, digest__isnull=False)
                | (~Q(kind__in=SEARCHABLE) & Q(digest=None)),
                name="identifier_digest_of_searchable",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=IdentifierKind.values), name="identifier_kind_known"
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"value": IDENTIFYING, "digest": IDENTIFYING}

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def shown(self) -> str:
        """The number as people write it."""
        if self.kind in SEARCHABLE:
            return f"{self.value[:8]}-{self.value[8:]}"
        return str(self.value)


class NamePart(models.Model):
    """A keyed digest of one part of a name, so that an exact part finds the file and nothing else.

    It is found only inside the files that the searcher sees.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="name_parts")
    digest = models.BinaryField(editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("part of a name")
        verbose_name_plural = _("parts of names")
        indexes = [models.Index(fields=["digest", "person"], name="name_part_digest")]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"digest": IDENTIFYING}

    def __str__(self) -> str:
        return str(self.pk)
