"""What is written in a file: drafts, their author's alone, and signed notes, which are final."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.journal_enums import NoteKind, NoteStrikeReason
from casework.models.person import PersonRow, PersonRowQuerySet
from casework.models.user import User
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL

# What draft and note share of what they tell about the person.
_TEXT_PRIVACY = {
    "kind": SPECIAL,
    "fact": IDENTIFYING,
    "assessment": IDENTIFYING,
    "measure": IDENTIFYING,
    "happened_at": SPECIAL,
}


class NoteText(PersonRow):
    """What draft and note share. Fact, assessment and measure are told apart (SOSFS 2014:5)."""

    kind = models.CharField(_("kind"), max_length=20, choices=NoteKind.choices)
    fact = PersonSealedTextField(verbose_name=_("what happened"))
    assessment = PersonSealedTextField(verbose_name=_("assessment"))
    measure = PersonSealedTextField(verbose_name=_("measure"))

    class Meta:
        abstract = True

    @property
    def texts(self) -> tuple[str, str, str]:
        """The three texts in their order; empty where nothing is written."""
        return (self.fact or "", self.assessment or "", self.measure or "")


class NoteDraftQuerySet(PersonRowQuerySet["NoteDraft"]):
    """Drafts: seen by nobody but who writes them."""

    def visible_to(self, user: User) -> NoteDraftQuerySet:
        """*user*'s own, in files that they still see."""
        found: NoteDraftQuerySet = super().visible_to(user).filter(created_by=user)  # type: ignore[assignment]
        return found


class NoteDraft(NoteText):
    """A note that is not signed yet. Its identifier becomes the note's.

    *version* counts the saves, and *saved_from* names the window that saved last: another window
    that began with an earlier version is told, and overwrites nothing.
    """

    happened_at = models.DateTimeField(_("when it happened"), null=True, blank=True)
    corrects = models.ForeignKey("Note", models.CASCADE, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    saved_from = models.UUIDField(null=True)

    objects = NoteDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "id"]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NoteKind.values), name="draft_kind_known"),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = _TEXT_PRIVACY

    def __str__(self) -> str:
        return self.get_kind_display()


class Note(NoteText):
    """A signed note: the database lets nobody change it. *created_by* wrote and signed it.

    Striking hides the text from readers and leaves the row; it happens once and is not undone.
    """

    happened_at = models.DateTimeField(_("when it happened"))
    begun_at = models.DateTimeField(_("when writing began"))
    signed_at = models.DateTimeField(_("signed"), default=timezone.now)
    corrects = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrects"),
    )
    struck_at = models.DateTimeField(_("struck"), null=True, blank=True)
    struck_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("struck by")
    )
    struck_reason = models.CharField(
        _("why struck"), max_length=20, choices=NoteStrikeReason.choices, blank=True, default=""
    )

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-signed_at", "id"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [models.Index(fields=["person", "-happened_at"], name="note_person_happened")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NoteKind.values), name="note_kind_known"),
            models.CheckConstraint(
                condition=Q(fact__isnull=False)
                | Q(assessment__isnull=False)
                | Q(measure__isnull=False),
                name="note_says_something",
            ),
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_by=None, struck_reason="")
                | Q(
                    struck_at__isnull=False,
                    struck_by__isnull=False,
                    struck_reason__in=NoteStrikeReason.values,
                ),
                name="note_struck_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(corrects=models.F("id")),
                name="note_no_correction_of_itself",
            ),
            models.CheckConstraint(
                condition=Q(begun_at__lte=models.F("signed_at")), name="note_begun_before_signed"
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = _TEXT_PRIVACY | {"signed_at": COUNTABLE}

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_struck(self) -> bool:
        """Whether the text is hidden."""
        return self.struck_at is not None


class NoteDisagreement(PersonRow):
    """What the person says against a signed note, in their own words. Only ever added."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="disagreements")
    words = PersonSealedTextField(verbose_name=_("the person's words"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("disagreement")
        verbose_name_plural = _("disagreements")
        constraints = [
            models.CheckConstraint(
                condition=Q(words__isnull=False), name="disagreement_says_something"
            )
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"words": IDENTIFYING}

    def __str__(self) -> str:
        return str(self.pk)
