"""Forms of a child's coordination through Barnahus. Nothing is chosen beforehand."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms.choosing import CHOOSE
from casework.forms.file_fields import choice, day, demanded, past_day, text
from casework.forms.organisation import RefusableForm
from casework.journal_enums import InformationKind
from casework.models import Person, Unit
from casework.queries.claims import units_in
from referrals.barnahus_enums import DecidedBy, MatterOutcome, NamedOn, Part, PoliceReport, StepKind
from referrals.models.referral_rules import TELLING


def _several(label: Any, choices: Any, *, required: bool = True, hint: Any = "") -> Any:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=required,
        help_text=hint,
        widget=forms.CheckboxSelectMultiple,
    )


class BeginForm(RefusableForm):
    """A coordination begins: for whom the unit answers, and when the first step is."""

    unit = forms.ModelChoiceField(
        label=_("Which unit holds it together?"), queryset=Unit.objects.none(), empty_label=CHOOSE
    )
    began_on = past_day(_("Began on"), today=True)
    about = text(
        _("What is it about?"), hint=_("This stays in the file: Barnahus does not see it.")
    )
    next_on = day(_("When is the next step?"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = units_in(person)


class StepForm(RefusableForm):
    """One step. What tells who the child is can't be chosen while it is anonymous."""

    kind = choice(_("What was done?"), StepKind.choices)
    on_day = past_day(_("Day"))
    parts = _several(_("Who took part, by role?"), Part.choices, hint=_("Name nobody."))
    told = text(_("What was Barnahus told?"), rows=5)
    kinds = _several(_("What passed?"), InformationKind.choices, required=False)
    named_on = choice(
        _("On what ground was it told who the child is?"), NamedOn.choices, required=False
    )
    words = text(_("What came out of it?"), hint=_("This stays in the file."), rows=4)

    def __init__(self, *args: Any, is_anonymous: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_anonymous:
            del self.fields["named_on"]
            kinds: Any = self.fields["kinds"]
            kinds.choices = [(k.value, k.label) for k in InformationKind if k not in TELLING]
            self.fields["told"].help_text = _(
                "The consultation is anonymous: no name, no number, no place to find anybody at."
            )

    def values(self) -> dict[str, Any]:
        """The columns of a step."""
        names = ("kind", "on_day", "parts", "told", "kinds", "words")
        found = {name: self.cleaned_data[name] for name in names}
        return {**found, "named_on": self.cleaned_data.get("named_on", "")}


class NewStepForm(StepForm):
    """The same, with when the next one is: it can't be left out."""

    row = forms.UUIDField(widget=forms.HiddenInput)
    next_on = day(_("When is the next step?"))


class PoliceForm(RefusableForm):
    """Whether it is reported to the police, and who decided."""

    conditions: ClassVar[dict[str, tuple[str, list[str]]]] = {
        "police_why": ("police", [PoliceReport.NOT_REPORTED])
    }
    police = choice(
        _("What was decided?"),
        [(p.value, p.label) for p in PoliceReport if p != PoliceReport.UNDECIDED],
    )
    police_by = choice(_("Who decided?"), DecidedBy.choices, hint=_("The office, never a name."))
    police_on = past_day(_("Decided on"))
    police_why = demanded(text(_("Why is it not reported?")))


class CloseForm(RefusableForm):
    """How a coordination ended."""

    outcome = choice(_("How did it end?"), MatterOutcome.choices)
    closing = text(_("In words"))
