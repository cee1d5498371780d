"""Secrets live in files of mode 0600 under the data directory, never in the database or the environment."""

import contextlib
import os
import secrets
from pathlib import Path


def secret(directory: Path, name: str) -> str:
    """
    This function will return the secret called *name*, made once at first use.

    The file is created exclusively with mode 0600 and flushed to disk, so that two processes or
    threads starting together agree on one value and a power cut cannot leave an empty one.

    :raises OSError: if the directory cannot be written.
    """
    path = directory / name
    if not path.exists():
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = directory / f".{name}.{secrets.token_hex(6)}"  # of this call alone: threads share a process number
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, secrets.token_urlsafe(48).encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        with contextlib.suppress(FileExistsError):  # a colleague was quicker: then its value counts
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
