"""Files that an encounter stands in, for those who see them."""

from __future__ import annotations

from casework.models import User
from outreach.models import Encounter, FileEncounter
from outreach.queries.encounters import version_ids


def files_with(encounter: Encounter, user: User) -> list[FileEncounter]:
    """The links of the encounter to files that *user* sees; an earlier version's too."""
    return list(
        FileEncounter.objects.visible_to(user)
        .filter(encounter__in=version_ids(encounter, user))
        .select_related("person")
        .order_by("person__pseudonym")
    )
