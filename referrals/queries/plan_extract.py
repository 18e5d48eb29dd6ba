"""What an extract tells of the frozen versions of a plan: in words, not as they lie."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from casework.extract.registry import Fact
from casework.models import Person
from casework.queries.track_story import noon
from referrals.models import PlanVersion
from referrals.plan_versions import day, principal_words


def versions_told(person: Person) -> Iterable[Fact]:
    """One fact a version. Read as the actor of extracts, who sees this file alone."""
    rows = PlanVersion.objects.filter(person=person).select_related("person")
    for row in rows.order_by("plan", "number"):
        label = _("Version %(number)s of a plan") % {"number": row.number}
        yield Fact(label, " ".join(_told(row.agreed)), noon(row.agreed_on))


def _told(content: dict[str, Any]) -> Iterable[str]:
    plan = content.get("plan", {})
    if plan.get("need"):
        yield _("The need: %(need)s.") % {"need": plan["need"]}
    for goal in content.get("goals", []):
        yield _("Goal: %(goal)s.") % {"goal": goal["words"]}
    for measure in content.get("measures", []):
        yield _("Measure: %(what)s (%(who)s, %(body)s, by %(day)s).") % {
            "what": measure["what"],
            "who": principal_words(measure["principal"]),
            "body": measure["body"],
            "day": day(measure["due_on"]),
        }
    if plan.get("next_follow_up"):
        yield _("Next follow-up: %(day)s.") % {"day": day(plan["next_follow_up"])}
