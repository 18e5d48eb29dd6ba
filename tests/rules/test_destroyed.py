"""What tells about somebody goes when their file is destroyed, or is listed here with the reason.

The privacy class drives it: a new field that is classed identifying or special, in whatever table,
fails here until its table belongs to a file or somebody has written down why it stays.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from casework.person_tables import history_tables, mentions, owned_tables
from casework.privacy import IDENTIFYING, SPECIAL
from tests.rules.test_privacy import class_of, history_of, own_models


@dataclass(frozen=True)
class Stays:
    """Fields that outlive the files of those whom they may tell of, and why."""

    fields: frozenset[str]
    why: str


def _stays(fields: str, why: str) -> Stays:
    return Stays(frozenset(fields.split()), why)


# By table; its earlier versions hold no more. docs/disposal.md says the same in words.
STAYS = {
    "outreach.Encounter": _stays(
        "happened_at age citizenship language note correction_reason",
        "holds no identity and is what every figure is made of; its link to a file goes",
    ),
    "outreach.Shift": _stays("handover_note", "words of a crew to the next, about a place"),
    "outreach.ContactDetails": _stays(
        "alias safe_number safe_time language",
        "belongs to an offer and not to a file; gone when that is settled or taken back",
    ),
    "outreach.SyncItem": _stays(
        "enc sealed content", "what a tablet sealed; emptied when it is taken in or let go"
    ),
    "casework.ShelterAddress": _stays(
        "address phone contact", "where a house is, not who lives there; a stay goes with its file"
    ),
    "casework.AuditOutcome": _stays("remark", "what a reviewer of the log says of a reading"),
    "casework.AccessReview": _stays("conclusion", "what a reviewer of the log says of a period"),
    "referrals.Guidance": _stays("words", "advice to another body about nobody who is named"),
    "referrals.KastContact": _stays(
        "code first_day ended_on",
        "a drawn code that leads to no file; goes by a rule of its own",
    ),
    "referrals.KastTalk": _stays("contact day", "of an anonymous contact; goes with it"),
    "referrals.MunicipalityLetter": _stays(
        "municipality quarter letter", "says of a municipality that residents were met, never whom"
    ),
    "reports.DisclosureLedger": _stays(
        "sealed sealed_key", "what the published figures must not contradict"
    ),
}


def telling(model: type[models.Model]) -> set[str]:
    """The fields of *model*, or of an earlier version, that tell about somebody."""
    live = history_of(model) or model
    own = {f.name for f in live._meta.local_fields}
    if "Privacy" not in live.__dict__:
        return set()
    names = {f.name for f in model._meta.local_fields} & own
    return {name for name in names if class_of(live, name) in (IDENTIFYING, SPECIAL)}


def left_after_disposal() -> dict[str, set[str]]:
    """What tells about somebody in tables that disposal takes no row and no column of."""
    destroyed = {owned.model for owned in (*owned_tables(), *history_tables())}
    emptied = {(mention.model, mention.column) for mention in mentions()}
    left: dict[str, set[str]] = {}
    for model in own_models():
        if model in destroyed:
            continue
        names = {
            name
            for name in telling(model)
            if (model, model._meta.get_field(name).attname) not in emptied  # type: ignore[union-attr]
        }
        if names:
            left.setdefault((history_of(model) or model)._meta.label, set()).update(names)
    return left


def test_what_tells_about_somebody_is_destroyed_or_stays_for_a_written_reason() -> None:
    assert left_after_disposal() == {label: set(stays.fields) for label, stays in STAYS.items()}


def test_earlier_versions_of_what_is_destroyed_are_destroyed() -> None:
    destroyed = {owned.model for owned in owned_tables()}
    histories = {owned.model for owned in history_tables()}
    assert [
        model._meta.label
        for model in own_models()
        if history_of(model) in destroyed and model not in histories
    ] == []
    assert len(histories) > 1


def test_no_column_that_points_at_a_file_outlives_it() -> None:
    """Whatever stays holds no key of a file: an earlier version or a mention is emptied."""
    person = next(m for m in own_models() if m._meta.label == "casework.Person")
    emptied = {(mention.model, mention.column) for mention in mentions()}
    destroyed = {owned.model for owned in (*owned_tables(), *history_tables())}
    left = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        if model not in destroyed
        for field in model._meta.local_fields
        if field.related_model is person and (model, field.attname) not in emptied
    ]
    assert left == []
