"""The database's refusals as sentences: it holds the rules too, and it has the last word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.actions.base import ActionRefused

STAYS_COMPLETE = _("The encounter is complete already and stays so. Save this as complete too.")

# constraint: the field of the form and its sentence
_SENTENCES: dict[str, tuple[str, Promise]] = {
    "encounter_age_possible": ("age", _("This is not an age.")),
    "encounter_age_exact_or_judged": ("age", _("Give the exact age or a judged one, not both.")),
    "encounter_home_municipality_paired": ("home", _("Choose the municipality.")),
    "encounter_told_or_reason": (
        "told_of_rights",
        _("Say whether the person was told of support, protection and rights, or why not."),
    ),
    "encounter_offered_or_reason": (
        "offered_support",
        _("Say whether the person was offered support, or why not."),
    ),
    "encounter_fields_of_role": ("role", _("This answer does not belong to whom you met.")),
    "encounter_child_reported_or_reason": (
        "concern_report",
        _("Say whether a child-concern report was made, or why not yet."),
    ),
    "encounter_child_guardians_or_reason": (
        "guardians_contacted",
        _("Say whether the guardians were contacted, or why not."),
    ),
    "encounter_child_never_for_payment": (
        "sexual_kind",
        _("A child is always exploited; there is no payment to speak of."),
    ),
    "outreach_encounter_pkey": ("", _("This form can't be saved. Open a new one.")),
    "encounter_shift_open": ("", _("No encounter can be added to this shift now.")),
    "encounter_double_same_shift": ("", _("A double is an encounter of the same shift.")),
    "encounter_no_double_of_itself": ("", _("An encounter is no double of itself.")),
    "encounter_stays_complete": ("", STAYS_COMPLETE),
    "encounter_correction_has_reason": ("reason", _("Say why it is corrected.")),
    "offer_fits_role": ("offers", _("This support is not there for whom you met.")),
    "offer_fits_age": ("offers", _("This support does not take children.")),
    "offer_not_possible_has_reason": ("offers", _("Say why the support was not possible.")),
    "offer_no_place_names_need": ("offers", _("Say what there was no suitable place for.")),
    "offer_reason_only_when_not_possible": (
        "offers",
        _("A reason belongs to support that was not possible."),
    ),
}


def _constraint(error: IntegrityError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a broken rule of the block into :class:`ActionRefused`, with which the action ends."""
    try:
        # No savepoint: what is refused is undone with the whole action.
        with transaction.atomic(savepoint=False):
            yield
    except IntegrityError as error:
        field, sentence = _SENTENCES.get(_constraint(error), ("", None))
        if sentence is None:
            raise
        raise ActionRefused(
            "" if field else str(sentence), fields={field: str(sentence)} if field else None
        ) from None


def broke(error: IntegrityError, constraint: str) -> bool:
    """Whether *error* comes from *constraint*."""
    return _constraint(error) == constraint
