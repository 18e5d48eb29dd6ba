"""Forms of the journal: writing, disagreeing, striking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from casework.actions.notes import DraftText
from casework.forms.moments import MomentField
from casework.forms.text import TextField
from casework.journal_enums import NoteStrikeReason
from casework.models import Note, NoteDraft
from casework.note_templates import NoteTemplate

Text = str | Promise
PARTS = ("fact", "assessment", "measure")


def text_area(rows: int) -> forms.Textarea:
    """A field for free text about people: nothing of it stays in the browser."""
    return forms.Textarea(attrs={"rows": rows, "autocomplete": "off", "spellcheck": "false"})


def _prompts(prompts: tuple[Text, ...]) -> SafeString:
    """The prompts, one a line."""
    return format_html_join("", "<span class='prompt'>{}</span>", ((prompt,) for prompt in prompts))


class NoteForm(forms.Form):
    """What is typed. What is needed for a signature is the action's to say."""

    happened_at = MomentField(
        label=_("When did it happen?"),
        required=False,
        help_text=_("When you write is kept apart from this."),
    )
    fact = TextField(label=_("What happened"), required=False, strip=False, widget=text_area(7))
    assessment = TextField(
        label=_("Your assessment"), required=False, strip=False, widget=text_area(4)
    )
    measure = TextField(label=_("What is done"), required=False, strip=False, widget=text_area(4))
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    window = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, template: NoteTemplate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = template.kind
        for name in PARTS:
            self.fields[name].help_text = _prompts(getattr(template, name))

    def text(self, corrects: Note | None) -> DraftText:
        """What was typed, as far as it can be read."""
        found = self.cleaned_data
        return DraftText(
            kind=self.kind,
            happened_at=found.get("happened_at"),
            **{name: found.get(name, "").replace("\r\n", "\n") for name in PARTS},
            corrects=corrects,
            seen=found.get("seen") or 0,
            window=found.get("window"),
        )


def initial_of(draft: NoteDraft) -> dict[str, Any]:
    """What the form of a saved draft shows."""
    return {"happened_at": draft.happened_at, **dict(zip(PARTS, draft.texts, strict=True))}


class DisagreementForm(forms.Form):
    """The person's own words against a note."""

    words = TextField(
        label=_("What does the person say?"),
        max_length=10_000,
        widget=text_area(6),
        help_text=_("In the person's own words. The note itself stays as it is."),
        error_messages={"required": _("Write what the person says.")},
    )


class StrikeNoteForm(forms.Form):
    """One reason; cleaned to a :class:`NoteStrikeReason`."""

    reason = forms.TypedChoiceField(
        label=_("Why is it struck?"),
        choices=NoteStrikeReason.choices,
        coerce=NoteStrikeReason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why it is struck.")},
    )
