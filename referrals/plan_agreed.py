"""A frozen version of a plan in words: all that was agreed, for whoever reads it years later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from referrals.plan_enums import GoalTerm, MeasureState, NeedKind, NeedState, UnmetReason
from referrals.plan_versions import day, principal_words


@dataclass(frozen=True)
class Part:
    """One heading of what was agreed, with what stands below it."""

    heading: str
    lines: list[str]


def parts_agreed(content: Mapping[str, Any]) -> list[Part]:
    """The parts of a version that say anything."""
    plan = content.get("plan", {})
    found = [
        Part(_("The need"), [plan.get("need", "")]),
        Part(_("Goals"), [_goal(row) for row in content.get("goals", [])]),
        Part(_("Measures"), [_measure(row) for row in content.get("measures", [])]),
        Part(_("Overall responsibility"), [_responsible(plan)]),
        Part(_("Named contact"), [_joined(plan.get("contact_name"), plan.get("contact_reach"))]),
        Part(_("The crisis plan"), [plan.get("crisis_plan", "")]),
        Part(_("The safety plan"), [plan.get("safety_plan", "")]),
        Part(_("Areas of need"), [_need(row) for row in content.get("needs", [])]),
        Part(_("Participants"), [row["who"] for row in content.get("participants", [])]),
        Part(_("Next follow-up"), [_day(plan.get("next_follow_up"))]),
    ]
    parts = (Part(part.heading, [line for line in part.lines if line]) for part in found)
    return [part for part in parts if part.lines]


def _joined(*words: str | None) -> str:
    return ", ".join(word for word in words if word)


def _day(value: str | None) -> str:
    return day(value) if value else ""


def _responsible(plan: Mapping[str, Any]) -> str:
    principal = principal_words(plan["principal"]) if plan.get("principal") else ""
    return _joined(principal, plan.get("responsible_body"))


def _goal(row: Mapping[str, Any]) -> str:
    return f"{GoalTerm(row['term']).label}: {row['words']}"


def _measure(row: Mapping[str, Any]) -> str:
    who = _joined(principal_words(row["principal"]), row["body"], row["responsible"])
    paid = row.get("cost_bearer")
    return "; ".join(_said(row, who, paid))


def _said(row: Mapping[str, Any], who: str, paid: str | None) -> Iterable[str]:
    yield f"{row['what']}: {who}"
    yield _("by %(day)s") % {"day": day(row["due_on"])}
    if paid:
        yield _("paid by %(who)s") % {"who": paid}
    if row.get("leans"):
        yield _("leans on %(what)s") % {"what": ", ".join(row["leans"])}
    yield str(MeasureState(row["state"]).label)


def _need(row: Mapping[str, Any]) -> str:
    kind, state = NeedKind(row["kind"]).label, NeedState(row["state"])
    if state == NeedState.NOT_LOOKED_AT:
        return ""
    why = UnmetReason(row["reason"]).label if row.get("reason") else ""
    return f"{kind}: {_joined(str(state.label), str(why))}"
