"""Recording a consent and its withdrawal.

Nothing is chosen beforehand but what was said where the consent is lacking: to whom, and what.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.actions.consents import ConsentFacts
from casework.forms.choosing import CHOOSE
from casework.forms.notes import text_area
from casework.forms.organisation import DayInput
from casework.forms.text import TextField
from casework.journal_enums import ConsentForm, ConsentGiver, ConsentPurpose, InformationKind
from casework.models import RelatedPerson, Unit


class RelatedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A related person by relation and name, as the file itself shows them."""

    def label_from_instance(self, obj: RelatedPerson) -> str:
        """The relation, and the name where one is known."""
        return " · ".join(filter(None, [obj.get_relation_display(), obj.name]))


class RecordConsentForm(forms.Form):
    """A consent that was given."""

    purpose = forms.ChoiceField(
        label=_("What is it for?"), choices=ConsentPurpose.choices, widget=forms.RadioSelect
    )
    unit = forms.ModelChoiceField(
        label=_("To which unit?"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=CHOOSE,
    )
    body = TextField(
        label=_("Or to whom outside?"),
        required=False,
        max_length=200,
        help_text=_("A named authority, clinic or organisation. Never “everybody concerned”."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What may pass?"),
        choices=InformationKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    from_day = forms.DateField(label=_("First day"), widget=DayInput)
    until_day = forms.DateField(label=_("Last day"), widget=DayInput)
    form = forms.ChoiceField(
        label=_("How was it given?"), choices=ConsentForm.choices, widget=forms.RadioSelect
    )
    given_by = forms.ChoiceField(
        label=_("Who gave it?"), choices=ConsentGiver.choices, widget=forms.RadioSelect
    )
    giver = RelatedChoice(
        label=_("Which guardian or god man?"),
        queryset=RelatedPerson.objects.none(),
        required=False,
        empty_label=CHOOSE,
        help_text=_(
            "From the related people of the file. Who may not be told or may be a danger is not "
            "among them."
        ),
    )
    remark = TextField(label=_("Remark"), required=False, max_length=5_000, widget=text_area(3))

    def __init__(
        self,
        *args: Any,
        units: QuerySet[Unit],
        givers: QuerySet[RelatedPerson],
        is_child: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not is_child:
            # Nobody is a guardian of somebody grown up.
            self.fields["given_by"].choices = [  # type: ignore[attr-defined]
                choice for choice in ConsentGiver.choices if choice[0] != ConsentGiver.GUARDIAN
            ]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["giver"].queryset = givers  # type: ignore[attr-defined]
        self.fields["from_day"].initial = timezone.localdate

    def facts(self) -> ConsentFacts:
        """What was answered."""
        found = self.cleaned_data
        return ConsentFacts(
            purpose=ConsentPurpose(found["purpose"]),
            kinds=[InformationKind(kind) for kind in found["kinds"]],
            from_day=found["from_day"],
            until_day=found["until_day"],
            form=ConsentForm(found["form"]),
            given_by=ConsentGiver(found["given_by"]),
            unit=found["unit"],
            body=found["body"],
            given_by_related=found["giver"],
            remark=found["remark"],
        )


class WithdrawForm(forms.Form):
    """How the person took the consent back."""

    how = forms.TypedChoiceField(
        label=_("How was it withdrawn?"),
        choices=ConsentForm.choices,
        coerce=ConsentForm,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how it was withdrawn.")},
    )
