"""How photos arrive: in memory only, so that what a phone sent never touches the disk."""

from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from kondusif.reports.photos import BYTES_MAX, PHOTOS_MAX


class PhotosInMemory(FileUploadHandler):
    """
    Keeps up to three files of up to 12 megabytes; counts what it had to leave out.

    Django's own handlers write large files to the temporary directory, with the position and the
    serial number that a phone put into them.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.n_files = 0
        self.n_too_large = 0
        self._parts: list[bytes] = []
        self._size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._parts, self._size = [], 0
        self.n_files += 1
        if self.n_files > PHOTOS_MAX:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > BYTES_MAX:
            self._parts = []
            self.n_too_large += 1
            raise SkipFile
        self._parts.append(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        from io import BytesIO

        content = b"".join(self._parts)
        return InMemoryUploadedFile(
            BytesIO(content), self.field_name, "photo", self.content_type, len(content), self.charset
        )
