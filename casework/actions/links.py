"""Linking two files that are perhaps about one person. Linked, never merged; undone as easily."""

from __future__ import annotations

import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actions.file_guard import file_to_work_in
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import PersonLink, User


@action
def link_files(
    *, by: User, person_id: uuid.UUID, other_id: uuid.UUID, reason: str = ""
) -> PersonLink:
    """Link two files in which *by* works. Both stay as they are.

    Raises :class:`ActionRefused` for one file, two walled off from each other, or a second link.
    """
    if person_id == other_id:
        raise ActionRefused(fields={"other": _("Choose another file than this one.")})
    first, second = (
        file_to_work_in(pk, by) for pk in sorted((person_id, other_id), key=lambda pk: pk.int)
    )
    if first.kind != second.kind:
        # Design rule 2: what is kept of a buyer leads to nobody exploited.
        raise ActionRefused(fields={"other": _("The two files are of different kinds.")})
    if PersonLink.objects.in_force().filter(first=first, second=second).exists():
        raise ActionRefused(fields={"other": _("The two files are linked already.")})
    link = PersonLink(first=first, second=second, reason=reason, linked_by=by)
    link.save(force_insert=True)
    for person in (first, second):
        record(Event.FILES_LINKED, by=by, obj=person)
    return link


@action
def unlink_files(*, by: User, link_id: uuid.UUID) -> PersonLink:
    """Undo a link. Raises :class:`ActionRefused` when somebody else has undone it already."""
    shown = PersonLink.objects.visible_to(by).get(pk=link_id)
    for pk in (shown.first_id, shown.second_id):
        file_to_work_in(pk, by)
    link = PersonLink.objects.select_for_update(of=("self",)).get(pk=link_id)
    if link.undone_at is not None:
        raise ActionRefused(_("The link is undone already."))
    link.undone_at, link.undone_by = timezone.now(), by
    link.save(update_fields=["undone_at", "undone_by"])
    for person in (link.first, link.second):
        record(Event.FILES_UNLINKED, by=by, obj=person)
    return link
