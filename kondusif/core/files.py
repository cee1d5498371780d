"""Files that survive a power cut: flushed with their folder before the row that names them commits."""

import os
import secrets
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    """
    A file store that returns only when the bytes are on disk.

    Django's own store never calls fsync, so after a power cut a committed row can name an empty
    file. Here: write beside, fsync, rename, fsync the folder.
    """

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        _make_durable_folder(path.parent)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")  # threads share a process number
        with open(draft, "xb") as out:
            for chunk in content.chunks():
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(draft, 0o600)
        os.replace(draft, path)
        _sync_folder(path.parent)
        return str(Path(name).as_posix())


def save_bytes(storage: FileSystemStorage, name: str, content: bytes) -> str:
    """This function will store *content* under *name* and return the name it got."""
    return storage.save(name, ContentFile(content))


def _make_durable_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_durable_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
