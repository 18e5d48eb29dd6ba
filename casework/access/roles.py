"""The roles: what each may do, and the same in plain words. The product shows both from here.

Which rows that reaches is said in the access modules, which take their roles from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.enums import Role


class Duty(models.TextChoices):
    """What a role lets somebody do."""

    KEEPS_SHIFTS = "keeps_shifts", _("Plans and keeps shifts")
    WORKS_WITH_PEOPLE = (
        "works_with_people",
        _("Opens person files, and works in those that they have been given access to"),
    )
    MANAGES_A_UNIT = "manages_a_unit", _("Approves who works in the unit, and keeps its files")
    SEES_FIGURES = "sees_figures", _("Sees figures")
    REVIEWS_THE_LOG = "reviews_the_log", _("Reviews who read what")
    MANAGES_ACCOUNTS = "manages_accounts", _("Manages accounts and settings")


@dataclass(frozen=True)
class RoleRule:
    """What one role may do, and the words for it."""

    text: Promise | str
    duties: frozenset[Duty]


ROLES: dict[Role, RoleRule] = {
    Role.OUTREACH_WORKER: RoleRule(
        _(
            "Plans and keeps shifts, records the people met, and reads the shifts and encounters "
            "of the own unit."
        ),
        frozenset({Duty.KEEPS_SHIFTS, Duty.WORKS_WITH_PEOPLE}),
    ),
    Role.COORDINATOR: RoleRule(
        _("As an outreach worker, and follows individuals on from the first contact."),
        frozenset({Duty.KEEPS_SHIFTS, Duty.WORKS_WITH_PEOPLE}),
    ),
    Role.UNIT_WORKER: RoleRule(
        _(
            "Receives those who accepted an offer to the unit, and opens their contact details. "
            "Reads those encounters of joint shifts that the unit is there for."
        ),
        frozenset({Duty.WORKS_WITH_PEOPLE}),
    ),
    Role.UNIT_MANAGER: RoleRule(
        _("As the unit's workers; also imports earlier logs and approves who works in the unit."),
        frozenset({Duty.KEEPS_SHIFTS, Duty.WORKS_WITH_PEOPLE, Duty.MANAGES_A_UNIT}),
    ),
    Role.STATISTICS_MANAGER: RoleRule(
        _(
            "Sees figures, and makes editions that a colleague approves. Asks for exchange files "
            "in which nobody is named, which a colleague approves too. Sees no shift, no encounter "
            "and no person."
        ),
        frozenset({Duty.SEES_FIGURES}),
    ),
    Role.LOG_REVIEWER: RoleRule(
        _("Sees who read what and when. Sees no content."), frozenset({Duty.REVIEWS_THE_LOG})
    ),
    Role.ADMINISTRATOR: RoleRule(
        _("Manages accounts and settings. Sees no person, encounter or figure."),
        frozenset({Duty.MANAGES_ACCOUNTS}),
    ),
}


def roles_with(duty: Duty) -> list[Role]:
    """The roles that may do *duty*."""
    return [role for role, rule in ROLES.items() if duty in rule.duties]
