"""Attaching a file, and destroying one."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.access.persons import can_manage_person, can_work_in_person
from casework.actions.base import ActionRefused, action
from casework.attachment_files import NotTaken, TakenFile, take
from casework.audit.events import Event
from casework.audit.record import record
from casework.identifiers import uuid7
from casework.journal_enums import AttachmentRemoval
from casework.models import Attachment, Note, Person, User

LONGEST_NAME = 200


@action
def attach_file(
    *,
    by: User,
    person: Person,
    name: str,
    content: bytes,
    note: Note | None = None,
    attachment_id: uuid.UUID | None = None,
) -> Attachment:
    """Keep *content*, sealed with the file's key, under the identifier that its form was given.

    The same form sent twice makes one attachment; with another file in it, it is another one.
    Raises :class:`ActionRefused`.
    """
    _check(by, person, note)
    taken = _taken(name, content)
    name = name[-LONGEST_NAME:]
    new = Attachment(
        pk=attachment_id or uuid7(),
        person=person,
        note=note,
        name=name,
        content=taken.content,
        type=taken.type,
        size=len(taken.content),
        created_by=by,
    )
    if not _insert(new):
        there = Attachment.objects.visible_to(by).filter(person=person, pk=new.pk).first()
        if there is not None and _is_same(there, new):
            record(Event.ATTACHMENT_ADDED, by=by, obj=there, resent=True)
            return there
        # Back in the browser, and another file chosen; or an identifier of another's.
        new.pk = uuid7()
        new.name, new.content = name, taken.content
        new.save(force_insert=True)
    record(Event.ATTACHMENT_ADDED, by=by, obj=new, type=str(taken.type), size=new.size)
    return new


def _check(by: User, person: Person, note: Note | None) -> None:
    if not can_work_in_person(by, person):
        raise ActionRefused(_("You may read this file, but not write in it."))
    if note is not None and (note.person_id != person.pk or note.is_struck):
        raise ActionRefused(_("Nothing can be attached to this note."))


def _taken(name: str, content: bytes) -> TakenFile:
    if len(content) > settings.ATTACHMENT_MAX_MB * 1024 * 1024:
        sentence = _("The file is too big: at most %(count)s MB.")
        raise ActionRefused(fields={"file": sentence % {"count": settings.ATTACHMENT_MAX_MB}})
    try:
        return take(name, content)
    except NotTaken:
        raise ActionRefused(
            fields={"file": _("The content is not what the name says, or of a kind not taken.")}
        ) from None


def _insert(new: Attachment) -> bool:
    """Insert the row; ``False`` when its identifier is taken. Two at once wait for each other."""
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as error:
        diag = getattr(error.__cause__, "diag", None)
        if diag is None or diag.constraint_name != "casework_attachment_pkey":
            raise
        return False
    return True


def _is_same(there: Attachment, new: Attachment) -> bool:
    """Whether *new* is what somebody has sent before. What was destroyed since is not compared."""
    if (there.created_by_id, there.note_id) != (new.created_by_id, new.note_id):
        return False
    if there.removed_at is not None:
        raise ActionRefused(_("This file is removed already."))
    return (there.name, there.content) == (new.name, new.content)


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
