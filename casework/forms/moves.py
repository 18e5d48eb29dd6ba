"""Forms about moving a case to another municipality."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.enums import MoveAnswer
from casework.forms.choosing import CHOOSE
from casework.forms.organisation import DayInput, RefusableForm
from casework.forms.shelters import CLOSED
from casework.forms.text import TextField
from casework.models import Municipality
from casework.responsibility import Need, answering, who_answers


class MoveForm(RefusableForm):
    """Whom we asked, when and why."""

    municipality = forms.ModelChoiceField(
        label=_("Municipality asked"), queryset=Municipality.objects.none(), empty_label=CHOOSE
    )
    sent_on = forms.DateField(
        label=pgettext_lazy("a request", "Sent"),
        widget=DayInput,
        help_text=_("The answer is due within a month. Until it is yes, nothing moves."),
    )
    why = TextField(
        label=_("Why the case should move"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, **CLOSED}),
    )

    def __init__(
        self, *args: Any, own: Municipality, home: Municipality | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["municipality"]
        place.queryset = Municipality.objects.all()
        place.help_text = who_answers(own, home)
        # What moves is what is not acute. Our own is never asked.
        asked = answering(Need.LASTING, stay=own, home=home)
        place.initial = asked if asked != own else None
        self.fields["sent_on"].initial = timezone.localdate


class AnswerForm(RefusableForm):
    """What the municipality answered."""

    answer = forms.ChoiceField(
        label=_("Answer"), choices=MoveAnswer.choices, widget=forms.RadioSelect
    )
    answered_on = forms.DateField(label=_("Answered"), widget=DayInput)
    note = TextField(
        label=_("What they answered"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, **CLOSED}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answered_on"].initial = timezone.localdate

    def clean_answer(self) -> MoveAnswer:
        """The answer as its choice."""
        return MoveAnswer(self.cleaned_data["answer"])
