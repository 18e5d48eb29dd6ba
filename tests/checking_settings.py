"""Settings for tools that only read the code: types, catalogues. No service is started for them."""

import os

os.environ.setdefault("DATABASE_URL", "postgres://nobody@/nothing")
os.environ.setdefault("REDIS_URL", "redis://localhost:1")

from casework.config.settings.base import *  # noqa: F403 - after the environment

SECRET_KEY = "checks-no-request-is-served"
