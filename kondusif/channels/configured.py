"""What the office has entered for a channel: one file for each secret; without it the channel refuses."""

from pathlib import Path

from django.conf import settings


def secret_if_set(name: str) -> str | None:
    """This function will return the secret called *name*, or None if the office entered none; it never makes one."""
    path = Path(settings.SECRETS_DIR) / name
    try:
        return path.read_text().strip() or None
    except OSError:
        return None
