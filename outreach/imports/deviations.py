"""Where a row breaks a rule that would have stopped it, had it been entered here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casework.enums import PersonRole, YesNo, YesNoUnknown
from outreach.enums import Deviation, OfferAnswer, SupportKind
from outreach.imports.rows import PersonRow

# For each kind of support: the youngest and oldest age that each receiving unit takes.
AgeLimits = Mapping[str, Sequence[tuple[int | None, int | None]]]

# Rule 2: KAST is there for buyers, Mika for the exploited. The database says it of what is entered.
_NOT_FOR = {
    (PersonRole.EXPLOITED, SupportKind.KAST),
    (PersonRole.SUSPECTED_BUYER, SupportKind.MIKA),
}
_CHILD_ROLES = (PersonRole.EXPLOITED, PersonRole.SUSPECTED_BUYER)


def deviations_of(person: PersonRow, limits: AgeLimits) -> list[str]:
    """The codes of every rule that *person*'s row breaks, in the order of the rules."""
    exploited = person.role == PersonRole.EXPLOITED
    child = person.is_child and person.role in _CHILD_ROLES
    # "No" is what the old form made everybody answer about everybody.
    asked = person.trafficking in (YesNoUnknown.YES, YesNoUnknown.DONT_KNOW)
    broken = {
        Deviation.NOT_TOLD: exploited and person.told_of_rights != YesNo.YES,
        Deviation.NOT_OFFERED: exploited and not person.offers,
        # No earlier log says why: there was no column for it.
        Deviation.NOT_POSSIBLE_NO_REASON: any(
            answer == OfferAnswer.NOT_POSSIBLE for _, answer in person.offers
        ),
        Deviation.CHILD_NO_REPORT: child and person.concern_report != YesNo.YES,
        Deviation.CHILD_NO_GUARDIANS: child and person.guardians_contacted != YesNo.YES,
        Deviation.WRONG_AGE: person.age is not None
        and any(not _takes(limits.get(kind, ()), person.age) for kind, _ in person.offers),
        Deviation.WRONG_ROLE: (not exploited and (asked or bool(person.exploitation_form)))
        or any((person.role, kind) in _NOT_FOR for kind, _ in person.offers),
    }
    return [code.value for code, is_broken in broken.items() if is_broken]


def _takes(units: Sequence[tuple[int | None, int | None]], age: int) -> bool:
    """Whether any of *units* takes the age. Support without a unit of the city has no limit."""
    return not units or any(
        (low is None or age >= low) and (high is None or age <= high) for low, high in units
    )
