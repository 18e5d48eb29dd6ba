"""Attaching a file, and saying why one is destroyed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.attachment_files import ACCEPT
from casework.journal_enums import AttachmentRemoval


class AttachForm(forms.Form):
    """One file. What it holds is the action's to judge."""

    file = forms.FileField(
        label=_("File"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
            "max_length": _("The name of the file is too long: at most 200 characters."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = format_lazy(
            _("PDF, JPEG, PNG, Word (docx), OpenDocument (odt) or plain text, at most {count} MB."),
            count=settings.ATTACHMENT_MAX_MB,
        )


class RemoveAttachmentForm(forms.Form):
    """One reason; cleaned to an :class:`AttachmentRemoval`."""

    reason = forms.TypedChoiceField(
        label=_("Why is it destroyed?"),
        choices=AttachmentRemoval.choices,
        coerce=AttachmentRemoval,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why it is destroyed.")},
    )
