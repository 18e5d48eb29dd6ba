"""The forms of a shift: plan, filter, end, hand over."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.forms.choosing import CHOOSE
from casework.forms.moments import MomentField, written
from casework.forms.text import TextField
from casework.forms.versioned import VersionedForm
from casework.models import District, Municipality, Unit, User
from outreach.actions.answers import ShiftFacts
from outreach.enums import Arena, ShiftKind
from outreach.forms.fields import SEALED_TEXT
from outreach.forms.questions import ARENA_ICONS
from outreach.forms.shapes import Condition, among, any_of
from outreach.forms.widgets import ManyTiles, Tiles, as_attribute
from outreach.models import Shift
from outreach.queries import choices
from outreach.queries.shifts import last_shift
from outreach.queries.staff import colleagues, leading_units, units_that_go_out
from outreach.states import ShiftEvent, may

KIND_ICONS = {
    ShiftKind.JOINT_PATROL: "police",
    ShiftKind.OPERATION_WEEK: "calendar",
    ShiftKind.RAID: "key",
    ShiftKind.OWN_OUTREACH: "lamp",
    ShiftKind.ONLINE: "online",
    ShiftKind.WORKPLACE: "workplace",
}
WITH_POLICE: Condition = among(
    "kind", ShiftKind.JOINT_PATROL, ShiftKind.OPERATION_WEEK, ShiftKind.RAID, ShiftKind.WORKPLACE
)
IN_A_WEEK: Condition = among("kind", ShiftKind.OPERATION_WEEK)


@dataclass(frozen=True)
class CrewGroup:
    """Colleagues of one unit, shown while the unit takes part."""

    unit: Unit
    condition: str
    shown: bool
    options: list[tuple[str, str, bool]]


def _icons(icons: dict[Any, str]) -> dict[str, dict[str, Any]]:
    return {str(code): {"icon": icon} for code, icon in icons.items()}


class ShiftForm(forms.Form):
    """Plan a shift, or change the facts of *shift*."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Leading unit"), empty_label=None)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=ShiftKind.choices, widget=Tiles(_icons(dict(KIND_ICONS)))
    )
    operation_week = forms.ModelChoiceField(
        choices.operation_weeks(), label=_("Operation week"), required=False, empty_label=CHOOSE
    )
    starts_at = MomentField(label=_("Start"))
    ends_at = MomentField(label=_("End"), required=False)
    municipality = forms.ModelChoiceField(
        Municipality.objects.all(), label=_("Municipality"), empty_label=None
    )
    district = forms.ModelChoiceField(
        District.objects.none(), label=_("District"), required=False, empty_label=_("No district")
    )
    arena = forms.ChoiceField(
        label=_("Arena"), choices=Arena.choices, widget=Tiles(_icons(dict(ARENA_ICONS)))
    )
    police_unit = forms.ModelChoiceField(
        choices.police_units(), label=_("Police unit"), required=False, empty_label=CHOOSE
    )
    officer_count = forms.IntegerField(
        label=_("Number of police officers"),
        required=False,
        min_value=0,
        max_value=200,
        help_text=_("Counted, never named."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    voluntary_organisation = forms.ModelChoiceField(
        choices.voluntary_organisations(),
        label=_("Voluntary organisation"),
        required=False,
        empty_label=CHOOSE,
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("Units that take part"),
        required=False,
        widget=ManyTiles(),
        help_text=_("Each unit reads the encounters with those it is there for."),
    )
    crew = forms.ModelMultipleChoiceField(User.objects.none(), label=_("Crew"), required=False)

    def __init__(self, *, user: User, shift: Shift | None = None, data: Any = None) -> None:
        self.user, self.shift = user, shift
        leading = [shift.unit] if shift is not None else leading_units(user)
        super().__init__(data, initial=initial_of(shift) if shift else initial_for(user, leading))
        self.going_out = list(units_that_go_out())
        self._choices(leading)
        if shift is None or shift.ends_at is None:
            del self.fields["ends_at"]
        if shift is not None and not may(user, ShiftEvent.UNITS, shift):
            # As it is, whatever is sent: a form opened earlier changes nothing either.
            self.fields["units"].disabled = True
            self.fields["units"].help_text = _("For the unit that leads the shift to change.")

    def _choices(self, leading: list[Unit]) -> None:
        ids = [unit.pk for unit in leading]
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset = Unit.objects.filter(pk__in=ids)
        if len(ids) == 1:
            fields["unit"].widget = forms.HiddenInput()
        else:
            fields["unit"].widget = Tiles()
        others = [unit.pk for unit in self.going_out if ids != [unit.pk]]
        fields["units"].queryset = Unit.objects.filter(pk__in=others)
        fields["units"].widget.choices = fields["units"].choices
        fields["unit"].widget.choices = fields["unit"].choices
        fields["district"].queryset = choices.districts()
        self.colleagues = colleagues({*ids, *others})
        everybody = {user.pk for users in self.colleagues.values() for user in users}
        fields["crew"].queryset = User.objects.filter(pk__in=everybody)
        self.leading = leading

    def crew_groups(self) -> list[CrewGroup]:
        """Who can be chosen, by unit; a colleague of two units stands in the first."""
        chosen = {str(getattr(pk, "pk", pk)) for pk in self["crew"].value() or []}
        taking_part = {str(getattr(pk, "pk", pk)) for pk in self["units"].value() or []}
        lead = str(self["unit"].value() or "")
        listed: set[uuid.UUID] = set()
        groups = []
        units = {unit.pk: unit for unit in [*self.leading, *self.going_out]}
        for unit in units.values():
            members = [u for u in self.colleagues.get(unit.pk, []) if u.pk not in listed]
            listed |= {u.pk for u in members}
            always = len(self.leading) == 1 and unit.pk == self.leading[0].pk
            if self.fields["units"].disabled:
                # The browser takes what is locked for unanswered.
                always = always or str(unit.pk) in taking_part
            condition = any_of(among("unit", str(unit.pk)), among("units", str(unit.pk)))
            options = [(str(u.pk), u.get_full_name(), str(u.pk) in chosen) for u in members]
            if options:
                groups.append(
                    CrewGroup(
                        unit,
                        "" if always else as_attribute(condition),
                        always or str(unit.pk) in taking_part or str(unit.pk) == lead,
                        options,
                    )
                )
        return groups

    @property
    def with_police(self) -> bool:
        """Whether the questions about the police are shown at first."""
        return self["kind"].value() in WITH_POLICE["in"]

    @property
    def in_a_week(self) -> bool:
        """Whether the question about the operation week is shown at first."""
        return self["kind"].value() in IN_A_WEEK["in"]

    police_condition = as_attribute(WITH_POLICE)
    week_condition = as_attribute(IN_A_WEEK)

    def facts(self) -> ShiftFacts:
        """What the actions take; what does not belong to the kind is left out."""
        data = self.cleaned_data
        police = data["kind"] in WITH_POLICE["in"]
        return ShiftFacts(
            unit=data["unit"],
            kind=data["kind"],
            starts_at=data["starts_at"],
            ends_at=data.get("ends_at"),
            municipality=data["municipality"],
            district=data["district"],
            arena=data["arena"],
            operation_week=data["operation_week"] if data["kind"] in IN_A_WEEK["in"] else None,
            police_unit=data["police_unit"] if police else None,
            officer_count=(data["officer_count"] or 0) if police else 0,
            voluntary_organisation=data["voluntary_organisation"],
            units=tuple(data["units"]),
            crew=tuple(data["crew"]),
        )


def initial_for(user: User, leading: list[Unit]) -> dict[str, Any]:
    """What a new shift begins with: now, here, and as last time."""
    home = choices.city()
    now = timezone.localtime()
    found: dict[str, Any] = {
        "starts_at": written(now - timedelta(minutes=now.minute % 5)),
        "municipality": home.municipality_id if home else None,
        "unit": leading[0].pk if leading else None,
        "crew": [str(user.pk)],
    }
    last = last_shift(user, [unit.pk for unit in leading])
    if last is not None:
        for name in ("kind", "arena", "district_id", "municipality_id", "police_unit_id"):
            found[name.removesuffix("_id")] = getattr(last, name)
    return found


def initial_of(shift: Shift) -> dict[str, Any]:
    """A shift as its form shows it."""
    return {
        "unit": shift.unit_id,
        "kind": shift.kind,
        "operation_week": shift.operation_week_id,
        "starts_at": written(shift.starts_at),
        "ends_at": written(shift.ends_at),
        "municipality": shift.municipality_id,
        "district": shift.district_id,
        "arena": shift.arena,
        "police_unit": shift.police_unit_id,
        "officer_count": shift.officer_count,
        "voluntary_organisation": shift.voluntary_organisation_id,
        "units": [str(su.unit_id) for su in shift.shift_units.all() if su.unit_id != shift.unit_id],
        "crew": [str(member.user_id) for member in shift.crew.all()],
    }


class EndForm(forms.Form):
    """End a shift."""

    ends_at = MomentField(label=_("End"))
    nobody_met = forms.BooleanField(
        label=_("Nobody was met on this shift"),
        required=False,
        help_text=_("A shift with nobody met is counted too."),
    )


class HandoverForm(VersionedForm):
    """The note to the next crew."""

    note = TextField(
        label=_("To the next crew"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs=SEALED_TEXT | {"rows": 6}),
        help_text=_("What they should know about places and situations. No names, no numbers."),
    )
