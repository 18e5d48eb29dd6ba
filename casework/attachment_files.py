"""What a file is by its content, and what of it may be kept. Plain Python: no table, no request.

A file is taken when the library and our own reading agree and its name says the same. Pictures
lose what the camera wrote into them (place, time, device) and whatever lies behind their end.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

import filetype

from casework.journal_enums import AttachmentType

# What a browser could be made to take for a page, in the part that it looks at.
_PAGE = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?xml)", re.IGNORECASE)
_LOOKED_AT = 1024
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WORD_PART = f"{_WORD}.main+xml".encode()
_ODT = "application/vnd.oasis.opendocument.text"
MEDIA_TYPES = {
    AttachmentType.PDF: "application/pdf",
    AttachmentType.JPEG: "image/jpeg",
    AttachmentType.PNG: "image/png",
    AttachmentType.DOCX: _WORD,
    AttachmentType.ODT: _ODT,
    AttachmentType.TXT: "text/plain; charset=utf-8",
}
# What the library may call each: some writers of documents put their parts in another order.
_LIBRARY_SAYS: dict[AttachmentType, set[str | None]] = {
    AttachmentType.PDF: {"application/pdf"},
    AttachmentType.JPEG: {"image/jpeg"},
    AttachmentType.PNG: {"image/png"},
    AttachmentType.DOCX: {_WORD, "application/zip"},
    AttachmentType.ODT: {_ODT, "application/zip"},
    AttachmentType.TXT: {None},
}
_ENDINGS = {
    "pdf": AttachmentType.PDF,
    "jpg": AttachmentType.JPEG,
    "jpeg": AttachmentType.JPEG,
    "png": AttachmentType.PNG,
    "docx": AttachmentType.DOCX,
    "odt": AttachmentType.ODT,
    "txt": AttachmentType.TXT,
}
ACCEPT = ",".join(f".{ending}" for ending in _ENDINGS)
_MOST_PARTS, _MOST_UNPACKED, _MOST_OF_A_PART = 2_000, 300 * 1024 * 1024, 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
# Chunks that draw the picture; every other one may tell about who took it.
_PNG_KEPT = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"),
    *(b"bKGD", b"pHYs", b"hIST"),
}
# Segments of a JPEG without a length, and those that are kept of the application's own.
_JPEG_ALONE = {0x01, *range(0xD0, 0xD8)}
_JPEG_KEPT_APPS = {0xE0, 0xE2, 0xEE}


class NotTaken(Exception):
    """The content is no file of a kind that can be attached, or is not what its name says."""


@dataclass(frozen=True)
class TakenFile:
    """A file as it is kept."""

    type: AttachmentType
    content: bytes


def take(name: str, content: bytes) -> TakenFile:
    """Check *content* and clean it. Raises :class:`NotTaken`."""
    wanted = _ENDINGS.get(name.rpartition(".")[2].lower())
    found = filetype.guess(content)
    if wanted is None or (found.mime if found else None) not in _LIBRARY_SAYS[wanted]:
        raise NotTaken
    try:
        return TakenFile(wanted, _READERS[wanted](content))
    except (IndexError, ValueError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError):
        # Broken, or built to be read in two ways.
        raise NotTaken from None


def _pdf(content: bytes) -> bytes:
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise NotTaken
    if _PAGE.search(content[:_LOOKED_AT]):
        raise NotTaken
    return content


def _jpeg(content: bytes) -> bytes:
    """The picture without what the camera wrote, and without what stands behind its end."""
    kept = bytearray(content[:2])
    at = 2
    while True:
        if content[at] != 0xFF:
            raise NotTaken
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _JPEG_ALONE:
            kept += content[at : at + 2]
            at += 2
            continue
        if marker == 0xD9:
            return bytes(kept + b"\xff\xd9")
        end = _end_of_segment(content, at)
        if not _tells(marker):
            kept += content[at:end]
        at = end
        if marker == 0xDA:
            at = _end_of_scan(content, at)
            kept += content[end:at]


def _end_of_segment(content: bytes, at: int) -> int:
    length = int.from_bytes(content[at + 2 : at + 4], "big")
    if length < 2 or at + 2 + length > len(content):
        raise NotTaken
    return at + 2 + length


def _tells(marker: int) -> bool:
    """Whether a segment is a remark, or one of an application that draws nothing."""
    return marker == 0xFE or (0xE0 <= marker <= 0xEF and marker not in _JPEG_KEPT_APPS)


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the drawn data end: at the next marker that is no part of them."""
    while True:
        at = content.index(b"\xff", at)
        following = content[at + 1]
        if following != 0 and following not in _JPEG_ALONE and following != 0xFF:
            return at
        at += 1 if following == 0xFF else 2


def _png(content: bytes) -> bytes:
    kept, at = bytearray(_PNG), len(_PNG)
    while True:
        length = int.from_bytes(content[at : at + 4], "big")
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            raise NotTaken
        if zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            raise NotTaken
        if kind in _PNG_KEPT:
            kept += content[at:end]
        if kind == b"IEND":
            return bytes(kept)
        at = end


def _opened(content: bytes) -> zipfile.ZipFile:
    """The archive inside an office document: nothing before it, nothing behind, not too much."""
    if not content.startswith(b"PK\x03\x04") or content[-22:-18] != b"PK\x05\x06":
        raise NotTaken
    archive = zipfile.ZipFile(io.BytesIO(content))
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED:
        raise NotTaken
    # An archive that was put behind something else counts its places from there.
    if min(part.header_offset for part in parts) != 0:
        raise NotTaken
    return archive


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _MOST_OF_A_PART:
        raise NotTaken
    return archive.read(name)


def _docx(content: bytes) -> bytes:
    archive = _opened(content)
    if _WORD_PART not in _part(archive, "[Content_Types].xml"):
        raise NotTaken
    archive.getinfo("word/document.xml")
    if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
        raise NotTaken
    return content


def _odt(content: bytes) -> bytes:
    archive = _opened(content)
    if _part(archive, "mimetype").strip() != _ODT.encode():
        raise NotTaken
    archive.getinfo("content.xml")
    if any(name.startswith(("Basic/", "Scripts/")) for name in archive.namelist()):
        raise NotTaken
    return content


def _txt(content: bytes) -> bytes:
    text = content.decode("utf-8-sig")
    if any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text) or "\x7f" in text:
        raise NotTaken
    if _PAGE.search(content[:_LOOKED_AT]) or content.lstrip().startswith((b"%PDF", b"{\\rtf")):
        raise NotTaken
    return content


_READERS = {
    AttachmentType.PDF: _pdf,
    AttachmentType.JPEG: _jpeg,
    AttachmentType.PNG: _png,
    AttachmentType.DOCX: _docx,
    AttachmentType.ODT: _odt,
    AttachmentType.TXT: _txt,
}
