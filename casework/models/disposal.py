"""How long a file is kept, and the way from a proposal to a certificate."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.disposal.words import Basis, HoldKind, KeepWhy, ListState, Mark, Reason
from casework.models.base import UuidModel
from casework.models.organisation import Unit
from casework.models.person import Person, PersonRow, PersonRowQuerySet
from casework.models.user import User
from casework.person_keys import PersonSealedTextField
from casework.privacy import IDENTIFYING, OPERATIONAL, SPECIAL
from casework.said_dates import day_in_words

# No city may set a shorter period of regret than this.
SHORTEST_REGRET = timedelta(days=7)


class DisposalBasis(PersonRow):
    """What the file is about and on which day of a month the person is born, for the rules."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="disposal_basis")
    basis = models.CharField(
        _("what the file is about"), max_length=20, choices=Basis.choices, default=Basis.ORDINARY
    )
    birth_day = models.PositiveSmallIntegerField(_("born on the day"), null=True, blank=True)

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        verbose_name = _("basis of disposal")
        verbose_name_plural = _("bases of disposal")
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_day=None) | Q(birth_day__range=(1, 31)),
                name="disposal_birth_day_of_a_month",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=Basis.values), name="disposal_basis_known"
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"basis": SPECIAL, "birth_day": SPECIAL}

    def __str__(self) -> str:
        return self.get_basis_display()


class DisposalHold(PersonRow):
    """Why a file must not be destroyed for the time being, until when, and who says so."""

    kind = models.CharField(_("why"), max_length=20, choices=HoldKind.choices)
    note = PersonSealedTextField(verbose_name=_("more about it"))
    until_day = models.DateField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="disposal_hold_lifted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=HoldKind.values), name="disposal_hold_known"
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"kind": SPECIAL, "note": IDENTIFYING}

    def __str__(self) -> str:
        return self.get_kind_display()


class DisposalListQuerySet(models.QuerySet["DisposalList"]):
    """Lists by who may see them."""

    def visible_to(self, user: User) -> DisposalListQuerySet:
        """Those of the boards in which *user* manages a unit."""
        from casework.access.disposal import visible_lists

        return self.filter(visible_lists(user))


class DisposalList(UuidModel):
    """Files of one unit and one rule whose time is up, from the proposal to the certificate."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    # The name of the rules by which its files are there: each kind of file has its own.
    rules = models.CharField(max_length=60)
    state = models.CharField(
        _("state"), max_length=10, choices=ListState.choices, default=ListState.PROPOSED
    )
    proposed_at = models.DateTimeField(_("proposed"))
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("approved"), null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # The end of the period of regret: nothing is destroyed before.
    due_at = models.DateTimeField(_("destroyed from"), null=True)
    stopped_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # What has been destroyed so far, written in the transaction of each file.
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    destroyed = models.PositiveIntegerField(_("destroyed"), default=0)
    rows_destroyed = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")
    updated_at = models.DateTimeField(auto_now=True)

    objects = DisposalListQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "id"]
        verbose_name = _("disposal list")
        verbose_name_plural = _("disposal lists")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "rules"],
                condition=Q(state=ListState.PROPOSED),
                name="disposal_list_one_proposed_a_rule",
            ),
            # The rule that one person alone destroys nothing stands in the database too.
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | (Q(reviewed_by__isnull=False) & ~Q(approved_by=F("reviewed_by"))),
                name="disposal_list_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ListState.APPROVED, ListState.DONE])
                | Q(
                    reviewed_at__isnull=False,
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    due_at__gte=F("approved_at") + SHORTEST_REGRET,
                ),
                name="disposal_list_approved_with_regret",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ListState.values), name="disposal_list_state_known"
            ),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.unit} {day_in_words(self.proposed_at)}"


class DisposalItemQuerySet(models.QuerySet["DisposalItem"]):
    """Files on lists by who may see that they are."""

    def visible_to(self, user: User) -> DisposalItemQuerySet:
        """Those on the lists that *user* sees."""
        return self.filter(list__in=DisposalList.objects.visible_to(user))


class DisposalItem(UuidModel):
    """One file on a list. It goes with the file: the certificate holds no trace of which it was.

    *label* is the pseudonym, and empty where the identity is protected: the list is read by people
    who are not named for the file.
    """

    list = models.ForeignKey(DisposalList, models.PROTECT, related_name="items")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="disposal_items")
    label = models.CharField(max_length=30, blank=True, default="")
    reason = models.CharField(_("rule"), max_length=20, choices=Reason.choices)
    reference_date = models.DateField(_("last note"))
    finish_by = models.DateField(_("to be done by"))
    mark = models.CharField(_("mark"), max_length=10, choices=Mark.choices, default=Mark.OPEN)
    keep_why = models.CharField(
        _("why kept"), max_length=10, choices=KeepWhy.choices, blank=True, default=""
    )
    marked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = DisposalItemQuerySet.as_manager()

    class Meta:
        ordering = ["finish_by", "label", "id"]
        verbose_name = _("file on a disposal list")
        verbose_name_plural = _("files on disposal lists")
        constraints = [
            models.UniqueConstraint(fields=["list", "person"], name="disposal_item_once_a_list"),
            models.CheckConstraint(
                condition=Q(mark=Mark.KEEP) & ~Q(keep_why="") | ~Q(mark=Mark.KEEP) & Q(keep_why=""),
                name="disposal_item_kept_for_a_reason",
            ),
            models.CheckConstraint(condition=Q(mark__in=Mark.values), name="disposal_item_mark"),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"reason": SPECIAL, "label": SPECIAL}

    def __str__(self) -> str:
        return self.label


class DisposalReplay(models.Model):
    """A file that was destroyed once and came back with a restored backup: to be destroyed again.

    Put in from a list that this system signed (``manage.py replay_disposals``).
    """

    destroyed_id = models.UUIDField(primary_key=True)

    class Meta:
        verbose_name = _("disposal to repeat")
        verbose_name_plural = _("disposals to repeat")

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return str(self.destroyed_id)
