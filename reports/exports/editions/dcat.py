"""The description of an edition for a data portal: DCAT-AP-SE 3, as JSON-LD.

File addresses are relative to where the description is put: a city publishes on a site of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.book import Book
from reports.exports.editions.csv_file import LICENCE
from reports.exports.editions.naming import file_name, standing
from reports.periods import days_of

_EU = "http://publications.europa.eu/resource/authority"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "adms": "http://www.w3.org/ns/adms#",
}
_LANGUAGES = {"sv": "SWE", "en": "ENG"}
# What each file is to a portal: its type in the EU's list, and its media type.
_FORMATS = {
    "pdf": ("PDF", "application/pdf"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": ("ODS", "application/vnd.oasis.opendocument.spreadsheet"),
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
}


def as_dcat(book: Book) -> bytes:
    """One data set with a distribution for each file, in a catalogue of its own to be harvested."""
    language = get_language() or "en"
    graph = [_data_set(book, language), _publisher(book), _catalogue(book, language)]
    document = {"@context": _CONTEXT, "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _data_set(book: Book, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@id": f"#{book.code}",
        "@type": "dcat:Dataset",
        "dcterms:title": _in(language, book.title),
        "dcterms:description": _in(language, standing(book)),
        "dcterms:publisher": {"@id": "#publisher"},
        "dcterms:identifier": book.code,
        "dcterms:language": _eu("language", _LANGUAGES.get(language, "SWE")),
        "dcterms:accessRights": _eu("access-right", "PUBLIC" if book.certificate else "NON_PUBLIC"),
        "dcterms:accrualPeriodicity": _eu("frequency", "ANNUAL"),
        "dcat:theme": [_eu("data-theme", "SOCI"), _eu("data-theme", "JUST")],
        "dcat:keyword": [
            _in(language, word)
            for word in (_("human trafficking"), _("prostitution"), _("social services"))
        ],
        "adms:status": _eu("dataset-status", "COMPLETED" if book.certificate else "DEVELOP"),
        "dcat:distribution": [_distribution(book, ending, language) for ending in _FORMATS],
    }
    if book.published_at is not None:
        found["dcterms:issued"] = _typed("date", timezone.localdate(book.published_at).isoformat())
    period = _temporal(book.code)
    if period:
        found["dcterms:temporal"] = period
    return found


def _catalogue(book: Book, language: str) -> dict[str, Any]:
    """A portal harvests catalogues; a city that has one moves the data set into its own."""
    return {
        "@id": "#catalogue",
        "@type": "dcat:Catalog",
        "dcterms:title": _in(language, book.title),
        "dcterms:description": _in(language, standing(book)),
        "dcterms:publisher": {"@id": "#publisher"},
        "dcterms:license": {"@id": LICENCE},
        "dcterms:language": _eu("language", _LANGUAGES.get(language, "SWE")),
        "dcat:themeTaxonomy": {"@id": f"{_EU}/data-theme"},
        "dcat:dataset": {"@id": f"#{book.code}"},
    }


def _publisher(book: Book) -> dict[str, Any]:
    return {
        "@id": "#publisher",
        "@type": "foaf:Agent",
        "foaf:name": book.city,
        "dcterms:type": {"@id": "http://purl.org/adms/publishertype/LocalAuthority"},
    }


def _distribution(book: Book, ending: str, language: str) -> dict[str, Any]:
    kind, media = _FORMATS[ending]
    name = file_name(book, ending)
    found: dict[str, Any] = {
        "@id": f"#{book.code}-{ending}",
        "@type": "dcat:Distribution",
        "dcterms:title": _in(language, f"{book.title} ({kind})"),
        "dcat:accessURL": {"@id": name},
        "dcat:downloadURL": {"@id": name},
        "dcterms:format": _eu("file-type", kind),
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
        "dcterms:license": {"@id": LICENCE},
        "dcterms:language": _eu("language", _LANGUAGES.get(language, "SWE")),
    }
    if ending == "csv":
        found["dcterms:conformsTo"] = {"@id": "http://www.w3.org/ns/csvw"}
        found["foaf:page"] = {"@id": file_name(book, "csv-metadata.json")}
    return found


def _temporal(code: str) -> Mapping[str, Any] | None:
    """The days of a year or a regular part of one; ``None`` for any other period."""
    days = days_of(code)
    if days is None:
        return None
    return {
        "@type": "dcterms:PeriodOfTime",
        "dcat:startDate": _typed("date", days[0].isoformat()),
        "dcat:endDate": _typed("date", days[1].isoformat()),
    }


def _in(language: str, text: str) -> dict[str, str]:
    return {"@language": language, "@value": text}


def _typed(kind: str, text: str) -> dict[str, str]:
    return {"@type": f"xsd:{kind}", "@value": text}


def _eu(vocabulary: str, term: str) -> dict[str, str]:
    return {"@id": f"{_EU}/{vocabulary}/{term}"}
