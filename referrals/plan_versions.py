"""Two versions of a plan compared, in words: plain Python over what was frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from referrals.plan_enums import (
    GoalTerm,
    MeasureState,
    NeedKind,
    NeedState,
    Principal,
    UnmetReason,
)

Content = Mapping[str, Any]
Row = Mapping[str, Any]


def differences(old: Content, new: Content) -> list[str]:
    """What changed from *old* to *new*, sentence by sentence; empty when nothing did."""
    return [
        *_plan(old.get("plan", {}), new.get("plan", {})),
        *_rows(old, new, "goals", _goal),
        *_rows(old, new, "measures", _measure),
        *_goals_of_measures(old, new),
        *_rows(old, new, "participants", _participant),
        *_needs(old, new),
    ]


def day(value: str | None) -> str:
    """A frozen day in words."""
    return date_format(date.fromisoformat(value), "j b Y") if value else "–"


def principal_words(code: str) -> str:
    """The word for who answers for something."""
    return str(Principal(code).label) if code else "–"


def _plan(old: Row, new: Row) -> list[str]:
    labels: dict[str, tuple[str, Callable[[Any], str]]] = {
        "need": (_("The need"), _quoted),
        "principal": (_("The overall responsibility"), principal_words),
        "responsible_body": (_("The responsible body"), _quoted),
        "contact_name": (_("The named contact"), _quoted),
        "contact_reach": (_("How the contact is reached"), _quoted),
        "crisis_plan": (_("The crisis plan"), _quoted),
        "safety_plan": (_("The safety plan"), _quoted),
        "next_follow_up": (_("The next follow-up"), day),
    }
    return [
        _moved(label, words(old.get(name)), words(new.get(name)))
        for name, (label, words) in labels.items()
        if (old.get(name) or "") != (new.get(name) or "")
    ]


def _rows(
    old: Content, new: Content, name: str, tell: Callable[[Row | None, Row | None], list[str]]
) -> list[str]:
    before = {row["id"]: row for row in old.get(name, [])}
    after = {row["id"]: row for row in new.get(name, [])}
    found = []
    for key in [*before, *(k for k in after if k not in before)]:
        found += tell(before.get(key), after.get(key))
    return found


def _goal(old: Row | None, new: Row | None) -> list[str]:
    if old is None or new is None:
        row = new or old
        assert row is not None
        text = _("New goal: %(goal)s") if old is None else _("A goal is gone: %(goal)s")
        return [text % {"goal": _quoted(row["words"])}]
    found = []
    if old["words"] != new["words"]:
        found.append(_moved(_("A goal"), _quoted(old["words"]), _quoted(new["words"])))
    if old["term"] != new["term"]:
        label = _("The goal %(goal)s") % {"goal": _quoted(new["words"])}
        terms = (str(GoalTerm(row["term"]).label) for row in (old, new))
        found.append(_moved(label, *terms))
    return found


def _measure(old: Row | None, new: Row | None) -> list[str]:
    if old is None or new is None:
        row = new or old
        assert row is not None
        text = _("New measure: %(measure)s") if old is None else _("A measure is gone: %(measure)s")
        return [text % {"measure": _quoted(row["what"])}]
    words: dict[str, tuple[str, Callable[[Any], str]]] = {
        "what": (_("what is done"), _quoted),
        "principal": (_("who answers for it"), principal_words),
        "body": (_("the body"), _quoted),
        "responsible": (_("the person responsible"), _quoted),
        "due_on": (_("to be done by"), day),
        "moved_why": (_("why the day was moved"), _quoted),
        "cost_bearer": (_("who pays"), _quoted),
        "leans": (_("what has to hold for it"), _listed),
        "state": (_("where it stands"), lambda code: str(MeasureState(code).label)),
    }
    return [
        _moved(f"{_quoted(new['what'])}, {label}", tell(old[name]), tell(new[name]))
        for name, (label, tell) in words.items()
        # A version of before a field was frozen says nothing about it.
        if name in old and name in new and old[name] != new[name]
    ]


def _goals_of_measures(old: Content, new: Content) -> list[str]:
    """Measures that are for another goal than before."""
    before = {row["id"]: row.get("goal") for row in old.get("measures", [])}
    goals = {row["id"]: row["words"] for rows in (old, new) for row in rows.get("goals", [])}
    return [
        _moved(
            f"{_quoted(row['what'])}, {_('goal')}",
            _quoted(goals.get(before[row["id"]])),
            _quoted(goals.get(row.get("goal"))),
        )
        for row in new.get("measures", [])
        if row["id"] in before and before[row["id"]] != row.get("goal")
    ]


def _participant(old: Row | None, new: Row | None) -> list[str]:
    if old is None and new is not None:
        return [_("Takes part from now on: %(who)s") % {"who": new["who"]}]
    if new is None and old is not None:
        return [_("Takes part no longer: %(who)s") % {"who": old["who"]}]
    if old is not None and new is not None and old["who"] != new["who"]:
        return [_moved(_("Participants"), _quoted(old["who"]), _quoted(new["who"]))]
    return []


def _needs(old: Content, new: Content) -> list[str]:
    before = {row["kind"]: row for row in old.get("needs", [])}
    pairs = [(before[r["kind"]], r) for r in new.get("needs", []) if r["kind"] in before]
    return [text for was, now in pairs for text in _need(was, now)]


def _need(old: Row, new: Row) -> list[str]:
    kind = str(NeedKind(new["kind"]).label)
    if old["state"] != new["state"]:
        states = (str(NeedState(row["state"]).label) for row in (old, new))
        return [_moved(kind, *states)]
    if old["reason"] != new["reason"]:
        reasons = (_reason(row["reason"]) for row in (old, new))
        return [_moved(f"{kind}, {_('why it is not met')}", *reasons)]
    return []


def _reason(code: str) -> str:
    return str(UnmetReason(code).label) if code else "–"


def _moved(label: str, old: str, new: str) -> str:
    return _("%(label)s: from %(old)s to %(new)s") % {"label": label, "old": old, "new": new}


def _listed(texts: list[str]) -> str:
    return ", ".join(map(_quoted, texts)) or "–"


def _quoted(text: str | None) -> str:
    return f"”{text}”" if text else "–"
