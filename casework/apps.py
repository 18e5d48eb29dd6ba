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
        self._register_rights()
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

    def _register_rights(self) -> None:
        """The person's rights in a file, and disposal."""
        from django.utils.translation import gettext_lazy as _

        from casework import demo, panels
        from casework.access.disposal import manages_a_unit
        from casework.disposal.demo import make_old_files
        from casework.queries.extracts import restriction
        from casework.web import file_pages
        from casework.web.navigation import Entry, register

        file_pages.register(file_pages.Tab("casework:rights", _("Rights"), "rattigheter/", 90))
        panels.register(panels.Panel("restriction", 5, "casework/rights/panel.html", restriction))
        register(
            Entry(
                url_name="casework:disposals",
                label=_("Disposal"),
                icon="trash",
                section="/personakter/gallring/",
                position=75,
                visible=manages_a_unit,
            )
        )
        demo.register(make_old_files)
