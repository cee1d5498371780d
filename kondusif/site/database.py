"""Where the database is: DATABASE_URL, or the embedded server of the data directory."""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

OWNER_ROLE, APP_ROLE, READER_ROLE = "kondusif_owner", "kondusif_app", "kondusif_reader"
DATABASE_NAME = "kondusif"


def from_url(url: str) -> dict[str, object]:
    """
    This function will turn a ``postgresql://`` address into Django's database settings.

    :raises ValueError: if the address is not a PostgreSQL one or names no database.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL starts with {parts.scheme!r}; give postgresql://user:password@host/name")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("DATABASE_URL names no database; give postgresql://user:password@host/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "OPTIONS": options,
    }


def embedded(data_dir: Path, role: str) -> dict[str, object]:
    """This function will return Django's settings for *role* on the embedded server of *data_dir*."""
    password = data_dir / "secrets" / f"postgres-{role}"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE_NAME,
        "USER": role,
        "PASSWORD": password.read_text().strip() if password.exists() else "",
        "HOST": str(socket_dir(data_dir)),
        "PORT": "5432",
        "OPTIONS": {},
    }


def socket_dir(data_dir: Path) -> Path:
    """
    This function will return the directory of the server's unix socket.

    A socket path holds at most 107 bytes, so a deep data directory gets a short one under the
    system's temporary directory, named after the data directory.
    """
    direct = data_dir / "run"
    if len(str(direct)) <= 80:
        return direct
    import hashlib
    import tempfile

    return Path(tempfile.gettempdir()) / f"kondusif-{hashlib.sha256(str(data_dir).encode()).hexdigest()[:16]}"
