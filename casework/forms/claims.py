"""Forms of a claim for state compensation."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.evidence import evidence_for
from casework.forms.choosing import CHOOSE
from casework.forms.file_fields import choice, line, past_day, text
from casework.models import CompensationClaim, Person, Unit
from casework.queries.claims import units_in
from casework.trafficking.enums import ClaimState, CostKind
from casework.trafficking.transitions import CLAIM

LARGEST = Decimal("99999999.99")


def _amount(label: Any, *, required: bool) -> Any:
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=0,
        max_value=LARGEST,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class ClaimForm(forms.Form):
    """What is claimed, for which period, and what supports it."""

    cost_kind = choice(_("Kind of cost"), CostKind.choices)
    first_day = past_day(_("First day"))
    last_day = past_day(_("Last day"))
    amount = _amount(_("Amount in SEK"), required=True)
    unit = forms.ModelChoiceField(
        label=_("Unit that bore the cost"), queryset=Unit.objects.none(), empty_label=CHOOSE
    )
    supported_by = text(
        _("What supports it"), hint=_("Decisions, invoices and notes: what they are, and where.")
    )
    evidence = forms.MultipleChoiceField(
        label=_("Rows of the file that support it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reference = line(_("Reference"), longest=100)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_in(person)  # type: ignore[attr-defined]
        self.fields["evidence"].choices = [  # type: ignore[attr-defined]
            (f"{item.kind}:{item.row_id}", item.label) for item in evidence_for(person)
        ]

    def clean_evidence(self) -> list[tuple[str, uuid.UUID]]:
        """Pairs of kind and identifier; the choices let nothing else through."""
        pairs = (value.split(":", 1) for value in self.cleaned_data["evidence"])
        return [(kind, uuid.UUID(row)) for kind, row in pairs]


class ClaimMoveForm(forms.Form):
    """What happened to the claim."""

    conditions: ClassVar = {"granted": ("state", [ClaimState.PARTLY])}
    state = choice(_("What happened?"), ())
    on_day = past_day(
        _("Day"), today=True, hint=_("Of a decision: the day on which we were told of it.")
    )
    granted = _amount(_("Granted in SEK"), required=False)

    def __init__(self, *args: Any, claim: CompensationClaim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Of one that has come to its end: all, to say in words what was typed before that.
        possible = CLAIM[ClaimState(claim.state)] or tuple(ClaimState)
        self.fields["state"].choices = [(s.value, s.label) for s in possible]  # type: ignore[attr-defined]
