"""Demonstration and development on embedded services, with secrets made at first start."""

import base64
import hashlib

from casework.config.embedded import data_folder, embedded_secret
from casework.config.settings.base import *  # noqa: F403 - a settings module extends its base
from casework.config.settings.base import CELERY_BROKER_URL, env

DEMO = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
SECRET_KEY = embedded_secret("django")
FIELD_KEYS = [
    "demo:"
    + base64.b64encode(hashlib.sha256(embedded_secret("field-key").encode()).digest()).decode()
]
# Ten invented accounts on a machine of one's own: a code for each would be a burden, and one shows
# what it is like. Everywhere else all roles need a second factor.
SECOND_FACTOR_ROLES = ["administrator"]
# Straight from the source folders: no collectstatic between an edit and the page.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TABLET_KEY_FILE = str(data_folder() / "tablet-keys.json")
AUDIT_SEAL_PATH = str(data_folder() / "audit-seals.jsonl")
# Letters go nowhere: printed, they would drown the address and the accounts.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
# All web processes count failed sign-ins and used codes together. Celery and Django write the
# address of the same socket in two ways.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CELERY_BROKER_URL.replace("redis+socket://", "unix://", 1),
    }
}
