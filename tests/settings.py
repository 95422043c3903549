"""Settings under which the tests run: the program's own, on a data folder that is thrown away.

Nothing of the developer's office is touched: settings given from outside are dropped before ours are read.
The database is SQLite in a file (as in an office: WAL, real locks), or the PostgreSQL of `tests.postgresql`.
"""

import atexit
import os
import shutil
import tempfile

from jiceng.config.environment import declared_settings

for _declared in declared_settings():
    os.environ.pop(_declared["name"], None)
_folder = tempfile.mkdtemp(prefix="jiceng-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["JICENG_DATA"] = _folder
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright keeps a loop in the test thread
if "JICENG_TEST_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["JICENG_TEST_DATABASE_URL"]

from jiceng.config.settings import *  # noqa: E402, F403
from jiceng.config.settings import DATABASES, INSTALLED_APPS, STATIC_ROOT, STORAGES  # noqa: E402

INSTALLED_APPS.append("jiceng.faces.portal")  # a process of its own; here it is tested beside the office

for _name, _database in DATABASES.items():
    if _database["ENGINE"] == "django.db.backends.sqlite3":
        _database["TEST"] = {"NAME": os.path.join(_folder, f"test-{_name}.sqlite3")}  # noqa: PTH118
        _database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
    elif _name != "default":  # a database each; as schemas of one in tests/trust/test_portal_role.py
        _database["TEST"] = {"NAME": f"test_{_name}"}
        _database["OPTIONS"] = {}
    if _name != "default":
        _database.setdefault("TEST", {})["DEPENDENCIES"] = []  # the portal's tests have no other database
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a missing one
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # sign-ins are many and need not be slow
BETWEEN_JOBS: list[
    str
] = []  # tests of what the worker does between jobs call it, with the databases it needs
