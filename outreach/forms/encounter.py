"""The encounter form of the server, built from the definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.enums import PersonRole
from casework.forms.text import TextField
from casework.working_days import is_office_hour
from outreach.actions.answers import EncounterAnswers
from outreach.enums import SupportKind
from outreach.forms import fields as building
from outreach.forms.answers import SAVED, answers_from, without_contact
from outreach.forms.definition import definition
from outreach.forms.offers import CONTACT_ASKED, Receiver
from outreach.forms.rules import Values, foreign, kept, missing, shown
from outreach.forms.shapes import Definition, Kind, Question, Section
from outreach.forms.widgets import as_attribute
from outreach.models import Shift
from outreach.queries.choices import city
from outreach.queries.routes import routes

# A person met on the way there or on the way home belongs to the shift too.
AROUND_THE_SHIFT = timedelta(hours=6)
# The emergency social service is telephoned about somebody just met, or just before.
CALL_AROUND_THE_ENCOUNTER = timedelta(hours=24)
# The clock of a tablet may go a little before the server's.
CLOCKS_DIFFER = timedelta(minutes=2)


def is_night(moment: datetime) -> bool:
    """Whether *moment* is outside the office hours of the ordinary social services.

    The emergency social service is telephoned first then, on holidays too.
    """
    return not is_office_hour(moment)


def current_definition() -> Definition:
    """The definition with the units of this city."""
    return definition(
        {
            kind: [Receiver(unit.name, unit.age_from, unit.age_to) for unit in units]
            for kind, units in routes().items()
        }
    )


@dataclass(frozen=True)
class Row:
    """A question on the page."""

    question: Question
    field: BoundField
    other: BoundField | None
    shown: bool
    condition: str


@dataclass(frozen=True)
class Part:
    """A section on the page."""

    section: Section
    rows: list[Row]
    shown: bool
    condition: str

    @property
    def has_answers(self) -> bool:
        """Whether anything in it was answered or is wrong: such a part is not folded away."""
        return any(row.field.errors or row.field.value() for row in self.rows)


class EncounterForm(forms.Form):
    """What is asked about somebody in *role* on *shift*.

    *initial* and the data hold strings by field name, as a browser submits them. *moments* are the
    exact times behind the ones shown to the minute, so that an untouched one is not changed.
    With *stays_complete* it says what is missing also when it is sent to be finished later.
    """

    def __init__(
        self,
        *,
        role: PersonRole,
        shift: Shift,
        data: MultiValueDict[str, str] | None = None,
        initial: Mapping[str, Any] | None = None,
        moments: Mapping[str, datetime | None] | None = None,
        stays_complete: bool = False,
    ) -> None:
        self.role, self.shift, self.stays_complete = role, shift, stays_complete
        self.moments = moments or {}
        self.definition = current_definition()
        self.complete = data is not None and data.get("action") == "complete"
        start = dict(initial or {})
        start["at_night"] = self._night(data or start)
        start[CONTACT_ASKED] = without_contact(start)
        self.values: Values = {}
        if data is not None:
            sent = {name: data.getlist(name) for name in data if not name.endswith(SAVED)}
            given = sent | {
                "at_night": [start["at_night"]],
                CONTACT_ASKED: start[CONTACT_ASKED],
            }
            self.values = kept(self.definition, role, given)
            data = MultiValueDict({name: list(found) for name, found in self.values.items()})
        else:
            self.values = {
                name: list(found) if isinstance(found, list) else [str(found)]
                for name, found in start.items()
                if found not in ("", None)
            }
        super().__init__(data, initial=start)
        self.fields.update(self._fields())
        self.answers: EncounterAnswers | None = None

    def _night(self, data: Mapping[str, Any]) -> str:
        moment = building.MOMENTS.clean_or_none(data.get("happened_at"))
        return "yes" if is_night(moment or timezone.now()) else "no"

    def _fields(self) -> dict[str, forms.Field]:
        language = get_language() or "sv"
        found: dict[str, forms.Field] = {}
        for question in self.definition.questions(self.role):
            found |= building.fields_for(question, self.role, self.values, language)
        home = city()
        if home is not None and "home" in found:
            building.name_city(found["home"], home.municipality.name)
        found["at_night"] = TextField(required=False, widget=forms.HiddenInput)
        found[CONTACT_ASKED] = forms.MultipleChoiceField(
            choices=SupportKind.choices, required=False, widget=forms.MultipleHiddenInput
        )
        return found

    def clean(self) -> dict[str, Any]:
        """Hold the answers against the definition, and make them what the actions take."""
        cleaned = super().clean() or {}
        message = _("This can't be chosen together with the other answers.")
        faults = foreign(self.definition, self.role, self.values, message)
        asked = self.complete or self.stays_complete
        faults += missing(self.definition, self.role, self.values, complete=asked)
        for fault in faults:
            if fault.field in self.fields and not self.has_error(fault.field):
                self.add_error(fault.field, str(fault.message))
        self._check_moment(cleaned.get("happened_at"))
        self._check_call(cleaned.get("emergency_called_at"), cleaned.get("happened_at"))
        if not self.errors:
            self.answers = answers_from(self, self._exact(cleaned))
        return cleaned

    def _check_moment(self, moment: datetime | None) -> None:
        if moment is None:
            return
        last = self.shift.ends_at or timezone.now()
        if not self.shift.starts_at - AROUND_THE_SHIFT <= moment <= last + AROUND_THE_SHIFT:
            self.add_error("happened_at", _("This is outside the time of the shift."))

    def _check_call(self, called: datetime | None, met: datetime | None) -> None:
        """The conditions of the definition know no times, so this rule is the server's alone."""
        if called is None:
            return
        if called > timezone.now() + CLOCKS_DIFFER:
            self.add_error("emergency_called_at", _("The time can't be later than now."))
        elif met is not None and abs(called - met) > CALL_AROUND_THE_ENCOUNTER:
            message = _("The time is more than a day from the encounter.")
            self.add_error("emergency_called_at", message)

    def _exact(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        exact = dict(cleaned)
        for name, moment in self.moments.items():
            if moment is not None and exact.get(name) == moment.replace(second=0, microsecond=0):
                exact[name] = moment
        return exact

    def parts(self) -> Iterator[Part]:
        """The sections of this role as the page draws them, hidden ones included."""
        for section in self.definition.sections:
            rows = [self._row(q) for q in section.questions if self.role in q.roles]
            if rows:
                yield Part(
                    section,
                    rows,
                    shown(section.show_when, self.values),
                    as_attribute(section.show_when),
                )

    def _row(self, question: Question) -> Row:
        other = None
        if question.kind in (Kind.COUNTRY, Kind.LANGUAGE):
            other = self[building.other_name(question.name)]
        return Row(
            question,
            self[question.name],
            other,
            shown(question.show_when, self.values),
            as_attribute(question.show_when),
        )
