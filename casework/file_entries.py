"""What this floor itself registers for files: its pages, its entry in the navigation, its cards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework import activity, demo, panels
from casework.access.memberships import only_coordinates
from casework.access.persons import reads_files
from casework.demo_files import load_files
from casework.models import Person, PersonLink, User
from casework.queries.identities import links_in
from casework.web import file_pages, navigation


def linked_files(_user: User, person: Person, links: Iterable[PersonLink]) -> dict[str, Any] | None:
    """The card of files that may be about the same person, for who sees both."""
    others = [link.other_than(person) for link in links]
    return {"others": others} if others else None


def register() -> None:
    """Add all of it. Called from ``ready``."""
    file_pages.register(
        file_pages.Tab("casework:file_facts", _("Facts"), "uppgifter/", 20, is_more=True)
    )
    file_pages.register(
        file_pages.Tab("casework:identity", _("Identity"), "identitet/", 90, is_more=True)
    )
    panels.register(
        panels.Panel(
            "linked", 80, "casework/person/parts/linked_panel.html", linked_files, links_in
        )
    )
    activity.register(activity.Telling("casework.Case", "updated_at"))
    activity.register(activity.Telling("casework.Note", "signed_at"))
    navigation.register(
        navigation.Entry(
            url_name="casework:files",
            label=_("Files"),
            icon="file",
            section="/personakter/",
            position=20,
            visible=reads_files,
            begins=only_coordinates,
        )
    )
    demo.register(load_files)
