"""The form of a referral, and the small ones of what is done with it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.forms.choosing import CHOOSE
from casework.forms.file_fields import demanded
from casework.forms.notes import text_area
from casework.forms.text import TextField
from casework.journal_enums import InformationKind
from casework.models import District, LegalReference, Municipality, Unit
from casework.responsibility import Need, answering, who_answers
from referrals.about import About
from referrals.actions.drafts import Content
from referrals.enums import ReferralGround, ReferralKind
from referrals.forms.acting import say_what_is_missing
from referrals.forms.concern import ConcernFields, initial_of_concern, word_as_report
from referrals.models import ConcernReport, OutsideBody, Referral
from referrals.queries.routes import Suggestion

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
Options = list[tuple[Any, Any]]

# What a form says instead of that a field must be filled in.
MISSING = {
    "from_unit": _("Choose the unit that you send from."),
    "kind": _("Choose what you want to send."),
    "receiver": _("Choose a receiver."),
    "is_child": _("Say whether the person is or may be under 18."),
    "asked": _("Say what is asked."),
    "kinds": _("Say what passes."),
    "ground": _("Say on what ground it may pass."),
}


class ReferralForm(ConcernFields):
    """What is asked, of whom, and on what ground it may pass. Nothing is chosen beforehand."""

    row = forms.UUIDField(widget=forms.HiddenInput)
    seen_at = TextField(required=False, widget=forms.HiddenInput)
    from_unit = forms.ModelChoiceField(
        label=_("From which unit?"), queryset=Unit.objects.none(), empty_label=CHOOSE
    )
    kind = forms.ChoiceField(
        label=_("What do you want to send?"), choices=ReferralKind.choices, widget=forms.RadioSelect
    )
    receiver = forms.ChoiceField(label=_("To whom?"))
    to_municipality = demanded(
        forms.ModelChoiceField(
            label=_("Which municipality?"),
            queryset=Municipality.objects.none(),
            required=False,
            empty_label=CHOOSE,
        )
    )
    to_district = demanded(
        forms.ModelChoiceField(
            label=_("Which district?"),
            queryset=District.objects.none(),
            required=False,
            empty_label=CHOOSE,
        )
    )
    is_child = forms.ChoiceField(
        label=_("Is the person, or may the person be, under 18?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
    )
    is_acute = forms.BooleanField(label=_("It is acute: telephone as well"), required=False)
    asked = TextField(
        label=_("What do you ask for?"),
        max_length=5_000,
        help_text=_("The receiver reads this before they accept. Write no name here."),
        widget=text_area(6),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What passes to the receiver?"),
        choices=InformationKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    who = TextField(
        label=_("Who it is and how to reach them"),
        required=False,
        max_length=1_000,
        help_text=_("Never a protected address."),
        widget=text_area(3),
    )
    ground = forms.ChoiceField(
        label=_("On what ground may it pass?"),
        choices=ReferralGround.choices,
        widget=forms.RadioSelect,
    )
    legal_reference = forms.ModelChoiceField(
        label=_("Legal reference"),
        queryset=LegalReference.objects.none(),
        required=False,
        empty_label=CHOOSE,
    )
    ground_note = demanded(
        TextField(
            label=_("Why it may pass without consent"),
            required=False,
            max_length=2_000,
            widget=text_area(3),
        )
    )

    def __init__(
        self,
        *args: Any,
        about: About,
        units: Sequence[Unit],
        receivers: tuple[Sequence[Unit], Sequence[OutsideBody]],
        suggestions: Sequence[Suggestion],
        own: Municipality,
        met_in: District | None = None,
        is_report: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.about, self.is_report = about, is_report
        self.units, self.bodies = receivers
        if is_report:
            self.bodies = [body for body in self.bodies if body.kind.takes_reports]
        choice: Any = self.fields["from_unit"]
        choice.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1:
            choice.initial, choice.widget = units[0].pk, forms.HiddenInput()
        self._choose("receiver", self._receivers(suggestions))
        legal: Any = self.fields["legal_reference"]
        legal.queryset = LegalReference.objects.on(timezone.localdate())
        place: Any = self.fields["to_municipality"]
        place.queryset = Municipality.objects.order_by("name")
        place.help_text = who_answers(about.stay(own), about.home)
        # It begins with who answers in the long run; our own is no body outside.
        answers = answering(Need.LASTING, stay=about.stay(own), home=about.home)
        place.initial = answers if answers != own else None
        part: Any = self.fields["to_district"]
        part.queryset, part.initial = District.objects.order_by("name"), met_in
        say_what_is_missing(self, MISSING)
        if about.is_child is not None:
            del self.fields["is_child"]
        self._choose("kind", self._kinds())
        self._choose("ground", self._grounds())
        if is_report:
            word_as_report(self, self.initial)

    def places(self) -> list[tuple[Any, str, bool]]:
        """The fields that name a place of the receiver, when they are asked, and whether now."""
        asked = [
            ("to_municipality", [b.pk for b in self.bodies if b.needs_municipality]),
            ("to_district", [b.pk for b in self.bodies if b.needs_district]),
        ]
        chosen = self["receiver"].value()
        found = []
        for name, pks in asked:
            keys = [f"body:{pk}" for pk in pks]
            when = json.dumps({"field": "receiver", "in": keys})
            found.append((self[name], when, chosen in keys))
        return found

    def phones(self) -> list[tuple[Unit | OutsideBody, str, bool]]:
        """The receivers that have a number: each with when it is shown, and whether now."""
        known: list[tuple[str, Unit | OutsideBody]] = [
            (f"unit:{row.pk}", row) for row in self.units
        ]
        known += [(f"body:{row.pk}", row) for row in self.bodies]
        chosen = self["receiver"].value()
        return [
            (row, json.dumps({"field": "receiver", "in": [key]}), key == chosen)
            for key, row in known
            if row.phone.strip()
        ]

    @property
    def outside_when(self) -> str:
        """When what is written goes out of the house, as ``form-conditions.js`` reads it."""
        return json.dumps({"field": "receiver", "in": [f"body:{body.pk}" for body in self.bodies]})

    @property
    def is_outside(self) -> bool:
        """Whether it does, as the form stands now."""
        return str(self["receiver"].value() or "").startswith("body:")

    def _choose(self, name: str, options: Options) -> None:
        field: Any = self.fields[name]
        field.choices = options

    def _receivers(self, suggestions: Sequence[Suggestion]) -> Options:
        units = [(f"unit:{unit.pk}", str(unit)) for unit in self.units]
        bodies = [(f"body:{body.pk}", body.with_kind) for body in self.bodies]
        known = dict([*units, *bodies])
        first: dict[str, str] = {}
        for found in suggestions:
            key = f"unit:{found.unit.pk}" if found.unit else f"body:{found.body and found.body.pk}"
            if key in known:
                first[key] = known[key]
        groups: Options = [("", _("Choose"))]
        if first:
            groups.append((_("Suggested"), list(first.items())))
        groups.append((_("Units"), [row for row in units if row[0] not in first]))
        groups.append((_("Outside bodies"), [row for row in bodies if row[0] not in first]))
        return groups

    def _kinds(self) -> Options:
        """A handover needs a file; a report is about a child."""
        left = set(ReferralKind)
        if self.about.person is None:
            left.discard(ReferralKind.HANDOVER)
        if self.about.is_child is False:
            left.discard(ReferralKind.REPORT)
        return [(kind.value, kind.label) for kind in ReferralKind if kind in left]

    def _grounds(self) -> Options:
        left = {ReferralGround.LEGAL}
        left.add(ReferralGround.CONSENT if self.about.person else ReferralGround.ANONYMOUS)
        if self.about.offer_id:
            left.add(ReferralGround.OFFER)
        return [(ground.value, ground.label) for ground in ReferralGround if ground in left]

    def content(self) -> Content:
        """What was answered."""
        found = self.cleaned_data
        side, _sign, pk = found["receiver"].partition(":")
        to_unit = next((u for u in self.units if side == "unit" and str(u.pk) == pk), None)
        to_body = next((b for b in self.bodies if side == "body" and str(b.pk) == pk), None)
        return Content(
            kind=ReferralKind(found["kind"]),
            asked=found["asked"],
            kinds=[InformationKind(kind) for kind in found["kinds"]],
            ground=ReferralGround(found["ground"]),
            to_unit=to_unit,
            to_body=to_body,
            to_municipality=found["to_municipality"],
            to_district=found["to_district"],
            who=found["who"],
            ground_note=found["ground_note"],
            legal_reference=found["legal_reference"],
            is_child=found.get("is_child") == "yes",
            is_acute=found["is_acute"],
            concern=self.concern(),
        )

    @staticmethod
    def initial_of(referral: Referral, concern: ConcernReport | None) -> dict[str, Any]:
        """What a draft says now."""
        side, pk = (
            ("unit", referral.to_unit_id) if referral.to_unit_id else ("body", referral.to_body_id)
        )
        to = f"{side}:{pk}" if pk else ""
        return {
            "row": referral.pk,
            "seen_at": referral.updated_at.isoformat(),
            "from_unit": referral.from_unit_id,
            "kind": referral.kind,
            "receiver": to,
            "to_municipality": referral.to_municipality_id,
            "to_district": referral.to_district_id,
            "is_child": "yes" if referral.is_child else "no",
            "is_acute": referral.is_acute,
            "asked": referral.asked,
            "kinds": referral.kinds,
            "who": referral.who,
            "ground": referral.ground,
            "legal_reference": referral.legal_reference_id,
            "ground_note": referral.ground_note,
            **initial_of_concern(concern),
        }

    def version(self) -> datetime | None:
        """The version that the form showed; ``None`` where it shows none."""
        try:
            return datetime.fromisoformat(self.cleaned_data.get("seen_at") or "")
        except ValueError:
            return None
