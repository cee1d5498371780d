"""Settings of a Kondusif installation; everything an operator changes comes from the environment or from files."""

import json
import os
from pathlib import Path

from csp.constants import NONE, SELF

from kondusif.core.secrets import secret
from kondusif.site import database

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(os.environ.get("KONDUSIF_DATA_DIR", BASE_DIR / "var")).resolve()
SECRETS_DIR = DATA_DIR / "secrets"
MEDIA_ROOT = DATA_DIR / "media"
PUBLIC_DATA_DIR = BASE_DIR / "data"

DEBUG = os.environ.get("KONDUSIF_DEBUG") == "1"
DEMO = os.environ.get("KONDUSIF_DEMO") == "1"
SECRET_KEY = secret(SECRETS_DIR, "django")
ALLOWED_HOSTS = os.environ.get("KONDUSIF_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("KONDUSIF_ORIGINS", "").split(",") if o]
HTTPS = os.environ.get("KONDUSIF_HTTPS") == "1"
# Where the public finds this installation: stands in the QR code of every paper.
_HERE = f"http://localhost:{os.environ.get('KONDUSIF_PORT', '8000')}"
PUBLIC_ADDRESS = os.environ.get("KONDUSIF_ADDRESS") or (CSRF_TRUSTED_ORIGINS or [_HERE])[0]
DOCUMENT_FORMS_DIR = os.environ.get("KONDUSIF_DOCUMENT_FORMS")  # an operator's own forms of papers, if any

ROOMS = [
    "core", "regions", "people", "elections", "reports", "triage", "detection",
    "ratings", "alerts", "publication", "documents", "coordination",
    "meetings", "commitments", "plans", "daily", "board", "rehearsal", "channels", "interop", "pwa", "site",
]  # fmt: skip

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "js_lib_leaflet",
    "csp",
    "procrastinate.contrib.django",
    *(f"kondusif.{room}" for room in ROOMS),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "kondusif.site.middleware.WholeBodyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kondusif.people.middleware.ViewerMiddleware",
    "kondusif.site.middleware.PageMiddleware",
]

ROOT_URLCONF = "kondusif.site.urls"
WSGI_APPLICATION = "kondusif.site.wsgi.application"

_room_templates = [BASE_DIR / "kondusif" / room / "templates" for room in ROOMS]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "kondusif" / "templates", *_room_templates],
        "OPTIONS": {
            "environment": "kondusif.site.jinja.environment",
            "context_processors": ["kondusif.site.context.page"],
        },
    },
    {
        # allauth's own pages; ours are Jinja2, ten times quicker on long lists
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "kondusif" / "site" / "allauth_templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kondusif.site.context.page",
            ]
        },
    },
]

