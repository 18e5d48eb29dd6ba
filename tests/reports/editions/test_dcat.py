"""The description for data portals against DCAT-AP-SE 3.0.1, property by property.

That is the version of 25 November 2024. The list is of the profile's own text
(``3.0.1/bundle.json``; docs/editions.md tells where from).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest

from reports.book import Book
from tests.reports.editions.test_files import made

EU = "http://publications.europa.eu/resource/authority"
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"
# What the program does not know of a city; it adds them where it publishes.
OF_THE_CITY = {
    ("dcat:Dataset", "dcat:contactPoint"),
    ("dcat:Dataset", "dcterms:spatial"),
    ("dcat:Catalog", "foaf:homepage"),
    ("foaf:Agent", "dcterms:description"),
    ("foaf:Agent", "dcterms:identifier"),
    ("foaf:Agent", "org:classification"),
    # No rule or specification that an edition as a whole would follow.
    ("dcat:Dataset", "dcterms:conformsTo"),
    # Only where the description of the catalogue is changed afterwards.
    ("dcat:Catalog", "dcterms:modified"),
}


@dataclass(frozen=True)
class Asks:
    """How often a property stands at least and at most, whether it is recommended, and its form."""

    form: str
    least: int = 0
    wanted: bool = False
    most: int | None = None
    # A pattern that every value has to fit.
    fits: str = ""


PROFILE: dict[str, dict[str, Asks]] = {
    "dcat:Catalog": {
        "dcterms:title": Asks("words", least=1),
        "dcterms:description": Asks("words", least=1),
        "dcterms:publisher": Asks("uri", least=1, most=1),
        "dcterms:license": Asks("uri", least=1, most=1, fits=re.escape(CC0)),
        "dcterms:issued": Asks("date", wanted=True, most=1),
        "dcterms:modified": Asks("date", wanted=True, most=1),
        "dcterms:language": Asks("uri", wanted=True, fits=f"{EU}/language/(SWE|ENG)"),
        "foaf:homepage": Asks("uri", wanted=True, most=1),
        "dcat:themeTaxonomy": Asks("uri", wanted=True, fits=f"{EU}/data-theme"),
        "dcat:dataset": Asks("uri"),
    },
    "dcat:Dataset": {
        "dcterms:title": Asks("words", least=1),
        "dcterms:description": Asks("words", least=1),
        "dcterms:publisher": Asks("uri", least=1, most=1),
        "dcat:contactPoint": Asks("uri", wanted=True),
        "dcat:keyword": Asks("words", wanted=True),
        "dcat:theme": Asks("uri", wanted=True, fits=f"{EU}/data-theme/[A-Z]{{4}}"),
        "dcterms:identifier": Asks("text"),
        "dcterms:issued": Asks("date", wanted=True, most=1),
        "dcterms:language": Asks("uri", fits=f"{EU}/language/(SWE|ENG)"),
        "dcterms:conformsTo": Asks("uri", wanted=True),
        "dcterms:spatial": Asks("uri", wanted=True),
        "dcterms:temporal": Asks("node", wanted=True),
        "dcterms:accrualPeriodicity": Asks(
            "uri", most=1, fits=f"{EU}/frequency/(NEVER|ANNUAL|ANNUAL_2|IRREG)"
        ),
        "dcterms:accessRights": Asks(
            "uri", wanted=True, most=1, fits=f"{EU}/access-right/(PUBLIC|RESTRICTED|NON_PUBLIC)"
        ),
        "dcat:distribution": Asks("node"),
    },
    "dcat:Distribution": {
        "dcterms:title": Asks("words"),
        "dcterms:description": Asks("words", wanted=True),
        "dcat:accessURL": Asks("uri", least=1, most=1),
        "dcat:downloadURL": Asks("uri"),
        # A media type in text, and never a name of the EU's list of file types.
        "dcterms:format": Asks("text", least=1, most=1, fits=r"\w+/[-.\w]+(\+[-.\w]+)?"),
        "dcterms:language": Asks("uri", fits=f"{EU}/language/(SWE|ENG)"),
        "adms:status": Asks(
            "uri", most=1, fits=f"{EU}/distribution-status/(COMPLETED|DEVELOP|WITHDRAWN)"
        ),
        "dcatap:availability": Asks(
            "uri", wanted=True, most=1, fits=f"{EU}/planned-availability/(STABLE|AVAILABLE)"
        ),
        "dcterms:license": Asks("uri", wanted=True, most=1, fits=re.escape(CC0)),
        "foaf:page": Asks("uri"),
        "dcterms:conformsTo": Asks("uri"),
    },
    "foaf:Agent": {
        "foaf:name": Asks("words", least=1),
        "dcterms:type": Asks(
            "uri", least=1, most=1, fits="http://purl.org/adms/publishertype/LocalAuthority"
        ),
        "dcterms:description": Asks("words", wanted=True),
        "dcterms:identifier": Asks("text", wanted=True),
        "org:classification": Asks("uri", wanted=True, most=1),
    },
}


def is_of_form(form: str, value: Any) -> bool:
    if form == "text":
        return isinstance(value, str) and bool(value)
    if not isinstance(value, dict):
        return False
    if form == "words":
        return set(value) == {"@language", "@value"} and bool(value["@value"])
    if form == "uri":
        return set(value) == {"@id"} and bool(value["@id"])
    if form == "date":
        day = re.fullmatch(r"\d{4}-\d\d-\d\d", str(value.get("@value")))
        return value.get("@type") == "xsd:date" and day is not None
    return form == "node" and "@type" in value


def faults(document: dict[str, Any]) -> list[str]:
    """What the profile finds in *document*: a class, its property, and what is wrong with it."""
    graph = document["@graph"]
    data_set = next(node for node in graph if node["@type"] == "dcat:Dataset")
    found = []
    for node in [*graph, *data_set["dcat:distribution"]]:
        kind = node["@type"]
        asks = PROFILE[kind]
        found += [f"{kind} {name} unknown" for name in set(node) - set(asks) - {"@id", "@type"}]
        for name, asked in asks.items():
            held = node.get(name, [])
            values = held if isinstance(held, list) else [held]
            given = (kind, name) not in OF_THE_CITY
            if len(values) < max(asked.least, int(asked.wanted and given)):
                found.append(f"{kind} {name} lacking")
            if asked.most is not None and len(values) > asked.most:
                found.append(f"{kind} {name} too often")
            for value in values:
                said = value if isinstance(value, str) else str(value.get("@id", ""))
                if not is_of_form(asked.form, value) or not re.fullmatch(asked.fits or ".*", said):
                    found.append(f"{kind} {name} {said}")
    return found


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_says_what_the_profile_asks_for_as_it_asks(book: Book, language: str) -> None:
    document = json.loads(made(book, "dcat", language))
    assert faults(document) == []
    graph = document["@graph"]
    data_set = next(node for node in graph if node["@type"] == "dcat:Dataset")
    nodes = [*graph, *data_set["dcat:distribution"]]
    assert {node["@type"] for node in nodes} == set(PROFILE)
    for node in nodes:
        for name, value in node.items():
            # Words say their language, and every name is one of a vocabulary that is declared.
            assert name[0] == "@" or name.split(":")[0] in document["@context"]
            if name in ("dcterms:title", "dcterms:description"):
                assert value["@language"] == language
    # What refers to another part refers to one that is there.
    ids = {node["@id"] for node in nodes}
    catalogue = next(node for node in graph if node["@type"] == "dcat:Catalog")
    assert {catalogue["dcat:dataset"]["@id"], catalogue["dcterms:publisher"]["@id"]} <= ids
    spoken = {"sv": "SWE", "en": "ENG"}[language]
    assert data_set["dcterms:language"]["@id"] == f"{EU}/language/{spoken}"


def test_a_draft_is_under_development_and_promises_nothing(draft: Book) -> None:
    document = json.loads(made(draft, "dcat"))
    found = set(faults(document))
    assert found == {
        f"{kind} {name} lacking"
        for kind, name in (
            ("dcat:Catalog", "dcterms:issued"),
            ("dcat:Dataset", "dcterms:issued"),
            ("dcat:Distribution", "dcatap:availability"),
        )
    }
    assert f"{EU}/distribution-status/DEVELOP" in json.dumps(document)


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("dcterms:license", {"@id": CC0.replace("http:", "https:")}, "dcterms:license https:"),
        ("dcterms:publisher", None, "dcterms:publisher lacking"),
        ("dcterms:title", "A year", "dcterms:title A year"),
        ("dcat:mediaType", {"@id": "text/csv"}, "dcat:mediaType unknown"),
    ],
)
def test_it_bites(book: Book, name: str, value: Any, fault: str) -> None:
    document = json.loads(made(book, "dcat"))
    catalogue = next(node for node in document["@graph"] if node["@type"] == "dcat:Catalog")
    catalogue[name] = [] if value is None else value
    assert [f for f in faults(document) if f.startswith(f"dcat:Catalog {fault}")] != []
