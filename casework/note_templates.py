"""What each kind of note asks for: a lead and prompts for fact, assessment and measure.

The prompts stand beside the fields and are never filled in: nothing is to be signed unread.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.journal_enums import NoteKind

Text = str | Promise


@dataclass(frozen=True)
class NoteTemplate:
    """One kind. *slug* stands in the address."""

    kind: NoteKind
    slug: str
    icon: str
    lead: Text
    fact: tuple[Text, ...]
    assessment: tuple[Text, ...]
    measure: tuple[Text, ...]


TEMPLATES = (
    NoteTemplate(
        NoteKind.CONVERSATION,
        "samtal",
        "message",
        _("A talk with the person, in a room or by telephone."),
        (
            _("Who took part, where, and was there an interpreter?"),
            _("What the person told, as far as possible in their own words."),
            _("What you told: support, protection, rights."),
        ),
        (_("How you understand the situation, and what you base it on."),),
        (_("What you agreed, who does it and by when."),),
    ),
    NoteTemplate(
        NoteKind.CONTACT,
        "kontakt",
        "phone",
        _("A short contact: a call, a message, or with somebody around the person."),
        (_("Who contacted whom, how, and about what?"), _("On what ground was something told?")),
        (_("Does the contact change how you see the situation?"),),
        (_("What happens next?"),),
    ),
    NoteTemplate(
        NoteKind.DECISION,
        "beslut",
        "check",
        _("What was decided, by whom, and why."),
        (_("What the decision rests on: requests, documents, what was said."),),
        (_("The reasons, and what spoke against."),),
        (
            _("The decision, who made it, and from when it holds."),
            _("How and when the person was told, and how it can be appealed."),
        ),
    ),
    NoteTemplate(
        NoteKind.PROTECTION,
        "skyddsbedomning",
        "shield",
        _("Whether the person needs protection at once. Made the same day."),
        (
            _("What is known of threats, violence, control and who they come from."),
            _("Where the person is now, and who knows that."),
            _("Are there children, and where are they?"),
        ),
        (
            _("Is there a need of immediate protection? Yes or no, and why."),
            _("What the person thinks about the danger."),
        ),
        (_("What is done today, by whom, and whom you have told."), _("When it is assessed anew.")),
    ),
    NoteTemplate(
        NoteKind.OBSERVATION,
        "iakttagelse",
        "eye",
        _("What you saw or heard yourself, without having talked about it."),
        (_("What you saw and heard, when and where. No guesses here."),),
        (_("What it may mean, and how sure you are."),),
        (_("What you do about it."),),
    ),
)
_by_kind = {template.kind.value: template for template in TEMPLATES}
_by_slug = {template.slug: template for template in TEMPLATES}


def template_of(kind: str) -> NoteTemplate:
    """The template of a kind. Raises ``KeyError``."""
    return _by_kind[kind]


def template_at(slug: str) -> NoteTemplate | None:
    """The template that *slug* names in an address, if any."""
    return _by_slug.get(slug)
