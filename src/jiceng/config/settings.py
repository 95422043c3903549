"""Django's settings, made from the declared environment. Nothing here is read from outside by itself."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from jiceng.config.content_security import strict_policy
from jiceng.config.data_folder import keep_private
from jiceng.config.databases import databases
from jiceng.config.environment import PORTAL_PORT as PORTAL_PORT
from jiceng.config.environment import count_in, read_environment
from jiceng.config.logs import logging_settings
from jiceng.config.profile import ProfileShelf, chosen_profile, kept_profile
from jiceng.config.secret_key import secret_key_in
from jiceng.config.zone import refuse_personnel

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile

PACKAGE = Path(__file__).resolve().parent.parent
_environment = read_environment()

# ── what the office declares ────────────────────────────────────────────────────────────────────
DATA: Path = _environment.data
keep_private(DATA)
KEYS_FOLDER: Path = DATA / "keys"
BACKUPS: Path | None = _environment.backups
FACE = "office"
ZONE: str = _environment.zone
HOST: str = _environment.host
PORT: int = _environment.port
PROXIES: int = _environment.proxies
WORKERS: int = _environment.workers
THREADS: int = _environment.threads
JOBS: str = _environment.jobs
METRICS: bool = _environment.metrics
METRICS_FROM: tuple[str, ...] = _environment.metrics_from
METRICS_FOLDER: Path = DATA / "metrics"
if METRICS:
    METRICS_FOLDER.mkdir(mode=0o700, exist_ok=True)
    count_in(METRICS_FOLDER)
LEDGER_NAME: str = _environment.ledger_name

PROFILE_SHELF = ProfileShelf(DATA)
PROFILE_CODES: list[str] = PROFILE_SHELF.codes()
PROFILE_CODE: str = chosen_profile(DATA, _environment.profile, PROFILE_CODES)
PROFILE_IS_CHOSEN: bool = bool(kept_profile(DATA) or _environment.profile)  # or it is the default
PROFILE_LINEAGE: list[str] = PROFILE_SHELF.lineage(PROFILE_CODE)
READ_PROFILE = PROFILE_SHELF.read


def _load_profile() -> "Profile":
    """The office's rules; reading and checking them, and NumPy, would slow every start that needs none."""
    return import_string("jiceng.engines.procedure.load_profile")(PROFILE_CODE, READ_PROFILE)


PROFILE = cast("Profile", SimpleLazyObject(_load_profile))

# ── safety ──────────────────────────────────────────────────────────────────────────────────────
DEBUG = _environment.debug
SECRET_KEY = _environment.secret_key or secret_key_in(KEYS_FOLDER)
ALLOWED_HOSTS = sorted({*_environment.allowed_hosts, HOST} - {"0.0.0.0", "::"})  # noqa: S104

_https = _environment.https
SECURE_SSL_REDIRECT = _https
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": strict_policy()}

# Over https a browser takes "__Host-" cookies from this very host alone, never from a neighbour's.
_prefix = "__Host-" if _https else ""
SESSION_COOKIE_NAME = f"{_prefix}jiceng_session"
SESSION_COOKIE_AGE = 12 * 3600  # a working day; office computers are shared
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_prefix}jiceng_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # names stay on the server

AUTH_USER_MODEL = "access.User"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "jiceng.apps.access.backends.SignInBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# One name from one address: a whole town behind one address is never locked out by one person's typing.
AXES_USERNAME_CALLABLE = "jiceng.config.sign_in_name.counted_name"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
CLIENT_ADDRESS = "jiceng.config.client_address.client_address"
AXES_CLIENT_IP_CALLABLE = CLIENT_ADDRESS
AXES_LOCKOUT_TEMPLATE = "shared/lockout.html"
AXES_DISABLE_ACCESS_LOG = True  # `access.sign_ins` writes it in the log
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "old", "new"]

CONTACT: str = _environment.contact or ""
ADMIN: bool = _environment.admin
ATTACHMENT_MB: int = _environment.attachment_mb
IDLE_MINUTES: int = _environment.idle_minutes
SECOND_FACTOR_ROLES = frozenset(_environment.second_factor_roles or ())

CSRF_FAILURE_VIEW = "jiceng.faces.shared.views.csrf_failure"

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a roll is one field a member
# A spreadsheet sent in stays in memory until it is sealed: no disk ever holds it in the open.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 35 << 20  # the largest file that is read (`Limits.file_bytes`), and a form


# ── parts ───────────────────────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "jiceng.apps.journal",
    "jiceng.apps.jobs",
    "jiceng.apps.organisations",
    "jiceng.apps.people",
    "jiceng.apps.access",
    "jiceng.apps.gatherings",
    "jiceng.apps.duties",
    "jiceng.apps.feedback",
    "jiceng.apps.transfers",
    "jiceng.apps.admissions",
    "jiceng.apps.intake",
    "jiceng.apps.publications",
    "jiceng.apps.editorial",
    "jiceng.apps.decisions",
    "jiceng.apps.coverage",
    "jiceng.apps.commendations",
    "jiceng.apps.dues",
    "jiceng.apps.needs",
    "jiceng.apps.statistics",
    "jiceng.apps.quantities",
    "jiceng.apps.standards",
    "jiceng.apps.rectification",
    "jiceng.apps.exemplars",
    "jiceng.apps.programmes",
    "jiceng.apps.demonstration",
    "jiceng.faces.shared",
    "jiceng.faces.workbench",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
]
refuse_personnel(ZONE, INSTALLED_APPS)
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "jiceng.config.headers.PrivateAnswers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "jiceng.config.language.ChosenLanguage",
    "jiceng.config.requests.BoundedRequests",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jiceng.faces.shared.middleware.SignedIn",
    "jiceng.faces.workbench.middleware.Acting",
    "django.contrib.messages.middleware.MessageMiddleware",
    "jiceng.faces.workbench.access.guards.Guards",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "jiceng.faces.shared.middleware.ErrorPages",
]
if METRICS:
    MIDDLEWARE.insert(0, "jiceng.config.metrics.Measured")
ROOT_URLCONF = "jiceng.config.urls"
FORM_RENDERER = "jiceng.faces.shared.forms.Renderer"
WSGI_APPLICATION = "jiceng.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(PACKAGE.glob("faces/*/*/templates")),  # a face's rooms
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jiceng.faces.workbench.context.page",
            ],
        },
    }
]

# ── data ────────────────────────────────────────────────────────────────────────────────────────
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PUBLIC: Path = _environment.public or DATA / "public"
DATABASES = databases(DATA, PUBLIC, _environment.database_url, _environment.published_url)
DATABASE_ROUTERS = ["jiceng.apps.publications.routing.PublicationRouter"]

BETWEEN_JOBS = [
    "jiceng.apps.editorial.posting.keep_time",
    "jiceng.apps.journal.ledger.sequence",
    "jiceng.apps.editorial.sealing.seal_waiting",
    "jiceng.apps.feedback.letters.keep",
    "jiceng.apps.programmes.readings.read_next",
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # How far a job is: readable by the other processes while the job's own transaction is open.
    "progress": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA / "cache",
        "TIMEOUT": 24 * 3600,
    },
}

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "jiceng.config.static_files.StaticFiles"},
}

# ── language and time ───────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "jiceng_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = _https
# Our own words are neutral; those of the office's profile come before them.
LOCALE_PATHS = [
    *PROFILE_SHELF.locales(PROFILE_CODE),
    *sorted(path for path in PACKAGE.glob("faces/**/locale") if path.is_dir()),
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

LOGGING = logging_settings(_environment.log_level, DEBUG, _environment.log_format)
