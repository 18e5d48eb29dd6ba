"""The settings of the process that a test kills: those of the tests, and the keys of one test."""

import os

from casework.config.settings.test import *  # noqa: F403 - a settings module extends its base

TABLET_KEY_FILE = os.environ["OPENER_KEY_FILE"]
