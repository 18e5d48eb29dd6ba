"""Evaluating the definition, as ``static/js/form-conditions.js`` does in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from casework.enums import PersonRole
from outreach.forms.shapes import Condition, Definition, Question, Section, Text

Values = Mapping[str, Sequence[str]]
# A number as the browser reads one.
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*\Z", re.ASCII)


@dataclass(frozen=True)
class Fault:
    """What is missing or does not belong, by the field to put it right in."""

    field: str
    message: Text


def holds(condition: Condition, values: Values) -> bool:
    """Whether *condition* holds for *values*. Raises ``ValueError`` for an unknown condition."""
    if "all" in condition:
        return all(holds(part, values) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, values) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], values)
    if "field" not in condition:
        raise ValueError("Unknown condition")
    answers = [answer for answer in values.get(condition["field"], ()) if answer != ""]
    if "in" in condition:
        return any(str(wanted) in answers for wanted in condition["in"])
    if "under" in condition:
        return any(_below(answer, condition["under"]) for answer in answers)
    if "answered" in condition:
        return bool(answers) is bool(condition["answered"])
    raise ValueError("Unknown condition")


def _below(answer: str, limit: float) -> bool:
    if not answer.strip():
        return limit > 0  # as the browser: blanks count as zero
    return _NUMBER.match(answer) is not None and float(answer) < limit


def shown(condition: Condition | None, values: Values) -> bool:
    """Whether what hangs on *condition* is shown; without one it always is."""
    return condition is None or holds(condition, values)


def _asked(definition: Definition, role: PersonRole) -> Iterator[tuple[Section, Question]]:
    for section in definition.sections:
        for question in section.questions:
            if role in question.roles:
                yield section, question


def kept(definition: Definition, role: PersonRole, values: Values) -> dict[str, list[str]]:
    """*values* as the browser would submit them: of shown questions, and what is no question.

    A hidden question counts as unanswered, which may hide another: so until nothing changes.
    """
    found = {name: list(answers) for name, answers in values.items()}
    pairs = list(_asked(definition, role))
    asked = {question.name for _, question in pairs}
    every = {q.name for section in definition.sections for q in section.questions}
    for name in every - asked:
        found.pop(name, None)
    for _ in range(len(pairs) + 1):
        hidden = {
            question.name
            for section, question in pairs
            if question.name in found
            and not (shown(section.show_when, found) and shown(question.show_when, found))
        }
        if not hidden:
            break
        for name in hidden:
            del found[name]
    return found


def foreign(definition: Definition, role: PersonRole, values: Values, message: Text) -> list[Fault]:
    """Answers that were not on offer for this role and these other answers."""
    faults = []
    for _, question in _asked(definition, role):
        if not question.choices:
            continue
        offered = {
            choice.code
            for choice in question.choices
            if role in choice.roles and shown(choice.show_when, values)
        }
        given = [answer for answer in values.get(question.name, ()) if answer != ""]
        if any(answer not in offered for answer in given):
            faults.append(Fault(question.name, message))
    return faults


def missing(
    definition: Definition, role: PersonRole, values: Values, *, complete: bool
) -> list[Fault]:
    """What a form lacks: to be complete, or only to be kept as a draft. One fault a field."""
    faults: dict[str, Fault] = {}
    for rule in definition.rules:
        if role not in rule.roles or not (complete or rule.always) or rule.field in faults:
            continue
        if shown(rule.when, values) and not holds(rule.needs, values):
            faults[rule.field] = Fault(rule.field, rule.message)
    return list(faults.values())
