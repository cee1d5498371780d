"""The ordinary settings over a data directory of this test process; the database comes from ``conftest.py``."""

import os
from pathlib import Path

_root = Path(__file__).resolve().parents[1]
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["KONDUSIF_DATA_DIR"] = str(_root / "var" / "test-data" / _worker)
for _name in ("DATABASE_URL", "DATABASE_MIGRATE_URL", "KONDUSIF_DEMO", "KONDUSIF_HTTPS"):
    os.environ.pop(_name, None)

from kondusif.site.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Hashed static names need a collection run; pages under test do not.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
# A cast of seven with slow hashes would cost a second in every test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
