"""What somebody has agreed may pass, to whom, for what and until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.journal_enums import ConsentForm, ConsentGiver, ConsentPurpose, InformationKind
from casework.models.alert import RelatedPerson
from casework.models.organisation import Unit
from casework.models.person import PersonRow, PersonRowQuerySet
from casework.models.user import User
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL

# How long beforehand the end of a consent is shown.
ENDS_SOON = timedelta(days=30)


class ConsentQuerySet(PersonRowQuerySet["Consent"]):
    """Consents by time."""

    def visible_to(self, user: User) -> ConsentQuerySet:
        """Those of the files that *user* has been given access to."""
        found: ConsentQuerySet = super().visible_to(user)  # type: ignore[assignment]
        return found

    def in_force(self, day: date | None = None) -> ConsentQuerySet:
        """Those that hold on *day*. A withdrawn one holds no longer on the day of withdrawal.

        Nor does one by a guardian who has turned out to be a danger since.
        """
        day = day or timezone.localdate()
        return self.filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__date__gt=day),
            Q(given_by_related=None) | Q(given_by_related__is_danger=False),
            from_day__lte=day,
            until_day__gte=day,
        )


class Consent(PersonRow):
    """One consent. Never changed and never deleted: it runs out, or is withdrawn once."""

    purpose = models.CharField(_("purpose"), max_length=20, choices=ConsentPurpose.choices)
    recipient_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    recipient_body = PersonSealedTextField(verbose_name=_("other recipient"))
    kinds = ArrayField(
        models.CharField(max_length=20, choices=InformationKind.choices),
        verbose_name=_("what may pass"),
    )
    from_day = models.DateField(_("from"), default=timezone.localdate)
    until_day = models.DateField(_("until"))
    form = models.CharField(_("how"), max_length=10, choices=ConsentForm.choices)
    given_by = models.CharField(_("given by"), max_length=20, choices=ConsentGiver.choices)
    # Which guardian or god man: one of the related people of the file.
    given_by_related = models.ForeignKey(
        RelatedPerson,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("which related person"),
    )
    remark = PersonSealedTextField(verbose_name=_("remark"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawal recorded by"),
    )
    withdrawn_how = models.CharField(
        _("how withdrawn"), max_length=10, choices=ConsentForm.choices, blank=True, default=""
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-from_day", "-created_at", "id"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["person", "until_day"], name="consent_person_until")]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=ConsentPurpose.values, form__in=ConsentForm.values),
                name="consent_words_known",
            ),
            models.CheckConstraint(
                condition=Q(kinds__contained_by=InformationKind.values) & Q(kinds__len__gt=0),
                name="consent_says_what_may_pass",
            ),
            models.CheckConstraint(
                condition=Q(recipient_unit__isnull=False, recipient_body=None)
                | Q(recipient_unit=None, recipient_body__isnull=False),
                name="consent_has_one_recipient",
            ),
            models.CheckConstraint(
                condition=Q(until_day__gte=F("from_day")), name="consent_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(given_by=ConsentGiver.PERSON, given_by_related=None)
                | Q(
                    given_by__in=[ConsentGiver.GUARDIAN, ConsentGiver.SPECIAL_GUARDIAN],
                    given_by_related__isnull=False,
                ),
                name="consent_given_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_how="")
                | Q(
                    withdrawn_at__isnull=False,
                    withdrawn_by__isnull=False,
                    withdrawn_how__in=ConsentForm.values,
                ),
                name="consent_withdrawn_by_somebody",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "purpose": SPECIAL,
            "recipient_unit": SPECIAL,
            "recipient_body": IDENTIFYING,
            "kinds": SPECIAL,
            "from_day": SPECIAL,
            "until_day": SPECIAL,
            "form": COUNTABLE,
            "given_by": SPECIAL,
            "given_by_related": SPECIAL,
            "remark": IDENTIFYING,
            "withdrawn_at": SPECIAL,
            "withdrawn_how": SPECIAL,
        }

    def __str__(self) -> str:
        return self.get_purpose_display()

    @property
    def recipient(self) -> str:
        """The unit or the other body, in words."""
        return str(self.recipient_unit) if self.recipient_unit_id else self.recipient_body or ""

    @property
    def kind_labels(self) -> list[str]:
        """What may pass, in words and in the order of the choices."""
        return [str(kind.label) for kind in InformationKind if kind in self.kinds]

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back."""
        return self.withdrawn_at is not None

    @property
    def is_from_danger(self) -> bool:
        """Whether who gave it for the person may be a danger to them."""
        return self.given_by_related is not None and self.given_by_related.is_danger

    def holds_on(self, day: date) -> bool:
        """The check that agrees with :meth:`ConsentQuerySet.in_force`."""
        gone = self.withdrawn_at is not None and timezone.localdate(self.withdrawn_at) <= day
        return not gone and not self.is_from_danger and self.from_day <= day <= self.until_day

    @property
    def is_in_force(self) -> bool:
        """Whether it holds today."""
        return self.holds_on(timezone.localdate())

    @property
    def ends_soon(self) -> bool:
        """Whether it holds today and runs out within thirty days."""
        return self.is_in_force and self.until_day <= timezone.localdate() + ENDS_SOON


class ConsentGrant(PersonRow):
    """An access that rests on a consent: withdrawing it ends the access in the same transaction."""

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="grants")
    # A row of casework_personuserpermission or casework_personunitpermission.
    grant_id = models.UUIDField()

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("access by consent")
        verbose_name_plural = _("accesses by consent")
        constraints = [
            models.UniqueConstraint(fields=["consent", "grant_id"], name="consent_grant_once")
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return str(self.pk)
