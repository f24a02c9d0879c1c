"""How much a request may bring along, and where it waits until the vault has it."""

import io
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from apps.cases.actions import MOST_NOTICE_FILES
from apps.evidence.rules import LARGEST_FILE
from apps.evidence.uploads import SealedTemporary

LARGEST_BODY = MOST_NOTICE_FILES * LARGEST_FILE + 16 * 1024 * 1024  # bytes: as many files as a notice has, and its form


class CappedUpload(FileUploadHandler):
    """Stands before the other handlers and refuses a larger body before a byte of it is read: a 413 page.

    Files are streamed to the disk, so without a cap one request could fill it.
    """

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        if content_length > LARGEST_BODY:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data  # for the handlers behind

    def file_complete(self, file_size: int) -> None:
        return None


class SealedUpload(FileUploadHandler):
    """Takes what is too large for the memory, in place of Django's handler, which would write it in the clear."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = SealedTemporary()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        self.file.seek(0)
        return UploadedFile(
            file=io.BufferedReader(self.file),
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()