# Two roles on one database: the app may not change tables or history, the owner may migrate.
_app_url = os.environ.get("DATABASE_URL")
_owner_url = os.environ.get("DATABASE_MIGRATE_URL")
DATABASES = {
    "default": database.from_url(_app_url) if _app_url else database.embedded(DATA_DIR, database.APP_ROLE),
    "owner": (
        database.from_url(_owner_url or _app_url) if _app_url else database.embedded(DATA_DIR, database.OWNER_ROLE)
    ),
}
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DATABASES["owner"] |= {"TEST": {"MIRROR": "default"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["kondusif.people.hashers.LeanArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "kondusif.people.accounts.ClosedAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "kondusif.people.accounts.display_name"
# Counted by all web processes together. Nothing here is by address: behind the front server everybody comes from the
# same one, and one who guesses there would keep the whole office out (ADR 0022).
CACHES = {"default": {"BACKEND": "kondusif.people.shared_cache.SharedCache"}}
ACCOUNT_RATE_LIMITS = {
    # Wrong passwords for one account: from one place, and from everywhere but the browsers its owner uses. One place
    # alone never fills the second count, so it cannot keep the owner out elsewhere.
    "password_here": "5/300s/key",
    "password_anywhere": "100/3600s/key",
    "login": None,
    "login_failed": "5/300s/key",  # codes of a second factor, after the right password
    "reset_password": "5/m/key",
    "reset_password_from_key": None,
    "signup": None,
}
MFA_RATE_LIMITS = {"webauthn_login": None}  # nothing to guess; by address ten strangers would keep all passkeys out
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Kondusif"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # localhost only: browsers refuse other plain origins

SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False  # our modules read the token for fetch()
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer" if HTTPS else "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "kondusif.site.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

# Read last of all: what this room says of words of Django and allauth stands (borrowed.py).
LOCALE_PATHS = [BASE_DIR / "kondusif" / "site" / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "kondusif" / "static"]
STORAGES = {
    "default": {"BACKEND": "kondusif.core.files.DurableStorage"},
    "staticfiles": {"BACKEND": "kondusif.site.files.HashedModulesStorage"},
}
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

EMAIL_BACKEND = os.environ.get("KONDUSIF_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = DATA_DIR / "outbox"
EMAIL_HOST = os.environ.get("KONDUSIF_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("KONDUSIF_SMTP_PORT", "25"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("KONDUSIF_EMAIL_FROM", "kondusif@localhost")
# The SMS gateway takes JSON over HTTP; its token is the file `sms-token` among the secrets.
SMS_GATEWAY_URL = os.environ.get("KONDUSIF_SMS_URL", "")
# Push services of the office's own, each as https://host:port; those of browsers are known.
WEBPUSH_OWN_SERVICES = frozenset(o for o in os.environ.get("KONDUSIF_PUSH_SERVICES", "").split(",") if o)
# How the gateway wants it: "json", "kannel" (its sendsms) or "gammu" (the command gammu-smsd-inject).
SMS_GATEWAY_FORM = os.environ.get("KONDUSIF_SMS_FORM", "json")
# Where Kannel finds this server to report what became of an SMS; empty asks for no reports.
SMS_REPORTS_URL = os.environ.get("KONDUSIF_SMS_REPORTS", "")
# What the gateway calls the fields of a delivered SMS where they differ from ours: {"from": "sender", "text": "message"}.
SMS_FIELDS = json.loads(os.environ.get("KONDUSIF_SMS_FIELDS", "{}"))
# Does the gateway send on what stands in our response, or do we call it for each answer?
SMS_ANSWERS_INLINE = os.environ.get("KONDUSIF_SMS_ANSWER", "inline") == "inline"
TELEGRAM_URL = os.environ.get("KONDUSIF_TELEGRAM_URL", "https://api.telegram.org")
WHATSAPP_URL = os.environ.get("KONDUSIF_WHATSAPP_URL", "https://graph.facebook.com/v23.0")
WHATSAPP_PHONE_ID = os.environ.get("KONDUSIF_WHATSAPP_PHONE_ID", "")
# Where reports by e-mail lie; the password is the file `mailbox-password` among the secrets.
MAILBOX = {
    "host": os.environ.get("KONDUSIF_IMAP_HOST", ""),
    "user": os.environ.get("KONDUSIF_IMAP_USER", ""),
    "folder": os.environ.get("KONDUSIF_IMAP_FOLDER", "INBOX"),
}

# National certificates: a signing service over HTTP, or a token (PKCS#11) plugged into this server.
SIGNING = {
    "service_url": os.environ.get("KONDUSIF_SIGNING_URL", ""),
    "service_form": os.environ.get("KONDUSIF_SIGNING_FORM", "signature"),
    "pkcs11_module": os.environ.get("KONDUSIF_PKCS11_MODULE", ""),
    "pkcs11_token": os.environ.get("KONDUSIF_PKCS11_TOKEN", ""),
    "pkcs11_label": os.environ.get("KONDUSIF_PKCS11_LABEL", ""),
}

# The office's own app on the Play Store (docs/how-to/put-the-app-on-the-play-store.md): its name and its keys' prints.
TWA = {
    "package": os.environ.get("KONDUSIF_TWA_PACKAGE", ""),
    "fingerprints": [
        p.strip().upper() for p in os.environ.get("KONDUSIF_TWA_FINGERPRINTS", "").split(",") if p.strip()
    ],
}

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "outages": {"()": "kondusif.site.outages.OnceEach"},
        "refusals": {"()": "kondusif.site.outages.RefusalsInOneLine"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["outages", "refusals"]}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("KONDUSIF_LOG_LEVEL", "WARNING")},
}
