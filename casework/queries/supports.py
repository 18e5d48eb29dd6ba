"""Types of support with the rules of the boards, and what a person gets of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.models import Person, PersonSupport, SupportRule, SupportType


@dataclass(frozen=True)
class TypeLine:
    """A type with the rule of the day and all its rules, the latest first."""

    support_type: SupportType
    current: SupportRule | None
    rules: list[SupportRule]


def type_lines() -> list[TypeLine]:
    """Every type with its rules: two queries."""
    rules = SupportRule.objects.select_related("board").order_by("-valid_from")
    today = timezone.localdate()
    lines = []
    for kind in SupportType.objects.prefetch_related(Prefetch("rules", queryset=rules)):
        mine = list(kind.rules.all())
        current = next((rule for rule in mine if rule.holds_on(today)), None)
        lines.append(TypeLine(kind, current, mine))
    return lines


def supports_of(person: Person) -> QuerySet[PersonSupport]:
    """What the person gets and got, the current first."""
    return PersonSupport.objects.filter(person=person).select_related("support_type", "unit")


def identity_refusals(person: Person) -> Iterable[str]:
    """Where all current support is without documented identity, no identity is added.

    The board decides that for a type of support (SoL 2025:400, 11:5 and 14:4–5). Support that an
    individual assessment came before is outside the decision, and so documents identity.
    """
    today = timezone.localdate()
    current = list(
        supports_of(person)
        .filter(starts_on__lte=today)
        .filter(Q(ends_on=None) | Q(ends_on__gte=today))
    )
    if not current or any(support.individually_assessed for support in current):
        return
    rules = {
        rule.support_type_id: rule
        for rule in SupportRule.objects.on(today)
        .filter(support_type__in=[support.support_type_id for support in current])
        .select_related("board", "support_type")
    }
    found = {rules.get(support.support_type_id) for support in current}
    if any(rule is None or rule.documents_identity for rule in found):
        return
    for rule in sorted(filter(None, found), key=lambda r: r.support_type.name):
        yield _(
            "%(support)s is given without documented identity: %(board)s decided so on %(day)s"
            " (%(reference)s)."
        ) % {
            "support": rule.support_type,
            "board": rule.board,
            "day": rule.decided_on,
            "reference": rule.reference,
        }
