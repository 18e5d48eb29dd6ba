"""Forms of a plan: what it is, who is at the table, goals, measures, needs, placements."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from casework.forms.choosing import CHOOSE
from casework.forms.file_fields import choice, day, demanded, line, past_day, selection, text
from casework.forms.moments import MomentField
from casework.journal_enums import InformationKind
from casework.models import RelatedPerson, Unit, User
from referrals.models import Goal, Measure
from referrals.plan_enums import (
    PRINCIPALS,
    GoalTerm,
    InitiatedBy,
    NeedState,
    ParticipantKind,
    PlacementFor,
    PlacementKind,
    PlacementProblem,
    PlanType,
    Principal,
    RelativesPart,
    TakesPart,
    UnmetReason,
)

NEED_HINT = _("As the person says it. It is read out at the meeting.")


def _pick(label: Any, *, required: bool = False, hint: Any = "", missing: Any = "") -> Any:
    """One row of a list that the view gives."""
    return forms.ModelChoiceField(
        label=label,
        queryset=User.objects.none(),
        required=required,
        help_text=hint,
        empty_label=CHOOSE,
        error_messages={"required": missing} if missing else {},
    )


class BeginForm(forms.Form):
    """That a plan is asked for."""

    conditions: ClassVar = {"initiator": ("initiated_by", [InitiatedBy.RELATIVE, InitiatedBy.BODY])}
    plan_type = choice(
        _("What kind of plan?"), PlanType.choices, missing=_("Choose what kind of plan it is.")
    )
    unit = _pick(
        _("Coordinating unit"), required=True, missing=_("Choose which unit coordinates it.")
    )
    initiated_by = choice(
        _("Who asks for it?"), InitiatedBy.choices, missing=_("Say who asks for it.")
    )
    initiator = line(_("Who that is"))
    asked_on = past_day(
        _("Asked for on"), today=True, missing=_("Write on which day it was asked for.")
    )
    need = text(_("What the person needs, in their own words"), hint=NEED_HINT)

    def __init__(self, *args: Any, units: QuerySet[Unit], kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = units
        fields["plan_type"].choices = [c for c in PlanType.choices if c[0] in kinds]


class PlanForm(forms.Form):
    """What a plan says besides its goals and measures."""

    conditions: ClassVar = {
        "takes_part_why": ("takes_part", [TakesPart.NOT_POSSIBLE, TakesPart.REPRESENTED])
    }
    need = text(_("What the person needs, in their own words"), hint=NEED_HINT)
    takes_part = selection(_("How does the person take part?"), TakesPart.choices)
    takes_part_why = line(_("Why, or who represents them"))
    relatives_part = selection(_("Those close to the person"), RelativesPart.choices)
    principal = selection(
        _("Principal with the overall responsibility"),
        [(p.value, p.label) for p in PRINCIPALS],
    )
    responsible_body = line(_("Body with the overall responsibility"))
    contact_name = line(_("Named contact there"))
    contact_reach = line(_("How the contact is reached"))
    coordinator = _pick(_("Coordinator with us"))
    meeting_at = MomentField(label=_("Next meeting"), required=False)
    meeting_place = line(
        _("Where"), hint=_("Never the address of protected housing: it is sent to all.")
    )
    crisis_plan = text(_("If it becomes too much: crisis plan"))
    safety_plan = text(_("If there is a threat: safety plan"))

    def __init__(self, *args: Any, coordinators: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coordinator"].queryset = coordinators  # type: ignore[attr-defined]


class ParticipantForm(forms.Form):
    """Somebody for the table. Nothing that they are told is chosen beforehand."""

    conditions: ClassVar = {
        "principal": ("kind", [ParticipantKind.PRINCIPAL]),
        "unit": ("kind", [ParticipantKind.PRINCIPAL]),
        "body": (
            "kind",
            [ParticipantKind.PRINCIPAL, ParticipantKind.BODY, ParticipantKind.REPRESENTATIVE],
        ),
        "related": ("kind", [ParticipantKind.RELATIVE]),
    }
    kind = choice(_("Who is it?"), ParticipantKind.choices, missing=_("Say who it is."))
    principal = selection(
        _("Which principal?"),
        [(p.value, p.label) for p in PRINCIPALS],
    )
    unit = _pick(_("Our own unit"), hint=_("Or leave it empty and name the body below."))
    body = line(_("Body"), hint=_("As in the consent: they are compared by name."))
    related = _pick(_("Who of those around the person"))
    name = line(_("Name of the one who comes"))
    role = line(_("Role in the plan"))
    kinds = forms.MultipleChoiceField(
        label=_("What the plan tells them"),
        choices=InformationKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each kind needs a consent for them, or a legal ground, before the call."),
    )

    def __init__(
        self,
        *args: Any,
        units: QuerySet[Unit],
        related: QuerySet[RelatedPerson],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = units
        fields["related"].queryset = related
        fields["related"].label_from_instance = lambda row: row.name or row.get_relation_display()

    def clean(self) -> dict[str, Any]:
        """Only a principal belongs to one."""
        cleaned: dict[str, Any] = super().clean() or {}
        is_principal = cleaned.get("kind") == ParticipantKind.PRINCIPAL
        if is_principal and not cleaned.get("principal"):
            self.add_error("principal", _("Say which principal."))
        cleaned["principal"] = (cleaned.get("principal") if is_principal else "") or Principal.OTHER
        return cleaned


class GroundForm(forms.Form):
    """A call that no consent carries."""

    ground = demanded(
        text(
            _("Legal ground, where there is no consent"),
            hint=_("The provision, and why it applies here. Left empty where a consent covers it."),
        )
    )


class GoalForm(forms.Form):
    """A goal."""

    term = choice(
        _("How far ahead?"), GoalTerm.choices, missing=_("Say how far ahead the goal lies.")
    )
    words = text(
        _("The goal, in the person's words"),
        required=True,
        missing=_("Write the goal, as the person says it."),
    )


class NeedForm(forms.Form):
    """What is known of an area of need."""

    conditions: ClassVar = {"reason": ("state", [NeedState.UNMET])}
    state = choice(_("How is it?"), NeedState.choices, missing=_("Say how it is."))
    reason = selection(_("Why it is not met"), UnmetReason.choices)
    words = text(_("In words"))

    def clean(self) -> dict[str, Any]:
        """A reason belongs to what is not met."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("state") != NeedState.UNMET:
            cleaned["reason"] = ""
        return cleaned


