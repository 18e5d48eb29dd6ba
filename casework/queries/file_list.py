"""Files as the list shows them: pseudonyms, work and times, and nothing to filter people by.

By law one may look for people by name, number or case number only, so the list is narrowed by whose
work it is, by unit and by the kind of file, and by nothing that describes a person.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.access.memberships import unit_ids
from casework.access.reached import STAFF_UNITS, told
from casework.enums import CaseState
from casework.models import Case as UnitCase
from casework.models import Person, Unit, User
from casework.recurring import read_recurring
from casework.together import Lists

# What the list may be narrowed to, and the words for it.
WHOSE: dict[str, str | Promise] = {
    "all": _("All"),
    "mine": _("Mine"),
    "units": _("My units'"),
    "waiting": _("Waiting"),
    "closed": _("Closed"),
}
STATES: dict[str, str | Promise] = {
    "waiting": _("Waits for somebody to be responsible"),
    "open": _("Ongoing"),
    "closed": _("Closed"),
}


# The work in the file ``{column}`` that matters most: open before closed, the user's own units'
# before others'.
_WORK = f"""(SELECT {{shown}} FROM casework_case c
    JOIN casework_unit u ON u.id = c.unit_id
    LEFT JOIN casework_user r ON r.id = c.responsible_id
    WHERE c.person_id = {{column}}
    ORDER BY c.state <> '{CaseState.OPEN}', c.unit_id NOT IN ({STAFF_UNITS}), c.opened_at DESC, c.id
    LIMIT 1)"""  # noqa: S608  # nosec B608 - constants of this module
_SHOWN = {
    "unit_name": "u.name",
    "responsible_name": "r.full_name",
    "state": f"""CASE WHEN c.state = '{CaseState.CLOSED}' THEN 'closed'
        WHEN c.responsible_id IS NULL THEN 'waiting' ELSE 'open' END""",
}


def listed_files(user: User) -> QuerySet[Person]:
    """Files that *user* sees, protected identities left out, each with the work that matters most.

    That is open work before closed and the user's own units' before others': ``unit_name``,
    ``responsible_name`` and ``state``.
    """
    shown = {
        name: told(user, _WORK.replace("{shown}", sql), output_field=CharField())
        for name, sql in _SHOWN.items()
    }
    return Person.objects.visible_to(user).listed().annotate(**shown)


def narrowed(
    files: QuerySet[Person], user: User, *, whose: str, kind: str = "", unit: Unit | None = None
) -> QuerySet[Person]:
    """Only those whose work is *whose* (:data:`WHOSE`), of a *kind* and in a *unit* if given."""
    cases = UnitCase.objects.filter(person=OuterRef("pk"))
    working = cases.filter(state=CaseState.OPEN)
    # Made only where it is asked for: the list of all is the one that is opened all day.
    conditions: dict[str, Callable[[], Q]] = {
        "mine": lambda: Q(Exists(working.filter(responsible=user))),
        "units": lambda: Q(Exists(working.filter(unit__in=unit_ids(user)))),
        "waiting": lambda: Q(Exists(working.filter(responsible=None))),
        "closed": lambda: ~Q(Exists(working)),
    }
    if whose in conditions:
        files = files.filter(conditions[whose]())
    if kind:
        files = files.filter(kind=kind)
    if unit is not None:
        files = files.filter(Exists(cases.filter(unit=unit)))
    return files


def protected_files(user: User) -> QuerySet[Person]:
    """Files with protected identity for which *user* is named, by pseudonym."""
    return Person.objects.visible_to(user).exclude(protection="").order_by("pseudonym")


def has_protected(user: User) -> bool:
    """Whether there is any such file: asked on every list."""
    ((found,),) = read_recurring(user, [_a_protected_file])
    return bool(found)


def _a_protected_file(user: User, _person: Person) -> Lists:
    return [protected_files(user).order_by().values_list("pk")[:1]]
