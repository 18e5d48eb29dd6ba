"""The casework app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """People, plans, staff, access, audit: the lowest floor."""

    name = "casework"
    verbose_name = "Ledljus"

    def ready(self) -> None:
        """Register what this floor has, and listen for sign-ins."""
        from casework import receivers, registrations

        registrations.register_all()
        receivers.connect()
