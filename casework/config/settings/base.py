"""What every installation shares. Nothing here is a secret and nothing here is a default secret."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from casework.config.settings.logs import LOGGING  # noqa: F401 - a setting
from casework.config.settings.schedule import BEAT_SCHEDULE

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[3]

DEBUG = False
DEMO = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])

INSTALLED_APPS = [
    "casework",
    "outreach",
    "referrals",
    "reports",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    # allauth's table of sessions, without what it writes there.
    "casework.session_app.SessionTableConfig",
    "guardian",
    "pgtrigger",
    "pghistory",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "casework.web.middleware.LanguageOfUserMiddleware",
    "outreach.web.tablet_json.TabletJsonMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "casework.web.sessions.SessionTimeMiddleware",
    "casework.web.middleware.NoStoreMiddleware",
    "casework.web.passwords.OwnPasswordMiddleware",
    "casework.web.second_factor.SecondFactorMiddleware",
    "casework.web.middleware.ActingUserMiddleware",
]

ROOT_URLCONF = "casework.config.urls"
WSGI_APPLICATION = "casework.config.wsgi.application"
ASGI_APPLICATION = "casework.config.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casework.web.context.interface",
            ],
        },
    }
]

# --- Database -----------------------------------------------------------------------------------
# ``default`` is the application role, for every request, task and command. ``owner`` migrates.

# A peer that vanished without a word is noticed within a minute, not after the system's two hours.
KEEPALIVES = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}


def database(url: str) -> dict[str, Any]:
    """One entry of DATABASES from an address, with what holds for both roles."""
    settings: dict[str, Any] = environ.Env.db_url_config(url)
    settings["ENGINE"] = "django.db.backends.postgresql"
    settings["CONN_HEALTH_CHECKS"] = True
    settings["OPTIONS"] = KEEPALIVES | settings.get("OPTIONS", {})
    return settings


DATABASES: dict[str, dict[str, Any]] = {"default": database(env.str("DATABASE_URL"))}
if owner_url := env.str("DATABASE_OWNER_URL", default=""):
    DATABASES["owner"] = database(owner_url)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Sign-in ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "casework.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "casework.access.backend.FilePermissionBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "casework:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "casework.web.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
# A whole office goes out through one address: that limit is an office's, the other a person's.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {"login_failed": "100/10m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A passkey asks for a finger or a PIN itself: it is both factors, and signs in without a password.
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_FORMS = {
    "add_webauthn": "casework.web.passkeys.AddForm",
    "edit_webauthn": "casework.web.passkeys.RenameForm",
    "authenticate_webauthn": "casework.web.passkeys.SecondFactorForm",
    "reauthenticate_webauthn": "casework.web.passkeys.ReauthenticateForm",
    "login_webauthn": "casework.web.passkeys.SignInForm",
}
# Codes and passkeys after a password are counted as failed sign-ins are, by account. A passkey
# alone has no secret to guess: this only bounds the work that an office's address can ask for.
MFA_RATE_LIMITS: dict[str, str] | bool = {"webauthn_login": "60/m/ip"}
MFA_TOTP_ISSUER = "Ledljus"
MFA_ADAPTER = "casework.web.adapters.MFAAdapter"
# Whoever holds one of these roles sees nothing before they have a second factor, and keeps it: all
# of them, as each reads persons, figures or the log, or lets others do so.
SECOND_FACTOR_ROLES: list[str] = [
    "outreach_worker",
    "coordinator",
    "unit_worker",
    "unit_manager",
    "statistics_manager",
    "log_reviewer",
    "administrator",
]

# The city's identity provider, where it has one. Nothing of it is shown without OIDC_SERVER_URL.
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default="")
# What the provider says when it has asked for a second factor. Without either, ours is asked for.
OIDC_FACTOR_ACR: list[str] = env.list("OIDC_FACTOR_ACR", default=[])
OIDC_FACTOR_AMR: list[str] = env.list("OIDC_FACTOR_AMR", default=[])
if OIDC_SERVER_URL and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET and OIDC_NAME):
    raise ImproperlyConfigured("OIDC_SERVER_URL needs OIDC_CLIENT_ID, _CLIENT_SECRET and _NAME.")
OIDC_ORIGIN = "/".join(OIDC_SERVER_URL.split("/")[:3])
SOCIALACCOUNT_ADAPTER = "casework.web.oidc_accounts.CityAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"

# guardian gives the tables of the grants. Its backend would open everything to superusers and to
# global permissions, and let ended grants count: ours answers instead, so its check is wrong here.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False

# --- Sessions and cookies -----------------------------------------------------------------------
# The database holds a digest of each key: a copy of it holds no cookie.
SESSION_ENGINE = "casework.web.session_store"
SESSION_COOKIE_AGE = 60 * 60
# An hour without a request ends the session; work under way does not. What a timer in a page asks
# for renews nothing (casework/web/sessions.py).
SESSION_SAVE_EVERY_REQUEST = False
# Nobody works longer than this in one go: then a new sign-in, whoever holds the tablet.
SIGNED_IN_SECONDS = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
# Messages name colleagues: they stay on the server, not in a cookie that can be read off a disk.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # The button that leads to the identity provider is a form, and browsers follow it there.
        "form-action": [SELF, *([OIDC_ORIGIN] if OIDC_ORIGIN else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],
    }
}

# --- Language, time -----------------------------------------------------------------------------
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "casework" / "locale"]
LANGUAGE_COOKIE_NAME = "ledljus_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# --- Static files -------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "casework.web.staticfiles.HashedStaticFilesStorage"},
}
# Nothing is ever stored as a file: results and attachments are encrypted rows.
MEDIA_ROOT = ""
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
# One attached file. The proxy in front lets a little more through (docs/operations.md).
ATTACHMENT_MAX_MB = env.int("ATTACHMENT_MAX_MB", default=15)
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# --- Encryption ---------------------------------------------------------------------------------
# "id:base64 id:base64": the first wraps new data keys, the others still open old ones.
FIELD_KEYS: list[str] = env.str("FIELD_KEYS", default="").split()

# --- Tablets ------------------------------------------------------------------------------------
# The private keys of what tablets send. Set it for the process that opens records, and no other.
TABLET_KEY_FILE = env.str("TABLET_KEY_FILE", default="")

# --- Emergency access ---------------------------------------------------------------------------
# How long a file stays open; the database takes no more than twelve.
EMERGENCY_HOURS = env.int("EMERGENCY_HOURS", default=4)

# --- Tasks --------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("REDIS_URL")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
# A report of a city year takes seconds; an hour without an answer means that the worker died.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
# What tablets send is opened by a process of its own, which alone holds the private keys.
CELERY_TASK_ROUTES = {
    "outreach.open_records": {"queue": "sync"},
    "outreach.forget_tablet_keys": {"queue": "sync"},
}

# --- The audit log ------------------------------------------------------------------------------
# A file outside the database to which one line a day is added; copy it to another machine.
AUDIT_SEAL_PATH = env.str("AUDIT_SEAL_PATH", default="")
# Five years at least: the database refuses less (docs/audit.md says why).
AUDIT_RETENTION_DAYS: int = env.int("AUDIT_RETENTION_DAYS", default=1827)
# Clocks that count working days end when the office closes.
OFFICE_OPENS = env.str("OFFICE_OPENS", default="08:00")
OFFICE_CLOSES = env.str("OFFICE_CLOSES", default="16:30")

# --- Mail ---------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ledljus@localhost")
