"""Forms of a disclosure: considering, and deciding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from casework.forms.file_fields import choice, line, past_day, selection, text
from casework.queries.disclosures import GroundChoice, grounds_today
from casework.trafficking.data import ground_groups
from casework.trafficking.enums import DisclosureForm as Form
from casework.trafficking.enums import DisclosureOutcome, Recipient


class GroundTiles(forms.RadioSelect):
    """Grounds with a plain sentence each and the paragraph."""

    def __init__(self, grounds: Iterable[GroundChoice]) -> None:
        super().__init__()
        self.grounds = {c.ground.code: c for c in grounds}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Put the explanation under the name of the ground."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        chosen = self.grounds[option["value"]]
        option |= {"hint": str(chosen.ground.plain), "source": str(chosen.reference)}
        return option


class ConsiderForm(forms.Form):
    """To whom, on what ground, and what harm it may do. Each ground brings its own questions."""

    recipient = choice(_("Recipient"), Recipient.choices)
    recipient_unit = line(
        _("Which unit or office of it"),
        required=True,
        hint=_("Never a person: officers are not named."),
    )
    asked_on = past_day(_("Asked for on"), required=False, hint=_("Empty where nobody has asked."))
    what = text(_("What it is about"), required=True)
    harm = text(
        _("Assessment of harm"),
        required=True,
        hint=_("Who may come to harm, and how, if this passes?"),
    )
    ground_code = choice(_("Ground"), ())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices: list[GroundChoice] = grounds_today()
        ground_code: Any = self.fields["ground_code"]
        ground_code.widget = GroundTiles(self.choices)
        ground_code.choices = [(c.ground.code, str(c.ground.label)) for c in self.choices]
        for c in self.choices:
            self.fields[self.name_of(c)] = forms.MultipleChoiceField(
                label=_("Tick what is true. What is not ticked is no."),
                required=False,
                choices=[(q.code, str(q.label)) for q in c.ground.questions],
                initial=self.initial.get("checks", ()),
                widget=forms.CheckboxSelectMultiple,
            )

    @staticmethod
    def name_of(ground: GroundChoice) -> str:
        """The field of a ground's questions."""
        return f"checks_{ground.ground.code}"

    def ground_groups(self) -> list[tuple[str, list[BoundWidget]]]:
        """The grounds to choose from under the names of their groups."""
        options: dict[str, list[BoundWidget]] = {code: [] for code in ground_groups()}
        for c, option in zip(self.choices, self["ground_code"], strict=True):
            options[c.ground.group].append(option)
        return [
            (str(name), options[code]) for code, name in ground_groups().items() if options[code]
        ]

    def groups(self) -> list[dict[str, Any]]:
        """The questions of each ground, for the template; those of the chosen one are shown."""
        chosen = self["ground_code"].value()
        return [
            {
                "ground": c.ground,
                "label": str(c.ground.label),
                "field": self[self.name_of(c)],
                "is_chosen": c.ground.code == chosen,
                "condition": f'{{"field": "ground_code", "in": ["{c.ground.code}"]}}',
            }
            for c in self.choices
        ]

    def values(self) -> dict[str, Any]:
        """The columns of a disclosure, with the answers to the chosen ground's questions."""
        names = ("recipient", "recipient_unit", "asked_on", "what", "harm", "ground_code")
        found = {name: self.cleaned_data[name] for name in names}
        checks = self.cleaned_data.get(f"checks_{found['ground_code']}", [])
        return {**found, "checks": checks}


class DecideForm(forms.Form):
    """The decision. That nothing is disclosed is one."""

    conditions: ClassVar = {
        "disclosed_as": ("outcome", [DisclosureOutcome.DISCLOSED]),
        "copy": ("outcome", [DisclosureOutcome.DISCLOSED]),
    }
    outcome = choice(_("Decision"), DisclosureOutcome.choices)
    reasons = text(_("Reasons"), hint=_("Always where nothing is disclosed."))
    disclosed_as = selection(_("How"), Form.choices)
    copy = text(
        _("What was disclosed, word for word"),
        rows=6,
        hint=_("The copy stays in the file. Nothing is sent from here."),
    )
