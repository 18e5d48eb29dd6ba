"""What columns are called in an extract, and which tell the person nothing."""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# By column, or by table and column.
LABELS: dict[str, str | Promise] = {
    "created_at": _("written down"),
    "created_by": _("written down by"),
    "opened_by": _("file opened by"),
    "answered_at": _("answered"),
    "answered_by": _("answered by"),
    "decided_by": _("decided by"),
    "ended_by": _("ended by"),
    "lifted_by": _("lifted by"),
    "linked_by": _("linked by"),
    "undone_by": _("link undone by"),
    "reviewed_at": _("looked into"),
    "reviewed_by": _("looked into by"),
    "casework.EmergencyAccess.opened_by": _("opened in an emergency by"),
    "casework.Person.pseudonym": _("what we call the file"),
    "casework.PersonLink.first": _("linked with"),
    "casework.PersonLink.second": _("linked with"),
    "casework.PersonUserPermission.user": _("who may"),
    "casework.RelatedPerson.relation": _("relation to you"),
    "casework.ShelterStay.shelter": _("where"),
    "casework.TraffickingStatus.suspicion": _("where the question of trafficking stands"),
    "casework.NoteDraft.corrects": pgettext_lazy("a note", "corrects"),
    "casework.Note.corrects": pgettext_lazy("a note", "corrects"),
    "casework.NoteDisagreement.words": _("what you say against it"),
}
# Columns that tell the person nothing; who changed a row last, and when, is in the log.
UNTOLD = {
    "updated_at",
    "updated_by",
    # How a draft is saved from two windows.
    "casework.NoteDraft.version",
    "casework.NoteDraft.saved_from",
    # The supporting row itself is told in its own table.
    "casework.ClaimEvidence.row_id",
    # Its words stand beside it.
    "casework.Disclosure.ground_code",
    # By role and unit it would name who keeps the protected housing.
    "casework.ShelterStay.confirmed_by",
    # Said by where it stands.
    "casework.NoteDisagreement.note",
}


def label_of(field: models.Field[object, object]) -> str:
    """The word for a column, in the language in use."""
    name = f"{field.model._meta.label}.{field.name}"
    return str(LABELS.get(name) or LABELS.get(field.name) or field.verbose_name)


def is_told(field: models.Field[object, object]) -> bool:
    """Whether a column tells the person anything."""
    return not {field.name, f"{field.model._meta.label}.{field.name}"} & UNTOLD
