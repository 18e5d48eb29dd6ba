"""The casework app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """People, plans, staff, access, audit: the lowest floor."""

    name = "casework"
    verbose_name = "Ledljus"

    def ready(self) -> None:
        """Register the navigation of this floor, and listen for changed passwords."""
        from allauth.account.signals import password_changed, password_reset, password_set
        from django.utils.translation import gettext_lazy as _

        from casework.access.memberships import memberships_of
        from casework.access.organisation import sees_organisation
        from casework.web.navigation import Entry, register
        from casework.web.passwords import password_was_chosen

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
        for changed in (password_changed, password_reset, password_set):
            changed.connect(password_was_chosen, dispatch_uid="casework.own_password")
