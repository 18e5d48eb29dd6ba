"""The form that takes the two files of an earlier log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from casework.forms.text import TextField
from casework.models import Unit
from outreach.imports.files import LogFile

_ENDINGS = FileExtensionValidator(["csv", "xlsx"], _("Choose a .csv or an .xlsx."))
_LONGEST_FILE_NAME = 100


def _file_field(label: Any, help_text: Any) -> forms.FileField:
    return forms.FileField(
        label=label,
        help_text=help_text,
        validators=[_ENDINGS],
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"empty": _("The file is empty.")},
    )


class LogUploadForm(forms.Form):
    """Which log, for which unit, and its two files."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), empty_label=None)
    name = TextField(
        label=_("Name of the log"),
        max_length=200,
        help_text=_(
            "The ids of its rows are unique within this name. Use the same name when the log has "
            "grown: only its new rows are added."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    shifts = _file_field(_("Shifts"), _("One row a shift: arbetspass.csv or arbetspass.xlsx."))
    people = _file_field(
        _("People met"), _("One row a person met: patraffade.csv or patraffade.xlsx.")
    )

    def __init__(self, *args: Any, units: list[Unit], is_too_large: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_too_large = is_too_large
        units_field = self.fields["unit"]
        assert isinstance(units_field, forms.ModelChoiceField)
        units_field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        units_field.initial = units[0].pk
        if len(units) == 1:
            units_field.required = False
            units_field.widget = forms.HiddenInput()
        self._only_unit = units[0] if len(units) == 1 else None

    def clean_unit(self) -> Unit | None:
        """The chosen unit, or the only one."""
        chosen: Unit | None = self.cleaned_data["unit"]
        return chosen or self._only_unit

    def clean(self) -> dict[str, Any]:
        """Say so when the files were too large to be received at all."""
        if self._is_too_large:
            self.errors.clear()
            megabytes = settings.FILE_UPLOAD_MAX_MEMORY_SIZE // 2**20
            raise ValidationError(
                _(
                    "The files are larger than %(megabytes)s MB together. Larger logs are imported "
                    "with the command import_log."
                )
                % {"megabytes": megabytes}
            )
        return self.cleaned_data

    def log_file(self, field: str) -> LogFile:
        """An uploaded file under its own name, shortened where it is very long."""
        uploaded: UploadedFile[bytes] = self.cleaned_data[field]
        name = uploaded.name or field
        return LogFile(name[-_LONGEST_FILE_NAME:], uploaded.read())
