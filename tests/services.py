"""Starts the embedded services before Django's settings are read. Loaded with ``-p``."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

os.environ.setdefault("LEDLJUS_DATA", str(ROOT / ".data-test"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casework.config.settings.test")

from casework.config.embedded import start_embedded_services  # noqa: E402 - after the environment

start_embedded_services()
