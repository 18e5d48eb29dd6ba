"""Forms of the trafficking track and of support. What may be done is the actions' to say."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.enums import ExploitationForm, SexualKind
from casework.forms.choosing import CHOOSE
from casework.forms.file_fields import choice, day, line, past_day, selection, text
from casework.models import ReturnProgramme, SupportType, Unit
from casework.trafficking.data import indicators
from casework.trafficking.enums import (
    Authority,
    IndicatorAnswer,
    Offence,
    PermitApplicant,
    PermitDecision,
    PermitKind,
    ReturnState,
    SupportResult,
    Suspicion,
)
from casework.trafficking.path import OPEN_SUSPICION
from casework.trafficking.transitions import RETURN

NO_ANSWER = "no_answer"


class IndicatorForm(forms.Form):
    """One observation."""

    answer = choice(_("What did you see or hear?"), IndicatorAnswer.choices)
    on_day = past_day(_("Day"), today=True)
    remark = text(_("Remark"), hint=_("What was seen or said, in plain words."))


class IndicatorsForm(forms.Form):
    """The whole list at once. Nothing is chosen beforehand; what is not answered is not saved."""

    on_day = past_day(_("Day of the observations"), today=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, found in indicators().items():
            # The last is a way back for who answered by mistake: a chosen one can't be taken away.
            self.fields[code] = forms.ChoiceField(
                label=str(found.label),
                choices=[*IndicatorAnswer.choices, (NO_ANSWER, _("No answer"))],
                required=False,
                widget=forms.RadioSelect,
            )

    def answers(self) -> dict[str, IndicatorAnswer]:
        """What was answered, by the indicator's code."""
        given = {code: self.cleaned_data[code] for code in indicators()}
        return {
            code: IndicatorAnswer(answer)
            for code, answer in given.items()
            if answer not in ("", NO_ANSWER)
        }


class StatusForm(forms.Form):
    """Where the question of trafficking stands."""

    conditions: ClassVar = {
        # Where there is no suspicion there is nothing to name.
        "offence": ("suspicion", OPEN_SUSPICION),
        "exploitation_form": ("suspicion", OPEN_SUSPICION),
        "sexual_kind": ("exploitation_form", [ExploitationForm.SEXUAL]),
        "decided_where": ("decided_by", Authority.values),
        "decided_on": ("decided_by", Authority.values),
        "reference": ("decided_by", Authority.values),
    }
    suspicion = choice(_("Status"), Suspicion.choices)
    on_day = past_day(_("From the day"), today=True)
    offence = selection(_("What it is"), Offence.choices)
    exploitation_form = selection(_("Form of exploitation"), ExploitationForm.choices)
    sexual_kind = selection(_("Kind of sexual exploitation"), SexualKind.choices)
    decided_by = selection(
        _("Decided by"),
        Authority.choices,
        hint=_("Confirmed needs a decision-maker outside the conversation. No person's name."),
    )
    decided_where = line(_("Which unit of it"))
    decided_on = past_day(_("Day of the decision"), required=False)
    reference = line(_("Its reference"), longest=100)
    reasons = text(_("What it leans on"))


class PermitForm(forms.Form):
    """A permit from application to end."""

    conditions: ClassVar = {
        "decided_on": ("decision", PermitDecision.values),
        **{
            name: ("decision", [PermitDecision.GRANTED])
            for name in ("starts_on", "ends_on", "extended_to", "ended_early_on", "ended_why")
        },
    }
    kind = choice(_("Kind of permit"), PermitKind.choices)
    applied_by = choice(
        _("Applied for by"),
        PermitApplicant.choices,
        hint=_("The social board can apply for the reflection period since 1 August 2022."),
    )
    applied_on = past_day(_("Applied for on"), today=True)
    reference = line(_("Reference of the application"), longest=100)
    decision = selection(_("Decision of the Migration Agency"), PermitDecision.choices)
    decided_on = past_day(_("Decided on"), required=False)
    starts_on = day(_("First day"), required=False)
    ends_on = day(
        _("Last day"),
        required=False,
        hint=_("Left empty, a reflection period gets 30 days from its first day."),
    )
    extended_to = day(_("Extended to"), required=False)
    ended_early_on = past_day(_("Ended early on"), required=False)
    ended_why = text(_("Why it ended early"))


class ReturnForm(forms.Form):
    """That somebody was told of the return programme."""

    informed_on = past_day(_("Told on"), today=True)
    remark = text(_("Remark"))


class ReturnStepForm(forms.Form):
    """The next step, or breaking off."""

    conditions: ClassVar = {"why": ("step", [ReturnState.BROKEN_OFF])}
    step = choice(_("Next step"), ())
    on_day = past_day(_("Day"), today=True)
    why = text(_("Why it was broken off"))

    def __init__(self, *args: Any, programme: ReturnProgramme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Of one that has come to its end: all, to say in words what was typed before that.
        possible = RETURN[ReturnState(programme.state)] or tuple(ReturnState)
        self.fields["step"].choices = [(s.value, s.label) for s in possible]  # type: ignore[attr-defined]


class SupportForm(forms.Form):
    """A support that the person gets, and how it ended."""

    support_type = forms.ModelChoiceField(
        label=_("Support"), queryset=SupportType.objects.none(), empty_label=CHOOSE
    )
    unit = forms.ModelChoiceField(
        label=_("Given by"), queryset=Unit.objects.none(), empty_label=CHOOSE
    )
    starts_on = past_day(_("From"), today=True)
    individually_assessed = forms.BooleanField(
        label=_("An individual assessment came first"), required=False
    )
    ends_on = past_day(_("To"), required=False)
    result = selection(_("Result"), SupportResult.choices)
    remark = text(_("Remark"))

    def __init__(self, *args: Any, chosen: SupportType | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = SupportType.objects.filter(is_active=True)
        if chosen is not None:
            # A type out of use stays where it was chosen.
            types = types | SupportType.objects.filter(pk=chosen.pk)
        self.fields["support_type"].queryset = types  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.filter(is_active=True)  # type: ignore[attr-defined]
