"""Two people had the same encounter open: what the second sees, so that nothing is lost.

Three versions of the strings of a form are compared: *base*, which both began with, *theirs*, which
is saved, and *mine*, which was just sent. Where only they changed something it is taken over; where
both did, mine stays in the form and theirs is shown beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from outreach.forms.encounter import EncounterForm
from outreach.forms.offers import EXTRAS
from outreach.forms.shapes import Kind, Question

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One question on which the two saves differ."""

    label: str
    theirs: str
    mine: str
    taken_over: bool


def _list(value: Any) -> list[str]:
    if isinstance(value, list):
        return sorted(value)
    return [] if value in (None, "") else [str(value)]


def _about_offers(name: str) -> bool:
    return name == "offers" or name.startswith("offer_")


def merged(base: Answers | None, theirs: Answers, mine: Answers) -> dict[str, list[str]]:
    """The answers to show. Without *base*, mine wins wherever it says anything."""
    found: dict[str, list[str]] = {}
    for name in {*theirs, *mine}:
        their, my = _list(theirs.get(name)), _list(mine.get(name))
        if name == "offers":
            # Neither's offer disappears; what is too many is plain to see and one tap away.
            found[name] = sorted({*their, *my})
        elif base is None or _about_offers(name):
            found[name] = my or their
        else:
            found[name] = their if my == _list(base.get(name)) else my
    return {name: value for name, value in found.items() if value}


def differences(
    form: EncounterForm, base: Answers | None, theirs: Answers, mine: Answers
) -> list[Difference]:
    """What they changed and I have otherwise, in the words of *form*, which shows both merged."""
    found = []
    for question in form.definition.questions(form.role):
        names = [question.name, f"{question.name}_other"]
        if question.name.endswith(EXTRAS[3:]) and _about_offers(question.name):
            continue  # contact details are never shown back
        their = [_list(theirs.get(name)) for name in names]
        my = [_list(mine.get(name)) for name in names]
        same_as_before = (
            base is not None
            and not _about_offers(question.name)
            and their == [_list(base.get(name)) for name in names]
        )
        if their != my and not same_as_before:
            kept = [_list(form.initial.get(name)) for name in names]
            found.append(
                Difference(
                    str(question.label),
                    _words(form, question, theirs),
                    _words(form, question, mine),
                    taken_over=kept == their,
                )
            )
    return found


def _words(form: EncounterForm, question: Question, answers: Answers) -> str:
    """The answer as the form words it; a sealed note is not repeated."""
    values = _list(answers.get(question.name))
    if question.kind == Kind.NOTE:
        return "…" if values else "–"
    words: list[str] = []
    for name in (question.name, f"{question.name}_other"):
        field: Any = form.fields.get(name)
        labels = {str(code): str(label) for code, label in getattr(field, "choices", [])}
        words += [labels.get(v, v.replace("T", " ")) for v in _list(answers.get(name))]
    return ", ".join(words) or "–"
