#!/usr/bin/env python3
"""Ledljus on the command line."""

import os
import sys


def main() -> None:
    """Run one management command.

    Without ``DATABASE_URL`` and ``REDIS_URL`` the embedded PostgreSQL and Redis are
    started first and stopped again with the last process that uses them.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casework.config.settings.demo")
    from casework.config.embedded import start_embedded_services

    start_embedded_services()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
