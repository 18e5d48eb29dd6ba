"""What a record from a tablet says, as the words of the form: for whoever decides about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.enums import PersonRole
from casework.forms.moments import MomentField
from casework.said_dates import moment_in_words
from outreach.forms import fields as building
from outreach.forms.answers import SAVED
from outreach.forms.encounter import current_definition
from outreach.forms.shift import EndForm, HandoverForm
from outreach.forms.widgets import Tiles
from outreach.tablet_enums import LetGoReason, RevokeReason


@dataclass(frozen=True)
class Line:
    """A question with what was answered; without an answer it stands beside one that has."""

    name: str
    label: str
    answer: str
    differs: bool = False


def lines_of(fields: Mapping[str, Sequence[str]]) -> list[Line]:
    """The answers in *fields* in the order of the form; what is no question of it stands last."""
    role = (list(fields.get("role", ())) or [""])[0]
    found: list[Line] = []
    asked: set[str] = {"role", "action", "at_night", "contact_asked"}
    if role in PersonRole:
        found.append(Line("role", str(_("Whom we met")), str(PersonRole(role).label)))
        language = get_language() or "sv"
        for question in current_definition().questions(PersonRole(role)):
            made = building.fields_for(question, PersonRole(role), fields, language)
            for name, field in made.items():
                asked.add(name)
                if answers := [answer for answer in fields.get(name, ()) if answer]:
                    found.append(Line(name, str(field.label), _in_words(field, answers)))
    rest = [n for n in fields if n not in asked and not n.endswith(SAVED) and any(fields[n])]
    return found + [_unasked(name, fields[name]) for name in rest]


def _unasked(name: str, answers: Sequence[str]) -> Line:
    """What stands in a record about a shift, or in none of our forms."""
    about_shift = EndForm.base_fields | HandoverForm.base_fields
    if name not in about_shift:
        return Line(name, name, ", ".join(answers))
    field = about_shift[name]
    answer = str(_("Yes")) if isinstance(field, forms.BooleanField) else ", ".join(answers)
    return Line(name, str(field.label), answer)


def _in_words(field: forms.Field, answers: list[str]) -> str:
    words: dict[str, Any] = {}
    if isinstance(field, MomentField):
        return ", ".join(_moment_in_words(answer) for answer in answers)
    if isinstance(field, forms.ChoiceField):
        words = {str(code): label for code, label in field.choices}  # type: ignore[misc,union-attr]
    return ", ".join(str(words.get(answer, answer)) for answer in answers)


def _moment_in_words(answer: str) -> str:
    moment = building.MOMENTS.clean_or_none(answer)
    return answer if moment is None else moment_in_words(moment)


# A tablet fills these in by itself: in a correction of it, nobody may have said them.
_BY_ITSELF = {"role", "action", "happened_at", "arena", "at_night", "contact_asked", "reason"}
_FILLED_IN = {"happened_at", "arena"}
_TOGETHER = {"age": "age_band", "age_band": "age"}


def laid_over(stands: Mapping[str, Any], said: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The answers that stand with those of a correction on top, as a form shows them.

    A correction that was never finished may be silent about the rest: nothing that stands goes, and
    what was offered is added to. Time and arena stay those that stand.
    """
    found = dict(stands)
    for name, given in said.items():
        answers = [answer for answer in given if answer]
        if not answers or name in _BY_ITSELF or name.endswith(SAVED):
            continue
        if name == "offers":
            found[name] = [*dict.fromkeys([*found.get(name, ()), *answers])]
            continue
        found[name] = answers if name.endswith("_no_contact") else answers[0]
        found.pop(_TOGETHER.get(name, ""), None)
        if name.endswith(("_alias", "_number", "_time")):
            found.pop(f"{name.rpartition('_')[0]}_no_contact", None)
    return found


def side_by_side(
    first: list[Line], second: list[Line], *, whole: bool
) -> tuple[list[Line], list[Line]]:
    """Both, question by question, with a mark on what the second says otherwise than the first.

    A question that one of them leaves open is said to be open. What the second leaves open differs
    only where it is *whole*: then it would empty what the first says. One that was never finished
    is silent about the rest, and its time and arena are those that the tablet filled in.
    """
    here, there = {x.name: x for x in first}, {x.name: x for x in second}
    ours: list[Line] = []
    theirs: list[Line] = []
    for name in _in_order(list(here), list(there)):
        one, other = here.get(name), there.get(name)
        label = (one or other or Line(name, name, "")).label
        stands, said = (one.answer if one else ""), (other.answer if other else "")
        counts = whole or (bool(said) and name not in _FILLED_IN)
        differs = stands != said and counts
        ours.append(Line(name, label, stands, differs and bool(stands)))
        theirs.append(Line(name, label, said, differs))
    return ours, theirs


def _in_order(names: list[str], others: list[str]) -> list[str]:
    """All of both, each of the *others* after the one that it follows."""
    found, at = list(names), 0
    for name in others:
        if name not in found:
            found.insert(at, name)
        at = found.index(name) + 1
    return found


class LetGoForm(forms.Form):
    """Why a record is not taken in; cleaned to a :class:`LetGoReason`."""

    why = forms.TypedChoiceField(
        label=_("Why is it not taken in?"),
        choices=LetGoReason.choices,
        coerce=LetGoReason,
        widget=Tiles(),
        error_messages={"required": _("Say why it is not taken in.")},
    )


class RevokeForm(forms.Form):
    """Why a tablet is trusted no longer; cleaned to a :class:`RevokeReason`."""

    why = forms.TypedChoiceField(
        label=_("Why is it revoked?"),
        choices=RevokeReason.choices,
        coerce=RevokeReason,
        widget=Tiles(),
        error_messages={"required": _("Say why it is revoked.")},
    )
