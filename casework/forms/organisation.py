"""Forms about roles and accounts. Whether something may be done is the action's to say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.access import ROLES
from casework.actions.base import ActionRefused
from casework.enums import Role
from casework.forms.text import EmailField, TextField
from casework.models import User


class DayInput(forms.DateInput):
    """A day in the browser's own calendar, in the form that it asks for whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class RoleSelect(forms.RadioSelect):
    """Roles with what each of them may do."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Put the role's description under its name."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["hint"] = ROLES[Role(option["value"])].text
        return option


class _WhichIsMissing:
    """What a required field says that was left empty: which one it is, by its label of then."""

    def __init__(self, field: forms.Field) -> None:
        self.field = field

    def __str__(self) -> str:
        return gettext("Missing: %(field)s") % {"field": str(self.field.label or "").rstrip("?:")}


class RefusableForm(forms.Form):
    """A form that can show why an action was refused, and that says which answer it lacks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # What a field says by itself has a sentence of its own.
            if field.error_messages["required"] is forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _WhichIsMissing(field)  # type: ignore[assignment]

    def refuse(self, refusal: ActionRefused) -> None:
        """Put the sentences of *refusal* where they belong."""
        if not refusal.fields:
            self.add_error(None, str(refusal))
        for field, sentence in refusal.fields.items():
            self.add_error(field if field in self.fields else None, sentence)


class PhoneForm(RefusableForm):
    """The number on which a unit answers."""

    phone = TextField(
        label=_("Telephone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )


class GrantForm(RefusableForm):
    """A role for an account. *roles* are those that the signed-in user may give here."""

    role = forms.ChoiceField(label=_("Role"), widget=RoleSelect)
    valid_from = forms.DateField(label=_("First day"), widget=DayInput)
    valid_to = forms.DateField(label=_("Last day"), widget=DayInput, required=False)

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = timezone.localdate


class StaffForm(GrantForm):
    """A role in a unit, for whoever has the address."""

    email = EmailField(
        label=_("E-mail address of the account"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The account must exist: an administrator makes it."),
    )
    takes_intake = forms.BooleanField(
        label=_("Takes in new people for the unit"),
        required=False,
        help_text=_("Sees the files that come to the unit. The unit's manager always does."),
    )
    field_order = ("email", "role", "valid_from", "valid_to", "takes_intake")

    def clean_email(self) -> User:
        """The account in use with this address."""
        user = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("There is no account in use with this address."))
        return user


class EndForm(RefusableForm):
    """The last day of a membership."""

    last_day = forms.DateField(
        label=_("Last day"),
        widget=DayInput,
        help_text=_("Access lasts through this day. Choose yesterday to end it at once."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = timezone.localdate


class AccountForm(RefusableForm):
    """A new account."""

    full_name = TextField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The account is known by it and signs in with it."),
    )
