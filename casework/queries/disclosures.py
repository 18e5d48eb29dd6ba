"""The register of disclosures of a file, and the grounds of the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.models import Disclosure, LegalReference, Person, User
from casework.timeline import Entry
from casework.trafficking.data import Ground, Question, grounds
from casework.trafficking.enums import DisclosureOutcome


@dataclass(frozen=True)
class GroundChoice:
    """A ground that is in force today, with its label as a statute."""

    ground: Ground
    reference: LegalReference

    def __str__(self) -> str:
        return f"{self.ground.label} ({self.reference})"


@dataclass(frozen=True)
class Answered:
    """A question with its answer."""

    question: Question
    yes: bool


def disclosures_of(person: Person) -> QuerySet[Disclosure]:
    """The register: what was considered and decided, the latest first."""
    return Disclosure.objects.filter(person=person).select_related(
        "ground", "created_by", "decided_by"
    )


def grounds_today() -> list[GroundChoice]:
    """The grounds in force, in the order of their file."""
    references = {r.code: r for r in LegalReference.objects.on(timezone.localdate())}
    return [
        GroundChoice(ground, references[code])
        for code, ground in grounds().items()
        if code in references
    ]


def answers_of(disclosure: Disclosure) -> list[Answered]:
    """Every question of the ground, no where nobody said yes."""
    ground = grounds()[disclosure.ground_code]
    return [Answered(q, q.code in disclosure.checks) for q in ground.questions]


def carries(disclosure: Disclosure) -> bool:
    """Whether every question is answered with yes."""
    return all(answer.yes for answer in answers_of(disclosure))


def disclosures_told(_user: User, person: Person) -> list[QuerySet[Disclosure]]:
    """Those that are decided."""
    return [disclosures_of(person).exclude(outcome="")]


def disclosure_story(_person: Person, decided: QuerySet[Disclosure]) -> Iterable[Entry]:
    """Decided disclosures for the timeline: to whom and how it went, not what was said."""
    for row in decided:
        assert row.decided_at is not None
        made = row.outcome == DisclosureOutcome.DISCLOSED
        text = _("Disclosed to %(who)s") if made else _("Not disclosed to %(who)s")
        yield Entry(
            at=row.decided_at,
            kind="disclosure",
            title=text % {"who": row.get_recipient_display()},
            icon="shield",
            text=str(row.ground),
            tone="warning" if made else "",
            who=str(row.decided_by),
            written_at=row.decided_at,
        )
