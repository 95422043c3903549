"""Django's settings where the portal runs by itself: what is published and what comes in, no account, no
session.

No app with personnel data is named here, so it may run where strangers reach it (JICENG_ZONE=internet).
"""

from pathlib import Path
from typing import Any

from jiceng.config.content_security import strict_policy
from jiceng.config.data_folder import keep_private
from jiceng.config.databases import public_databases
from jiceng.config.environment import read_environment
from jiceng.config.logs import logging_settings
from jiceng.config.secret_key import secret_key_in
from jiceng.config.zone import refuse_personnel

PACKAGE = Path(__file__).resolve().parent.parent
_environment = read_environment()

FACE = "portal"
DATA: Path = _environment.data
keep_private(DATA)
KEYS_FOLDER: Path = DATA / "portal-keys"  # of its own: those of an office on the same folder stay closed
ZONE: str = _environment.zone
HOST: str = _environment.host
PORT: int = _environment.port
PROXIES: int = _environment.proxies
CLIENT_ADDRESS = "jiceng.config.client_address.client_address"
WORKERS: int = _environment.workers
THREADS: int = _environment.threads
CONTACT: str = _environment.contact or ""
JOBS = "apart"

DEBUG = _environment.debug
SECRET_KEY = _environment.secret_key or secret_key_in(KEYS_FOLDER)
ALLOWED_HOSTS = sorted({*_environment.allowed_hosts, HOST} - {"0.0.0.0", "::"})  # noqa: S104
SECURE_SSL_REDIRECT = _environment.https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _environment.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": strict_policy()}

INSTALLED_APPS = [
    "jiceng.apps.publications",
    "jiceng.faces.shared",
    "jiceng.faces.portal",
    "django.contrib.staticfiles",
    "csp",
]
refuse_personnel(ZONE, INSTALLED_APPS)
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "jiceng.config.headers.PrivateAnswers",
    "jiceng.config.language.ChosenLanguage",
    "jiceng.config.requests.BoundedRequests",
    "jiceng.faces.portal.reading.Reading",
    "jiceng.faces.portal.former.FormerAddresses",
    "jiceng.faces.portal.kept.Kept",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "jiceng.config.portal_urls"
WSGI_APPLICATION = "jiceng.config.wsgi.application"
FORM_RENDERER = "jiceng.faces.shared.forms.Renderer"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "faces" / "portal" / "templates"],  # its error pages before the office's
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "jiceng.faces.portal.context.page",
            ]
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PUBLIC: Path = _environment.public or DATA / "public"
DATABASES = public_databases(PUBLIC, _environment.database_url, _environment.published_url)
DATABASE_ROUTERS = ["jiceng.apps.publications.routing.PublicationRouter"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000  # a letter
_MEMORY = "django.core.cache.backends.locmem.LocMemCache"  # each process its own
CACHES = {
    "default": {"BACKEND": _MEMORY},
    "template_fragments": {"BACKEND": _MEMORY, "LOCATION": "frames", "OPTIONS": {"MAX_ENTRIES": 1000}},
}

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static-portal"
STORAGES = {"staticfiles": {"BACKEND": "jiceng.config.static_files.StaticFiles"}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "jiceng_language"
LOCALE_PATHS = sorted(path for path in PACKAGE.glob("faces/**/locale") if path.is_dir())
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LOGGING = logging_settings(_environment.log_level, DEBUG, _environment.log_format)
