"""An encounter form on its way through a view: new, saved, or saved by another meanwhile."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _

from casework.identifiers import uuid7
from casework.web.requests import identifier_in, user_of
from casework.web.typed import posted
from outreach.access import roles_read
from outreach.actions.encounters import ChangedMeanwhile
from outreach.forms.answers import initial_of, is_complete, moments_of
from outreach.forms.encounter import EncounterForm
from outreach.forms.merge import Difference, differences, merged
from outreach.forms.roles import RoleTile, tile_of
from outreach.forms.said import laid_over
from outreach.models import Encounter, Shift
from outreach.queries.choices import city
from outreach.queries.history import only_linked_since, version_seen
from outreach.views.roles import tile_or_404


@dataclass
class Sheet:
    """One form on its way through a view."""

    shift: Shift
    tile: RoleTile
    form: EncounterForm
    identifier: uuid.UUID
    encounter: Encounter | None = None
    seen_at: str = ""
    correcting: bool = False
    reason: str = ""
    differences: list[Difference] | None = None
    # What it shows is a correction from a tablet, laid over what stands.
    from_tablet: bool = False

    @property
    def may_be_left(self) -> bool:
        """Whether it may be saved to be finished later: what is complete stays complete."""
        return self.encounter is None or not is_complete(self.encounter)


def sheet_of(
    request: HttpRequest, encounter: Encounter, said: Mapping[str, Sequence[str]] | None = None
) -> Sheet:
    """The form of a saved encounter, with the answers of the request or of the row.

    Over those of the row lies what a correction has *said*, in the role that it names.
    """
    allowed = roles_read(user_of(request), encounter.shift)
    slug = request.GET.get("roll")
    role = next((r for r in allowed if [r] == list((said or {}).get("role", ()))), encounter.role)
    tile = tile_or_404(slug, allowed) if slug else tile_of(role)
    data, stands = posted(request), initial_of(encounter, city(), encounter.offers.all())
    sent, now = data or MultiValueDict(), encounter.updated_at.isoformat()
    seen_at = sent.get("seen_at") or now
    form = EncounterForm(
        role=tile.role,
        shift=encounter.shift,
        data=data,
        initial=stands if said is None else laid_over(stands, said),
        moments=moments_of(encounter),
        # Who saw an earlier version hears of the later one first, with both merged.
        stays_complete=is_complete(encounter) and seen_at == now,
    )
    return Sheet(
        encounter.shift,
        tile,
        form,
        identifier_in(data) or uuid7(),
        encounter,
        seen_at=seen_at,
        reason=(sent.get("reason") or "")[:300],
        from_tablet=said is not None,
    )


def conflict(
    request: HttpRequest, saved: Encounter, sheet: Sheet, refused: ChangedMeanwhile
) -> Sheet:
    """The form again with both saves merged, and what they say differently."""
    mine = dict(sheet.form.values)
    theirs = initial_of(saved, city(), saved.offers.all())
    base = _base(saved, sheet)
    form = EncounterForm(
        role=sheet.tile.role,
        shift=sheet.shift,
        initial=_single(merged(base, theirs, mine)),
        moments=moments_of(saved),
    )
    messages.warning(request, str(refused))
    return Sheet(
        sheet.shift,
        sheet.tile,
        form,
        sheet.identifier,
        saved,
        saved.updated_at.isoformat(),
        differences=differences(form, base, theirs, mine),
        from_tablet=sheet.from_tablet,
    )


def _base(saved: Encounter, sheet: Sheet) -> dict[str, Any] | None:
    """The answers that the form began with, from the history."""
    seen = _moment(sheet.seen_at)
    version = version_seen(saved.pk, seen) if seen is not None else None
    return initial_of(version, city(), saved.offers.all()) if version is not None else None


def _moment(text: str) -> datetime | None:
    """The exact moment in *text*; ``None`` when it names none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and is_aware(found) else None


def seen_version(sheet: Sheet, encounter: Encounter) -> datetime:
    """The version that the form showed. A link made since is no reason to ask again.

    Raises :class:`ChangedMeanwhile` when the form does not say which it was.
    """
    seen = _moment(sheet.seen_at)
    if seen is None:
        raise ChangedMeanwhile(
            _("The form does not say which version it showed. Look it through and save again.")
        )
    return encounter.updated_at if only_linked_since(encounter, seen) else seen


def _single(answers: dict[str, list[str]]) -> dict[str, Any]:
    return {
        name: found if name == "offers" else found[0]
        for name, found in answers.items()
        if name not in ("at_night", "action", "csrfmiddlewaretoken", "id", "seen_at")
    }
