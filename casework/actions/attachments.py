"""Attaching a file, and destroying one."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.persons import can_manage_person, can_work_in_person
from casework.actions.base import ActionRefused, action
from casework.attachment_files import NotTaken, take
from casework.audit.events import Event
from casework.audit.record import record
from casework.journal_enums import AttachmentRemoval
from casework.models import Attachment, Note, Person, User

LONGEST_NAME = 200


@action
def attach_file(
    *, by: User, person: Person, name: str, content: bytes, note: Note | None = None
) -> Attachment:
    """Keep *content*, sealed with the file's key. Raises :class:`ActionRefused`."""
    if not can_work_in_person(by, person):
        raise ActionRefused(_("You may read this file, but not write in it."))
    if note is not None and (note.person_id != person.pk or note.is_struck):
        raise ActionRefused(_("Nothing can be attached to this note."))
    if len(content) > settings.ATTACHMENT_MAX_MB * 1024 * 1024:
        sentence = _("The file is too big: at most %(count)s MB.")
        raise ActionRefused(fields={"file": sentence % {"count": settings.ATTACHMENT_MAX_MB}})
    try:
        taken = take(name, content)
    except NotTaken:
        raise ActionRefused(
            fields={"file": _("The content is not what the name says, or of a kind not taken.")}
        ) from None
    attachment = Attachment.objects.create(
        person=person,
        note=note,
        name=name[-LONGEST_NAME:],
        content=taken.content,
        type=taken.type,
        size=len(taken.content),
        created_by=by,
    )
    record(
        Event.ATTACHMENT_ADDED, by=by, obj=attachment, type=str(taken.type), size=attachment.size
    )
    return attachment


@action
def remove_attachment(*, by: User, attachment: Attachment, reason: AttachmentRemoval) -> None:
    """Destroy name and content; that there was a file stays. Raises :class:`ActionRefused`."""
    if not can_manage_person(by, attachment.person):
        raise ActionRefused(_("Only who decides over the file removes what is attached."))
    locked = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if locked.removed_at is not None:
        raise ActionRefused(_("This file is removed already."))
    locked.name, locked.content = None, None
    locked.removed_at, locked.removed_by, locked.removed_reason = timezone.now(), by, reason
    locked.updated_by = by
    fields = ["name", "content", "removed_at", "removed_by", "removed_reason"]
    locked.save(update_fields=[*fields, "updated_at", "updated_by"])
    record(Event.ATTACHMENT_REMOVED, by=by, obj=locked, reason=str(reason))
