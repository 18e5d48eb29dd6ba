"""What the person has a right to: an extract of what we hold, and correction of it."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.extract.words import (
    CorrectionKind,
    CorrectionOutcome,
    Delivery,
    ExtractError,
    ExtractState,
    ReceivedHow,
)
from casework.models.person import PersonRow, PersonRowQuerySet
from casework.models.user import User
from casework.person_keys import PersonSealedTextField, seal_for, unseal_for
from casework.privacy import IDENTIFYING, OPERATIONAL
from casework.said_dates import day_in_words

# How long an extract is kept for whoever hands it over.
KEPT = timedelta(days=7)
# No sign of life for so long means that whoever made it is gone. The task is stopped before.
STALE = timedelta(minutes=5)
MOST_ATTEMPTS = 3
OPEN_STATES = [ExtractState.QUEUED, ExtractState.RUNNING]


class ExtractRequest(PersonRow):
    """An ordered extract: what is masked, how it is handed over, and the two sealed files.

    They are sealed with the file's own key: when the file is destroyed, so are they.
    """

    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    delivery = models.CharField(_("how it is handed over"), max_length=10, choices=Delivery.choices)
    # What the handler decided: reasons by place, and words that are masked wherever they stand.
    masks = PersonSealedTextField(verbose_name=_("masks"))

    state = models.CharField(
        _("state"), max_length=10, choices=ExtractState.choices, default=ExtractState.PREPARING
    )
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(
        _("error"), max_length=20, choices=ExtractError.choices, blank=True, default=""
    )
    sealed_pdf = models.BinaryField(null=True, editable=False)
    sealed_json = models.BinaryField(null=True, editable=False)
    # The last sign of life, from whoever queued it or makes it.
    seen_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(_("ready"), null=True)
    expires_at = models.DateTimeField(_("kept until"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("register extract")
        verbose_name_plural = _("register extracts")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=~Q(state__in=[ExtractState.DONE, ExtractState.FAILED]),
                name="extract_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ExtractState.DONE,
                    sealed_pdf__isnull=False,
                    sealed_json__isnull=False,
                    finished_at__isnull=False,
                )
                | (~Q(state=ExtractState.DONE) & Q(sealed_pdf=None, sealed_json=None)),
                name="extract_files_when_done",
            ),
            models.CheckConstraint(
                condition=Q(state=ExtractState.FAILED) & ~Q(error="")
                | ~Q(state=ExtractState.FAILED) & Q(error=""),
                name="extract_error_when_failed",
            ),
            models.CheckConstraint(
                condition=Q(delivery__in=Delivery.values) & Q(state__in=ExtractState.values),
                name="extract_words_known",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "masks": IDENTIFYING,
            "sealed_pdf": IDENTIFYING,
            "sealed_json": IDENTIFYING,
        }

    def __str__(self) -> str:
        return day_in_words(self.created_at)

    @property
    def is_open(self) -> bool:
        """Whether it is waiting or being made."""
        return self.state in OPEN_STATES

    def _place(self, form: str) -> str:
        return f"{self._meta.db_table}.sealed_{form}:{self.pk}"

    def seal_files(self, *, pdf: bytes, json: bytes) -> None:
        """Keep the two files so that they open only in this row."""
        self.sealed_pdf = seal_for(self.person_id, pdf, self._place("pdf"))
        self.sealed_json = seal_for(self.person_id, json, self._place("json"))

    def open_file(self, form: str) -> bytes:
        """The file *form* (``pdf`` or ``json``). Raises ``ValueError`` when there is none."""
        sealed = self.sealed_pdf if form == "pdf" else self.sealed_json
        if sealed is None:
            raise ValueError("There is no extract yet.")
        return unseal_for(self.person_id, bytes(sealed), self._place(form))


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class Correction(PersonRow):
    """A request to correct, complete, remove or restrict, and what was decided about it."""

    kind = models.CharField(_("asks for"), max_length=12, choices=CorrectionKind.choices)
    received_on = models.DateField(_("received"), default=timezone.localdate)
    received_how = models.CharField(_("how"), max_length=15, choices=ReceivedHow.choices)
    request = PersonSealedTextField(verbose_name=_("what the person says"))
    outcome = models.CharField(
        _("decision"), max_length=10, choices=CorrectionOutcome.choices, blank=True, default=""
    )
    reason = PersonSealedTextField(verbose_name=_("reason"))
    # What the decision changed: the place in the file, in the handler's words.
    changed = PersonSealedTextField(verbose_name=_("what was changed, and where"))
    told_of_appeal = models.BooleanField(
        _("the person was told how to appeal and complain"), default=False
    )
    restricts = models.BooleanField(_("the use is restricted meanwhile"), default=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-created_at", "id"]
        verbose_name = _("request for correction")
        verbose_name_plural = _("requests for correction")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None, decided_by=None)
                | (~Q(outcome="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="correction_decided_by_somebody",
            ),
            # A refusal can be appealed, and one who is not told can't know.
            models.CheckConstraint(
                condition=~Q(outcome=CorrectionOutcome.REFUSED)
                | Q(told_of_appeal=True, reason__isnull=False),
                name="correction_refused_with_reason_and_appeal",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(restricts=False),
                name="correction_restricts_until_decided",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CorrectionKind.values)
                & Q(received_how__in=ReceivedHow.values)
                & Q(outcome__in=["", *CorrectionOutcome.values]),
                name="correction_words_known",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "request": IDENTIFYING,
            "reason": IDENTIFYING,
            "changed": IDENTIFYING,
        }

    def __str__(self) -> str:
        return self.get_kind_display()
