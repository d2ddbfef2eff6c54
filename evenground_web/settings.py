"""One settings file. Everything that differs between installations is an environment variable.

SECRET_KEY                required; also SECRET_KEY_FILE
DATABASE_URL              postgres://user:password@host:port/name, or sqlite:///path; default SQLite
EVENGROUND_DATA           folder for the embedded database and uploaded files
EVENGROUND_PAPERS         folder with house templates of papers of your own
EVENGROUND_FONTS          folder with fonts for PDFs in other languages, beside those of the machine
ALLOWED_HOSTS             comma-separated names this site answers to
EVENGROUND_DEMO           "1" only for the fictional demonstration
EVENGROUND_INSECURE       "1" to serve over plain HTTP (a laptop, a test)
SITE                      the address of this site, for links in mail; default https:// and the first
                          of ALLOWED_HOSTS
EMAIL_HOST                mail server; without one, mail waits. Also EMAIL_PORT, EMAIL_USER,
                          EMAIL_PASSWORD, EMAIL_TLS ("1") and EMAIL_FROM
PROXIES                   how many proxies stand before the site and write X-Forwarded-For; default
                          1, and 0 over plain HTTP. Limits count people by the address they tell
PLEDGES_SHOWN_ON          sites that may show the public pledges in a frame, separated by spaces, such as
                          "https://www.example.org"; default "*", any site. No other page is framed
OPEN_DATA_LICENCE         the licence of what the public tracker lets people download; default the Open
                          Government Licence v3.0. Its address is OPEN_DATA_LICENCE_URL
DEBUG                     "1" for developers
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy


def env_bool(name: str) -> bool:
    value = os.environ.get(name, "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be 0 or 1.")
    return value == "1"


def env_secret(name: str) -> str:
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text().strip()
    if value := os.environ.get(name):
        return value
    raise ImproperlyConfigured(
        f"{name} is not set. Make one with `python -c 'import secrets; print(secrets.token_urlsafe(50))'` "
        f"and set {name}, or put it in a file and set {name}_FILE."
    )


def database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:],
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",  # a writer waits its turn instead of failing
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
        }
    raise ImproperlyConfigured("DATABASE_URL must start with sqlite:// or postgres://.")


SECRET_KEY = env_secret("SECRET_KEY")
DEBUG = env_bool("DEBUG")
DEMO = env_bool("EVENGROUND_DEMO")
INSECURE = env_bool("EVENGROUND_INSECURE") or DEBUG

DATA = Path(os.environ.get("EVENGROUND_DATA", ".evenground/data")).resolve()
FONTS = os.environ.get("EVENGROUND_FONTS", "")
PAPER_TEMPLATES = os.environ.get("EVENGROUND_PAPERS", "")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
SITE = os.environ.get("SITE", f"http{'' if INSECURE else 's'}://{ALLOWED_HOSTS[0]}").rstrip("/")
DATABASES = {
    "default": database(os.environ.get("DATABASE_URL", f"sqlite:///{DATA / 'evenground.sqlite3'}"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = DATA / "files"  # never served by address: views check permission first

INSTALLED_APPS = [
    "evenground_web.core",
    "evenground_web.core.outbox",
    "evenground_web.people",
    "evenground_web.gatherings",
    "evenground_web.insight",
    "evenground_web.voices",
    "evenground_web.floor",
    "evenground_web.themes",
    "evenground_web.commitments",
    "evenground_web.reports",
    "evenground_web.reports.translations",
    "evenground_web.reports.accessible",
    "evenground_web.reports.listening",
    "allauth",
    "allauth.account",
    "rules",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]
if DEMO:
    INSTALLED_APPS.insert(0, "evenground_web.demo")
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "evenground_web.core.middleware.PrivatePages",
    "evenground_web.core.middleware.LanguageOfThePage",
    "evenground_web.core.middleware.FilesNotMade",
    "evenground_web.core.middleware.KnownLength",
]
ROOT_URLCONF = "evenground_web.urls"
WSGI_APPLICATION = "evenground_web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["evenground_web.core.templatetags.evenground"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "evenground_web.core.context.page",
            ],
        },
    }
]
FORM_RENDERER = "evenground_web.core.form_rendering.NHSForms"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an administrator, not by signing up
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # shared computers: the session ends with the browser
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "evenground_web.core.accounts.Accounts"
ACCOUNT_FORMS = {
    "login": "evenground_web.core.forms.SignIn",
    "reset_password": "evenground_web.core.forms.ForgottenPassword",
    "reset_password_from_key": "evenground_web.core.forms.NewPassword",
    "change_password": "evenground_web.core.forms.ChangePassword",
}
ACCOUNT_RATE_LIMITS = {  # wide for an address, which a whole hospital may share; narrow for an account
    "login": "300/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "reset_password": "60/m/ip,5/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("PROXIES", "0" if INSECURE else "1"))
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "Evenground <no-reply@localhost>")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
if DEMO:  # its people are made up: what is written is kept, and leaves the machine nowhere
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
elif not EMAIL_HOST:
    EMAIL_BACKEND = "evenground_web.core.outbox.backends.NotNamed"

CACHES = {  # shared by all workers, so that a limit on sign-ins is one limit
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA / "cache",
        "OPTIONS": {"MAX_ENTRIES": 5_000},  # beyond that, limits are forgotten at random
    }
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [Path(__file__).parent / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE
SECURE_SSL_REDIRECT = not INSECURE
SECURE_HSTS_SECONDS = 0 if INSECURE else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not INSECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
OPEN_DATA_LICENCE = os.environ.get("OPEN_DATA_LICENCE", "Open Government Licence v3.0")
OPEN_DATA_LICENCE_URL = os.environ.get(
    "OPEN_DATA_LICENCE_URL",
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
)
PLEDGES_SHOWN_ON = os.environ.get("PLEDGES_SHOWN_ON", "*").split()

LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_REQUEST = 2 * LARGEST_UPLOAD  # between the two, the form says that the file is too large
FILE_UPLOAD_HANDLERS = [
    "evenground_web.core.uploads.NotTooMuch",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
