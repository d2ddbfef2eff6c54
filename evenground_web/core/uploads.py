"""What is sent is measured before it is kept, so that a stranger cannot fill the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class NotTooMuch(FileUploadHandler):
    """Refuses a request that is larger than any we take; the other handlers keep the files."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any
    ) -> None:
        if content_length > settings.LARGEST_REQUEST:
            raise RequestDataTooBig(f"A request of {content_length:,} bytes was refused.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has the file."""
