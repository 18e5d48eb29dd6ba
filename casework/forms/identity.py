"""Who the person is, numbers, protection, and links to other files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.enums import IdentifierKind, IdentityGround, ProtectedIdentity, SeparationReason
from casework.forms.choosing import CHOOSE
from casework.forms.files import QUIET
from casework.forms.organisation import RefusableForm
from casework.forms.surroundings import _text
from casework.forms.text import TextField
from casework.forms.versioned import VersionedForm
from casework.models import Country, Identity


class IdentityForm(VersionedForm):
    """Name and contact, on a ground. Nothing but the ground is required."""

    ground = forms.ChoiceField(
        label=_("On what ground is the identity documented?"),
        choices=IdentityGround.choices,
        widget=forms.RadioSelect,
    )
    ground_note = _text(_("About the ground"), 500)
    given_name = _text(_("Given name"), 100)
    family_name = _text(_("Family name"), 100)
    phone = _text(_("Telephone"), 40)
    email = _text(_("E-mail address"), 200)
    address = TextField(
        label=_("Address"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs=QUIET | {"rows": 3}),
    )


def identity_saved(identity: Identity | None) -> dict[str, Any]:
    """What :class:`IdentityForm` shows of a saved row."""
    if identity is None:
        return {}
    return {
        name: getattr(identity, name)
        for name in IdentityForm.base_fields
        if name not in ("seen_at", "base")
    }


class NumberForm(RefusableForm):
    """A number. Personal and coordination numbers tell themselves apart."""

    kind = forms.ChoiceField(
        label=_("Kind of number"),
        choices=[
            (IdentifierKind.PERSONAL_NUMBER, _("Personal or coordination number")),
            (IdentifierKind.RESERVE_NUMBER, IdentifierKind.RESERVE_NUMBER.label),
            (IdentifierKind.PASSPORT, IdentifierKind.PASSPORT.label),
        ],
        widget=forms.RadioSelect,
    )
    number = TextField(label=_("Number"), max_length=40, widget=forms.TextInput(attrs=QUIET))
    country = forms.ModelChoiceField(
        label=_("Issued by"),
        queryset=Country.objects.none(),
        required=False,
        empty_label=CHOOSE,
        help_text=_("For a passport or an identity card."),
        widget=forms.Select(attrs=QUIET),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["country"].queryset = Country.objects.order_by(
            "name_en" if get_language() == "en" else "name_sv"
        )


class SeparateForm(RefusableForm):
    """Why the identity is taken out."""

    reason = forms.ChoiceField(
        label=_("Why is it taken out?"),
        choices=SeparationReason.choices,
        widget=forms.RadioSelect,
    )


class ProtectionForm(RefusableForm):
    """Which protection the population register gives."""

    protection = forms.ChoiceField(
        label=_("Protection"),
        choices=ProtectedIdentity.choices,
        required=False,
        widget=forms.RadioSelect,
    )


class LinkForm(RefusableForm):
    """The file to look at beside this one."""

    other = TextField(
        label=_("Case number of the other file"),
        max_length=40,
        widget=forms.TextInput(attrs=QUIET),
    )
    reason = _text(_("Why it may be the same person"), 500)
