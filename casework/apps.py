"""The casework app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """People, plans, staff, access, audit: the lowest floor."""

    name = "casework"
    verbose_name = "Ledljus"

    def ready(self) -> None:
        """Register the navigation of this floor, and listen for sign-ins."""
        from django.utils.translation import gettext_lazy as _

        from casework import receivers
        from casework.access.memberships import memberships_of
        from casework.access.organisation import sees_organisation
        from casework.web import file_pages
        from casework.web.navigation import Entry, register

        file_pages.register(file_pages.Tab("casework:person", _("Overview"), "", 10))
        self._register_access()
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
        receivers.connect()

    def _register_access(self) -> None:
        """Who has access, who asks for it, and what one is told."""
        from django.utils.translation import gettext_lazy as _

        from casework import demo, panels
        from casework.access.memberships import memberships_of
        from casework.demo_access import load_access
        from casework.queries.notices import unread_count, what_waits
        from casework.web import file_pages
        from casework.web.navigation import Entry, register

        file_pages.register(file_pages.Tab("casework:access", _("Access"), "behorighet/", 80))
        panels.register(
            panels.Panel("waiting", 5, "casework/person/parts/waiting.html", what_waits)
        )
        register(
            Entry(
                url_name="casework:notices",
                label=_("Notices"),
                icon="bell",
                section="/notiser/",
                position=70,
                visible=lambda user: bool(memberships_of(user)),
                count=unread_count,
            )
        )
        demo.register(load_access)
