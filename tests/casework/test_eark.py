"""The package says what is in it, with right checksums; the same files give the same bytes."""

from __future__ import annotations

import hashlib
import io
import uuid
import xml.etree.ElementTree as ET
import zipfile
from datetime import UTC, datetime

import pytest

from casework.archive.eark import CSIP, METS, PREMIS, XLINK, Content, Maker, package

IDENTIFIER = uuid.UUID("0198c2de-aaaa-7bbb-8ccc-1234567890ab")
MAKER = Maker("Provstads stad", "Ledljus", "0.1.0")
AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
FILES = [
    Content("akt.json", "application/json", '{"namn": "Å"}'.encode()),
    Content("bilagor/1.pdf", "application/pdf", b"%PDF-1.7"),
]


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def xml(archive: zipfile.ZipFile, path: str) -> ET.Element:
    return ET.fromstring(archive.read(f"uuid-{IDENTIFIER}/{path}"))  # noqa: S314 - our own


@pytest.fixture
def archive() -> zipfile.ZipFile:
    return opened(package(IDENTIFIER, "Ärla-4821", MAKER, AT, FILES))


def test_one_folder_with_its_parts(archive: zipfile.ZipFile) -> None:
    root = f"uuid-{IDENTIFIER}"
    assert archive.namelist() == [
        f"{root}/METS.xml",
        f"{root}/metadata/preservation/premis.xml",
        f"{root}/representations/rep1/data/akt.json",
        f"{root}/representations/rep1/data/bilagor/1.pdf",
    ]
    assert archive.testzip() is None


def test_mets_locates_every_file_with_its_checksum(archive: zipfile.ZipFile) -> None:
    mets = xml(archive, "METS.xml")
    described = [*mets.iter(f"{{{METS}}}file"), *mets.iter(f"{{{METS}}}mdRef")]
    assert len(described) == 3
    for element in described:
        place = element.find(f"{{{METS}}}FLocat")
        path = (element if place is None else place).attrib[f"{{{XLINK}}}href"]
        content = archive.read(f"uuid-{IDENTIFIER}/{path}")
        assert element.attrib["CHECKSUM"] == hashlib.sha256(content).hexdigest().upper()
        assert element.attrib["SIZE"] == str(len(content))


def test_what_the_specification_asks_of_the_root(archive: zipfile.ZipFile) -> None:
    mets = xml(archive, "METS.xml")
    assert mets.attrib["OBJID"] == f"uuid-{IDENTIFIER}"
    assert mets.attrib["PROFILE"] == "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml"
    header = mets.find(f"{{{METS}}}metsHdr")
    assert header is not None
    assert header.attrib[f"{{{CSIP}}}OAISPACKAGETYPE"] == "SIP"
    structure = mets.find(f"{{{METS}}}structMap")
    assert structure is not None
    assert (structure.attrib["TYPE"], structure.attrib["LABEL"]) == ("PHYSICAL", "CSIP")
    pointers = {element.attrib["FILEID"] for element in structure.iter(f"{{{METS}}}fptr")}
    assert pointers == {element.attrib["ID"] for element in mets.iter(f"{{{METS}}}file")}


def test_premis_has_the_same_checksums(archive: zipfile.ZipFile) -> None:
    premis = xml(archive, "metadata/preservation/premis.xml")
    digests = [element.text for element in premis.iter(f"{{{PREMIS}}}messageDigest")]
    assert digests == [file.digest for file in FILES]


def test_the_same_files_give_the_same_bytes() -> None:
    assert package(IDENTIFIER, "Ärla-4821", MAKER, AT, FILES) == package(
        IDENTIFIER, "Ärla-4821", MAKER, AT, list(FILES)
    )


@pytest.mark.parametrize("name", ["../akt.json", "/akt.json", "a/../b", "a//b", "", "a\\b", "."])
def test_a_name_stays_in_its_folder(name: str) -> None:
    with pytest.raises(ValueError, match="leaves"):
        package(IDENTIFIER, "", MAKER, AT, [Content(name, "text/plain", b"")])


def test_a_name_stands_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        package(IDENTIFIER, "", MAKER, AT, [FILES[0], FILES[0]])
