"""What the processes are started with whose load is measured: as production runs them."""

import os

from casework.config.settings.test import *  # noqa: F403 - a settings module extends its base
from casework.config.settings.test import DATABASES

# The web process has no private key; the one that opens is told where they are.
TABLET_KEY_FILE = os.environ.get("LOAD_KEY_FILE", "")
for alias in DATABASES:
    DATABASES[alias]["CONN_MAX_AGE"] = 60
