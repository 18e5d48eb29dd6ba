"""One file as an E-ARK submission information package (CSIP 2.1, E-ARK SIP 2.1), as a ZIP.

Plain Python: it gets finished files and describes them. METS says what is in the package and with
which checksum, PREMIS what was done with it. Source: dilcis.eu, E-ARK specifications.
"""

from __future__ import annotations

import hashlib
import io
import uuid
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

METS = "http://www.loc.gov/METS/"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
SIP = "https://DILCIS.eu/XML/METS/SIPExtensionMETS"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PREMIS = "http://www.loc.gov/premis/v3"
PROFILE = "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml"
REPRESENTATION = "representations/rep1/data"
PREMIS_PATH = "metadata/preservation/premis.xml"

for prefix, uri in (
    *(("mets", METS), ("csip", CSIP), ("sip", SIP)),
    *(("xlink", XLINK), ("xsi", XSI), ("premis", PREMIS)),
):
    ET.register_namespace(prefix, uri)


@dataclass(frozen=True)
class Content:
    """A finished file of the package. *name* is below the representation's data."""

    name: str
    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 in capitals, as METS writes it."""
        return hashlib.sha256(self.content).hexdigest().upper()


@dataclass(frozen=True)
class Maker:
    """Who hands over, and with what."""

    organisation: str
    software: str
    version: str


def package(
    identifier: uuid.UUID, label: str, maker: Maker, made_at: datetime, files: Sequence[Content]
) -> bytes:
    """The package as a ZIP with one folder, named by *identifier*.

    *label* may hold the pseudonym and no name: it stands in clear in the archives' lists. Raises
    ``ValueError`` for a name that would leave the folder, or stands twice.
    """
    _check([file.name for file in files])
    premis = Content(PREMIS_PATH, "application/xml", _premis(identifier, maker, made_at, files))
    mets = _mets(identifier, label, maker, made_at, files, premis=premis)
    root = f"uuid-{identifier}"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in [
            ("METS.xml", mets),
            (PREMIS_PATH, premis.content),
            *((f"{REPRESENTATION}/{file.name}", file.content) for file in files),
        ]:
            # The time of the package, not of this machine's clock: the same files, the same bytes.
            entry = zipfile.ZipInfo(f"{root}/{path}", made_at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return written.getvalue()


def _check(names: list[str]) -> None:
    if len(set(names)) != len(names):
        raise ValueError("A name stands twice in the package.")
    for name in names:
        parts = name.split("/")
        if not name or name.startswith("/") or "\\" in name or {"", ".", ".."} & set(parts):
            raise ValueError("A name leaves the folder of the package.")


def _tag(space: str, name: str) -> str:
    return f"{{{space}}}{name}"


def _bytes(root: ET.Element) -> bytes:
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _mets(
    identifier: uuid.UUID,
    label: str,
    maker: Maker,
    made_at: datetime,
    files: Sequence[Content],
    *,
    premis: Content,
) -> bytes:
    root = ET.Element(
        _tag(METS, "mets"),
        {
            "OBJID": f"uuid-{identifier}",
            "LABEL": label,
            "TYPE": "Records",
            "PROFILE": PROFILE,
            _tag(CSIP, "CONTENTINFORMATIONTYPE"): "OTHER",
            _tag(CSIP, "OTHERCONTENTINFORMATIONTYPE"): "Ledljus person file",
        },
    )
    _header(root, maker, made_at)
    provenance = ET.SubElement(ET.SubElement(root, _tag(METS, "amdSec")), _tag(METS, "digiprovMD"))
    provenance.attrib |= {"ID": "premis", "CREATED": made_at.isoformat()}
    reference = ET.SubElement(provenance, _tag(METS, "mdRef"), {"MDTYPE": "PREMIS"})
    _locate(reference, PREMIS_PATH, premis, made_at)
    group = ET.SubElement(
        ET.SubElement(root, _tag(METS, "fileSec"), {"ID": "files"}),
        _tag(METS, "fileGrp"),
        {"ID": "rep1", "USE": "Representations/rep1"},
    )
    for number, file in enumerate(files, start=1):
        entry = ET.SubElement(group, _tag(METS, "file"), {"ID": f"file{number}"})
        place = ET.SubElement(entry, _tag(METS, "FLocat"))
        _describe(entry, file, made_at)
        _link(place, f"{REPRESENTATION}/{file.name}")
    _structure(root, len(files))
    return _bytes(root)


def _header(root: ET.Element, maker: Maker, made_at: datetime) -> None:
    header = ET.SubElement(
        root,
        _tag(METS, "metsHdr"),
        {
            "CREATEDATE": made_at.isoformat(),
            "RECORDSTATUS": "NEW",
            _tag(CSIP, "OAISPACKAGETYPE"): "SIP",
        },
    )
    software = ET.SubElement(
        header,
        _tag(METS, "agent"),
        {"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"},
    )
    ET.SubElement(software, _tag(METS, "name")).text = maker.software
    note = ET.SubElement(software, _tag(METS, "note"), {_tag(CSIP, "NOTETYPE"): "SOFTWARE VERSION"})
    note.text = maker.version
    archivist = ET.SubElement(
        header, _tag(METS, "agent"), {"ROLE": "ARCHIVIST", "TYPE": "ORGANIZATION"}
    )
    ET.SubElement(archivist, _tag(METS, "name")).text = maker.organisation


def _describe(element: ET.Element, file: Content, made_at: datetime) -> None:
    element.attrib |= {
        "MIMETYPE": file.media_type,
        "SIZE": str(len(file.content)),
        "CREATED": made_at.isoformat(),
        "CHECKSUM": file.digest,
        "CHECKSUMTYPE": "SHA-256",
    }


def _link(element: ET.Element, path: str) -> None:
    element.attrib |= {"LOCTYPE": "URL", _tag(XLINK, "type"): "simple", _tag(XLINK, "href"): path}


def _locate(element: ET.Element, path: str, file: Content, made_at: datetime) -> None:
    _describe(element, file, made_at)
    _link(element, path)


def _structure(root: ET.Element, count: int) -> None:
    """The one map that CSIP asks for: which part of the package holds what."""
    whole = ET.SubElement(
        ET.SubElement(
            root, _tag(METS, "structMap"), {"ID": "map", "TYPE": "PHYSICAL", "LABEL": "CSIP"}
        ),
        _tag(METS, "div"),
        {"ID": "package", "LABEL": "Package"},
    )
    ET.SubElement(
        whole, _tag(METS, "div"), {"ID": "metadata", "LABEL": "Metadata", "ADMID": "premis"}
    )
    data = ET.SubElement(whole, _tag(METS, "div"), {"ID": "data", "LABEL": "Representations/rep1"})
    for number in range(1, count + 1):
        ET.SubElement(data, _tag(METS, "fptr"), {"FILEID": f"file{number}"})


def _premis(
    identifier: uuid.UUID, maker: Maker, made_at: datetime, files: Sequence[Content]
) -> bytes:
    root = ET.Element(_tag(PREMIS, "premis"), {"version": "3.0"})
    for file in files:
        thing = ET.SubElement(root, _tag(PREMIS, "object"), {_tag(XSI, "type"): "premis:file"})
        _pair(thing, "objectIdentifier", "local", f"{REPRESENTATION}/{file.name}")
        traits = ET.SubElement(thing, _tag(PREMIS, "objectCharacteristics"))
        fixity = ET.SubElement(traits, _tag(PREMIS, "fixity"))
        ET.SubElement(fixity, _tag(PREMIS, "messageDigestAlgorithm")).text = "SHA-256"
        ET.SubElement(fixity, _tag(PREMIS, "messageDigest")).text = file.digest
        ET.SubElement(traits, _tag(PREMIS, "size")).text = str(len(file.content))
        form = ET.SubElement(
            ET.SubElement(traits, _tag(PREMIS, "format")), _tag(PREMIS, "formatDesignation")
        )
        ET.SubElement(form, _tag(PREMIS, "formatName")).text = file.media_type
    event = ET.SubElement(root, _tag(PREMIS, "event"))
    _pair(event, "eventIdentifier", "UUID", str(identifier))
    ET.SubElement(event, _tag(PREMIS, "eventType")).text = "creation"
    ET.SubElement(event, _tag(PREMIS, "eventDateTime")).text = made_at.isoformat()
    agent = ET.SubElement(root, _tag(PREMIS, "agent"))
    _pair(agent, "agentIdentifier", "local", maker.software)
    ET.SubElement(agent, _tag(PREMIS, "agentName")).text = f"{maker.software} {maker.version}"
    ET.SubElement(agent, _tag(PREMIS, "agentType")).text = "software"
    return _bytes(root)


def _pair(parent: ET.Element, name: str, kind: str, value: str) -> None:
    pair = ET.SubElement(parent, _tag(PREMIS, name))
    ET.SubElement(pair, _tag(PREMIS, f"{name}Type")).text = kind
    ET.SubElement(pair, _tag(PREMIS, f"{name}Value")).text = value
