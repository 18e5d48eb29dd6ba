"""Two files that may be about one person. Linked, never merged; undone as easily."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.base import UuidModel
from casework.models.person import Person
from casework.models.user import User
from casework.person_keys import PersonSealedTextField
from casework.privacy import IDENTIFYING, OPERATIONAL, SPECIAL


class PersonLinkQuerySet(models.QuerySet["PersonLink"]):
    """Links by who may see them."""

    def visible_to(self, user: User) -> PersonLinkQuerySet:
        """Those of which *user* sees both files."""
        from casework.access.persons import visible_links

        return self.filter(visible_links(user))

    def in_force(self) -> PersonLinkQuerySet:
        """Those that nobody has undone."""
        return self.filter(undone_at=None)


class PersonLink(UuidModel):
    """A link between two files, the lower identifier first. Seen by whoever sees both.

    Undone it stays, so that a link that was wrong once is not suggested again.
    """

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    reason = PersonSealedTextField(verbose_name=_("why"), person="first")
    linked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(_("linked"), auto_now_add=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    objects = PersonLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-linked_at", "id"]
        verbose_name = _("link between files")
        verbose_name_plural = _("links between files")
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="link_in_order"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="link_undone_by_somebody",
            ),
            # Only who sees both files can make a link, so this tells nobody of a file.
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(undone_at=None), name="link_once"
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"first": SPECIAL, "second": SPECIAL, "reason": IDENTIFYING}

    def __str__(self) -> str:
        return str(self.pk)

    def other_than(self, person: Person) -> Person:
        """The file at the other end."""
        return self.second if self.first_id == person.pk else self.first
