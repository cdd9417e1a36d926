"""A file on its way in: one picture, from somebody who may add one, in memory, never beyond its bound.

Django hands a form's files to this class before it looks at the form's token; so what nobody may send is skipped here
and never kept, and the other fields of the form are still read.
"""

from __future__ import annotations

from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from foreshock.model import InvalidValue

from ..middleware import config_of
from ..people import may
from .taking import too_large

#: The field of a form that a picture comes in.
FIELD: Final = "picture"
_BEYOND: Final = "foreshock.picture-too-large"


class OnePicture(FileUploadHandler):
    """Keeps the first file of the field `picture` in memory, up to the desk's bound, and skips all others."""

    def new_file(self, field_name: str, *rest: Any, **named: Any) -> None:
        super().new_file(field_name, *rest, **named)
        request = self.request
        if field_name != FIELD or getattr(self, "_taken", None) is not None or request is None:
            raise SkipFile
        if not may(request.user, "analyst"):
            raise SkipFile
        self._taken = bytearray()
        self._most = config_of(request).pictures.max_bytes

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if len(self._taken) + len(raw_data) > self._most:
            assert self.request is not None
            self.request.META[_BEYOND] = True
            self._taken.clear()
            raise SkipFile
        self._taken += raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        return SimpleUploadedFile(FIELD, bytes(self._taken))


def arrived(request: HttpRequest) -> bytes:
    """The bytes of the picture that came with a form. Raises InvalidValue when there is none or it is too large."""
    file = request.FILES.get(FIELD)
    if request.META.get(_BEYOND):
        raise InvalidValue(too_large(config_of(request).pictures))
    if file is None:
        raise InvalidValue("no picture came in: choose a file first")
    data = file.read()
    assert isinstance(data, bytes)
    return data
