"""The gallery as a small site of its own: the components do not depend on any other face."""

import pytest
from django.conf import settings as configured
from pytest_django import Settings

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "jiceng.config.language.ChosenLanguage",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "jiceng.faces.shared.middleware.ErrorPages",
]
PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
]


@pytest.fixture
def gallery(settings: Settings) -> None:
    """Settings under which `tests.faces.shared.gallery` is the whole site."""
    settings.ROOT_URLCONF = "tests.faces.shared.gallery"
    settings.MIDDLEWARE = MIDDLEWARE
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
    settings.TEMPLATES = [
        {**configured.TEMPLATES[0], "OPTIONS": {"context_processors": PROCESSORS}},
    ]
