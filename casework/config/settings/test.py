"""The demonstration's settings, made quick and strict for the tests."""

from casework.config.settings.demo import *  # noqa: F403 - a settings module extends its base
from casework.config.settings.demo import TEMPLATES

DEMO = False
# Argon2 is slow on purpose; the tests sign in thousands of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Of this process: tests that run at the same time do not count each other's sign-ins.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = False
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
# Tests sign in without codes; tests/casework/test_second_factor.py sets what holds elsewhere.
SECOND_FACTOR_ROLES = []


class UndefinedVariable(str):
    """What an undefined template variable becomes: the end of the test."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        # Django asks whether "%s" is in the string, to know whether to fill in the name.
        return key == "%s"

    def __mod__(self, name: object) -> str:
        message = f"Undefined template variable: {name}"
        raise LookupError(message)


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("undefined")
