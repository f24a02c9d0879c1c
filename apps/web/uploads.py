"""How much a request may bring along. Files are streamed to disk, so without a cap one request could fill it."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from apps.cases.actions import MOST_NOTICE_FILES
from apps.evidence.rules import LARGEST_FILE

LARGEST_BODY = MOST_NOTICE_FILES * LARGEST_FILE + 16 * 1024 * 1024  # bytes: as many files as a notice has, and its form


class CappedUpload(FileUploadHandler):
    """Stands before Django's own handlers and refuses a larger body before a byte of it is read: a 413 page."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        if content_length > LARGEST_BODY:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data  # for the handlers behind

    def file_complete(self, file_size: int) -> None:
        return None
