"""The casework app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """People, plans, staff, access, audit: the lowest floor."""

    name = "casework"
    verbose_name = "Ledljus"

    def ready(self) -> None:
        """Register the navigation of this floor, and listen for sign-ins."""
        from django.utils.translation import gettext_lazy as _

        from casework import panels, receivers, track_registry
        from casework.access.memberships import memberships_of
        from casework.access.organisation import sees_organisation
        from casework.queries import moves, shelters
        from casework.web import file_pages
        from casework.web.navigation import Entry, register

        panels.register(
            panels.Panel("shelter", 60, "casework/person/panels/shelter.html", shelters.panel)
        )
        panels.register(panels.Panel("move", 90, "casework/person/panels/move.html", moves.panel))
        file_pages.register(file_pages.Tab("casework:person", _("Overview"), "", 10))
        register(
            Entry(
                url_name="casework:organisation",
                label=_("Organisation"),
                icon="unit",
                section="/organisation/",
                position=80,
                visible=sees_organisation,
            )
        )
        register(
            Entry(
                url_name="casework:municipalities",
                label=_("Municipalities"),
                icon="location",
                section="/kommuner/",
                position=90,
                visible=lambda user: bool(memberships_of(user)),
            )
        )
        track_registry.register_track()
        receivers.connect()
