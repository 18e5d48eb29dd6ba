"""Production: every secret comes from the environment and every missing one stops the start."""

from django.core.exceptions import ImproperlyConfigured

from casework.config.settings.base import *  # noqa: F403 - a settings module extends its base
from casework.config.settings.base import (
    ALLOWED_HOSTS,
    AUDIT_RETENTION_DAYS,
    AUDIT_SEAL_PATH,
    DATABASES,
    FIELD_KEYS,
    OIDC_SERVER_URL,
    env,
)

if env.bool("LEDLJUS_EMBEDDED", default=False):
    message = (
        "The embedded services are for demonstration and tests: set DATABASE_URL and REDIS_URL."
    )
    raise ImproperlyConfigured(message)
if not FIELD_KEYS:
    raise ImproperlyConfigured("Set FIELD_KEYS: without a key nothing can be sealed.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the names this installation answers to.")
if not AUDIT_SEAL_PATH:
    raise ImproperlyConfigured("Set AUDIT_SEAL_PATH: the log's seals belong outside the database.")
if AUDIT_RETENTION_DAYS < 1827:
    raise ImproperlyConfigured("AUDIT_RETENTION_DAYS: the log is kept for 1827 days at least.")

if OIDC_SERVER_URL and not OIDC_SERVER_URL.startswith("https://"):
    raise ImproperlyConfigured("OIDC_SERVER_URL has to begin with https://.")

SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

SECURE_SSL_REDIRECT = True
# The health check is asked from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^halsa/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-ledljus-session"
CSRF_COOKIE_NAME = "__Host-ledljus-csrf"

for alias in DATABASES:
    DATABASES[alias]["CONN_MAX_AGE"] = 60

# Counts failed sign-ins for all web processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("REDIS_URL"),
    }
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=True)
# Seconds for each answer of the mail server: a silent one may not hold a worker and a locked row.
EMAIL_TIMEOUT = 20
