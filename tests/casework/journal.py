"""Notes, files and consents for the tests, made by the actions that the product itself uses."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import timedelta
from typing import Any

from django.utils import timezone

from casework.actions.attachments import attach_file
from casework.actions.consents import ConsentFacts, record_consent
from casework.actions.notes import DraftText, save_draft, sign_note
from casework.identifiers import uuid7
from casework.journal_enums import (
    ConsentForm,
    ConsentGiver,
    ConsentPurpose,
    InformationKind,
    NoteKind,
)
from casework.models import Attachment, Consent, Note, NoteDraft, Person, User

# Plainly invented, and looked for where they must not be.
FACT, ASSESSMENT, MEASURE = "Planterad iakttagelse", "Planterad bedömning", "Planterad åtgärd"


def text(**changes: Any) -> DraftText:
    """What somebody has typed an hour after it happened."""
    return DraftText(
        **{
            "kind": NoteKind.CONVERSATION,
            "happened_at": timezone.now() - timedelta(hours=1),
            "fact": FACT,
            "assessment": ASSESSMENT,
            "measure": MEASURE,
            **changes,
        }
    )


def drafted(by: User, person: Person, **changes: Any) -> NoteDraft:
    return save_draft(by=by, person=person, draft_id=uuid7(), text=text(**changes))


def signed(by: User, person: Person, **changes: Any) -> Note:
    return sign_note(by=by, person=person, draft_id=uuid7(), text=text(**changes))


def consented(by: User, person: Person, **changes: Any) -> Consent:
    today = timezone.localdate()
    facts: dict[str, Any] = {
        "purpose": ConsentPurpose.COOPERATION,
        "kinds": [InformationKind.SITUATION, InformationKind.HEALTH],
        "until_day": today + timedelta(days=90),
        "form": ConsentForm.ORAL,
        "given_by": ConsentGiver.PERSON,
        "body": "Påhittad mottagning",
        **changes,
    }
    return record_consent(by=by, person=person, facts=ConsentFacts(**facts))


def attached(by: User, person: Person, note: Note | None = None) -> Attachment:
    return attach_file(by=by, person=person, name="planterad.pdf", content=pdf(), note=note)


def pdf(body: bytes = b"1 0 obj <<>> endobj") -> bytes:
    return b"%PDF-1.7\n" + body + b"\ntrailer <<>>\n%%EOF\n"


def chunk(kind: bytes, content: bytes = b"") -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def png(*extra: bytes, behind: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", head), *extra, chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + behind


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def jpeg(*extra: bytes, behind: bytes = b"") -> bytes:
    """A JPEG as far as its frame goes: the drawn data hold a stuffed byte and a restart."""
    start = b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return start + b"".join(extra) + segment(0xDB, bytes(65)) + scan + b"\xff\xd9" + behind


def archive(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return made.getvalue()


WORD_TYPES = (
    b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument'
    b'.wordprocessingml.document.main+xml"/></Types>'
)


def docx(**extra: bytes) -> bytes:
    parts = {
        "[Content_Types].xml": WORD_TYPES,
        "_rels/.rels": b"",
        "word/document.xml": b"<w/>",
    }
    return archive(parts | {f"word/{name}.bin": content for name, content in extra.items()})


def odt(**extra: bytes) -> bytes:
    parts = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"}
    return archive(parts | {f"Basic/{name}": content for name, content in extra.items()})
