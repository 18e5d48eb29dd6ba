"""What the form of a referral asks for beside the rest when it is a report of concern."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.forms.file_fields import choice, demanded, line, past_day, text
from casework.forms.organisation import RefusableForm
from referrals.actions.drafts import ConcernFacts
from referrals.enums import ReferralGround, ReferralKind
from referrals.forms.acting import say_what_is_missing
from referrals.models import ConcernReport
from referrals.outside_enums import AtOnce, Guardians, Interpreting
from referrals.queries.concern_facts import duty, report_law

NAMES = ("seen_on", "at_once", "at_once_why", "interpreter", "language", "guardians")
ASKED = ("seen_on", "at_once", "interpreter", "guardians")


class ConcernFields(RefusableForm):
    """Asked for by the kind: nothing of it is needed for anything but a report."""

    seen_on = demanded(past_day(_("When was it seen or heard?"), required=False))
    at_once = demanded(
        choice(_("Does the child need protection at once?"), AtOnce.choices, required=False)
    )
    at_once_why = demanded(text(_("From what, and why at once?")))
    interpreter = demanded(
        choice(_("Does the child need an interpreter?"), Interpreting.choices, required=False)
    )
    language = line(_("Which language?"), longest=100)
    guardians = demanded(
        choice(_("Do the guardians know of the report?"), Guardians.choices, required=False)
    )

    def clean(self) -> dict[str, Any] | None:
        """Ask for what a report has to say."""
        found = super().clean() or self.cleaned_data
        if found.get("kind") == ReferralKind.REPORT:
            for name in ASKED:
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, gettext("A report of concern has to say this."))
        return found

    def concern(self) -> ConcernFacts | None:
        """The answers; ``None`` for what is no report."""
        found = self.cleaned_data
        if found["kind"] != ReferralKind.REPORT:
            return None
        return ConcernFacts(
            seen_on=found["seen_on"],
            at_once=AtOnce(found["at_once"]),
            interpreter=Interpreting(found["interpreter"]),
            guardians=Guardians(found["guardians"]),
            at_once_why=found["at_once_why"] if found["at_once"] == AtOnce.YES else "",
            language=found["language"] if found["interpreter"] == Interpreting.NEEDED else "",
        )


def initial_of_concern(concern: ConcernReport | None) -> dict[str, Any]:
    """What the report of a draft says now."""
    return {name: getattr(concern, name) for name in NAMES} if concern is not None else {}


# How the form of a referral asks when it is a report: nothing is asked for, something was seen.
_LABELS = {
    "receiver": _("To which social services?"),
    "asked": _("What was seen or heard?"),
    "kinds": _("What does the report tell of?"),
    "who": _("Who the child is and how to reach them, as far as you know"),
}
_MISSING = {
    "receiver": _("Choose who takes the report."),
    "asked": _("Write what was seen or heard."),
    "kinds": _("Say what the report tells of."),
    **{name: _("A report of concern has to say this.") for name in ASKED},
}
# What is said when it is sent, instead of whose the responsibility is until it is accepted.
SENT_REPORT = _(
    "Sent. Nobody can decline a report of concern. See to it that it has been received."
)


def word_as_report(form: forms.Form, initial: MutableMapping[str, Any]) -> None:
    """Let *form* ask as a report does. What follows from the duty to report is not asked at all."""
    for name, label in _LABELS.items():
        form.fields[name].label = label
    form.fields["asked"].help_text = _(
        "Say what you know and no more: the social services ask further. Names stand below."
    )
    say_what_is_missing(form, _MISSING)
    law = report_law()
    given = {
        "kind": ReferralKind.REPORT.value,
        "ground": ReferralGround.LEGAL.value,
        "legal_reference": law.pk if law else None,
        "ground_note": duty(),
        "is_child": "yes",
    }
    for name in set(given) & set(form.fields):
        form.fields[name].widget = forms.HiddenInput()
        initial[name] = initial.get(name) or given[name]
    initial["is_child"] = "yes"
