"""The casework app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    """People, plans, staff, access, audit: the lowest floor."""

    name = "casework"
    verbose_name = "Ledljus"

    def ready(self) -> None:
        """Register what this floor has, and listen for sign-ins."""
        from casework import receivers
        from casework.queries.unusual_reading import register_rules

        self._register_navigation()
        register_rules()
        receivers.connect()

    def _register_navigation(self) -> None:
        from casework.access.log_review import reviews_log
        from casework.access.memberships import memberships_of
        from casework.access.organisation import sees_organisation
        from casework.web.navigation import Entry, register

        register(
            Entry(
                url_name="casework:log_overview",
                label=_("Log review"),
                icon="eye",
                section="/logg/",
                position=20,
                visible=reviews_log,
            )
        )
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