class MeasureForm(forms.Form):
    """A measure, and what it leans on."""

    what = text(
        _("What is to be done?"),
        required=True,
        rows=2,
        missing=_("Write what you have agreed is to be done."),
    )
    goal = _pick(_("For which goal?"))
    principal = choice(
        _("Who answers for it?"), Principal.choices, missing=_("Say who answers for it.")
    )
    body = line(_("Body"), required=True, missing=_("Write which body does it."))
    responsible = demanded(line(_("Person responsible there")))
    answers = _pick(_("Or a colleague here"), hint=_("Then it stands in their day."))
    due_on = day(_("To be done by"), missing=_("Write by which day it is to be done."))
    moved_why = demanded(
        text(
            _("Why the day is moved"), rows=2, hint=_("Asked for when it is moved to a later day.")
        )
    )
    cost_bearer = line(_("Who pays"))
    leans = forms.ModelMultipleChoiceField(
        label=_("Leans on"),
        queryset=Measure.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What has to hold for this one to hold. If it falls, this one falls."),
    )

    def __init__(
        self,
        *args: Any,
        goals: QuerySet[Goal],
        colleagues: QuerySet[User],
        others: QuerySet[Measure],
        is_new: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if is_new:
            del fields["moved_why"]
        fields["goal"].queryset = goals
        fields["goal"].label_from_instance = lambda row: row.words
        fields["answers"].queryset = colleagues
        fields["leans"].queryset = others
        fields["leans"].label_from_instance = lambda row: row.what

    def clean(self) -> dict[str, Any]:
        """Somebody is responsible."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("responsible") and not cleaned.get("answers"):
            self.add_error("responsible", _("Name somebody who is responsible."))
        return cleaned


class PlacementForm(forms.Form):
    """A request for a placement."""

    problem = choice(
        _("What is the problem, by its name?"),
        PlacementProblem.choices,
        hint=_("A request that hides it hides the need, and the right place is never bought."),
        missing=_("Name the problem."),
    )
    kind = choice(
        _("What kind of placement?"),
        PlacementKind.choices,
        missing=_("Say what kind of placement it is."),
    )
    for_whom = choice(_("For whom?"), PlacementFor.choices, missing=_("Say whom the place is for."))
    needs = text(
        _("What the place must be able to do"),
        required=True,
        missing=_("Write what the place must be able to do."),
    )
    asked_of = line(_("Asked of"))
    asked_on = past_day(_("Asked on"), today=True, missing=_("Write on which day you asked."))
