"""The ordinary settings over a data directory of this test process; the database comes from ``conftest.py``."""

import atexit
import os
import shutil
import tempfile
from contextlib import nullcontext
from hashlib import shake_256
from pathlib import Path
from unittest import mock

from kondusif.core import secrets as _secrets

_root = Path(__file__).resolve().parents[1]
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["KONDUSIF_DATA_DIR"] = str(_root / "var" / "test-data" / f"same-{_worker}")
for _name in ("DATABASE_URL", "DATABASE_MIGRATE_URL", "KONDUSIF_DEMO", "KONDUSIF_HTTPS"):
    os.environ.pop(_name, None)

_new, _here = _secrets.secret, Path(os.environ["KONDUSIF_DATA_DIR"]) / "secrets"


def _secret(directory: Path, name: str) -> str:
    """The suite's own secrets are the same at every desk, so that receipts and codes are; those of a test come from its dice."""
    word = shake_256(name.encode()).hexdigest(32)
    same = mock.patch.object(_secrets.secrets, "token_urlsafe", lambda _n: word)
    with same if directory == _here and not (directory / name).exists() else nullcontext():
        return _new(directory, name)


_secrets.secret = _secret

from kondusif.site.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["*"]
# The names of files follow from those of the tests: they must not meet what another run has left.
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="kondusif-test-media-"))
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Hashed static names need a collection run; pages under test do not.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
# A cast of seven with slow hashes would cost a second in every test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
