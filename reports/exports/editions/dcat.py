"""The description of an edition for a data portal: DCAT-AP-SE 3.0.1, as JSON-LD.

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
from reports.exports.editions.naming import file_name, standing
from reports.periods import days_of

_EU = "http://publications.europa.eu/resource/authority"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "adms": "http://www.w3.org/ns/adms#",
    "dcatap": "http://data.europa.eu/r5r/",
}
# CC0 by the very name that the profile asks for.
LICENCE = "http://creativecommons.org/publicdomain/zero/1.0/"
_LANGUAGES = {"sv": "SWE", "en": "ENG"}
# What each file is to a portal: what its title says, and its media type.
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
        # What is out stays as it is: the next year is an edition of its own.
        "dcterms:accrualPeriodicity": _eu("frequency", "NEVER"),
        "dcat:theme": [_eu("data-theme", "SOCI"), _eu("data-theme", "JUST")],
        "dcat:keyword": [
            _in(language, word)
            for word in (_("human trafficking"), _("prostitution"), _("social services"))
        ],
        "dcat:distribution": [_distribution(book, ending, language) for ending in _FORMATS],
    }
    found |= _issued(book)
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
        **_issued(book),
    }


def _issued(book: Book) -> dict[str, Any]:
    """The day when it came out; nothing of a draft."""
    if book.published_at is None:
        return {}
    day = timezone.localdate(book.published_at)
    return {"dcterms:issued": _typed("date", day.isoformat())}


def _publisher(book: Book) -> dict[str, Any]:
    return {
        "@id": "#publisher",
        "@type": "foaf:Agent",
        "foaf:name": _in("sv", book.city),
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
        "dcterms:description": _in(language, standing(book)),
        "dcterms:format": media,
        "adms:status": _eu("distribution-status", "COMPLETED" if book.certificate else "DEVELOP"),
        "dcterms:license": {"@id": LICENCE},
        "dcterms:language": _eu("language", _LANGUAGES.get(language, "SWE")),
    }
    if book.certificate:
        found["dcatap:availability"] = _eu("planned-availability", "STABLE")
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
