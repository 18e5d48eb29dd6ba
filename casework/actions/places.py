"""Countries, municipalities with their agreements, and statutes: the shipped part of a set-up."""

from __future__ import annotations

import csv
import tomllib
from typing import Any

from babel import Locale

from casework.actions.upsert import bring_in_line
from casework.city_file import DATA, CityPlan, municipalities
from casework.models import Country, LegalReference, Municipality, MunicipalityAgreement
from casework.setup_steps import Change


def set_up_places(plan: CityPlan) -> list[Change]:
    """Bring places and statutes in line. For use inside an action."""
    changes = bring_in_line(Country, ("code",), _countries())
    rows = [
        {
            "code": row.code,
            "name": row.name,
            "county_code": row.county_code,
            "county_name": row.county_name,
            "in_offer_area": row.code in plan.offer_area,
        }
        for row in municipalities()
    ]
    changes += bring_in_line(Municipality, ("code",), rows)
    changes += _agreements(plan)
    changes += bring_in_line(LegalReference, ("code", "valid_from"), _legal_references())
    return changes


def _countries() -> list[dict[str, Any]]:
    """Every country with its CLDR names; what CLDR has no name for has its own in the file."""
    swedish, english = Locale("sv").territories, Locale("en").territories
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as file:
        return [
            {
                "code": row["code"],
                "region": row["region"],
                "name_sv": row["name_sv"] or swedish[row["code"]],
                "name_en": row["name_en"] or english[row["code"]],
            }
            for row in csv.DictReader(file)
        ]


def _agreements(plan: CityPlan) -> list[Change]:
    """The file is the whole truth about agreements: a row that it no longer has was a mistake.

    Nothing refers to these rows, so one can be removed; kept, it would go on being counted.
    """
    ids = dict(Municipality.objects.values_list("code", "pk"))
    rows = [
        {
            "municipality_id": ids[agreement.municipality],
            "valid_from": agreement.valid_from,
            "valid_to": agreement.valid_to,
            "status": agreement.status,
            "source": agreement.source,
        }
        for agreement in plan.agreements
    ]
    wanted = {(row["municipality_id"], row["valid_from"]) for row in rows}
    changes = []
    for agreement in MunicipalityAgreement.objects.select_related("municipality"):
        if (agreement.municipality_id, agreement.valid_from) not in wanted:
            what = f"municipalityagreement {agreement.municipality.code} {agreement.valid_from}"
            changes.append(Change("removed", what))
            agreement.delete()
    found = bring_in_line(MunicipalityAgreement, ("municipality_id", "valid_from"), rows)
    return changes + found


def _legal_references() -> list[dict[str, Any]]:
    with (DATA / "legal_references.toml").open("rb") as file:
        references = tomllib.load(file)["reference"]
    return [
        {
            "code": reference["code"],
            "label": reference["label"],
            "valid_from": reference["from"],
            "valid_to": reference.get("to"),
            "source": reference["source"],
        }
        for reference in references
    ]
