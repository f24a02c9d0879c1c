"""A second look at a file, beyond its first bytes: is it only what it says, and can it be looked at safely?"""

from typing import IO, NoReturn

from django.utils.translation import gettext_lazy as _

from apps.evidence.rules import offices
from apps.evidence.rules.pictures import size_of
from apps.evidence.rules.types import MOST_PIXELS, MOST_PIXELS_JPEG, OFFICE, PDF, PICTURES

ZIP_TAIL = 65_557  # bytes: the end record of an archive with the longest comment
PDF_READERS_LOOK = 1024  # bytes from the start in which readers accept a PDF's header


class NotTaken(Exception):
    """The vault does not take this; `args[0]` is a sentence for the person who gave it."""


def inspect(source: IO[bytes], *, media_type: str, size: int) -> str:
    """The type of the file after a look into all the places that matter. `source` is seekable. Raises NotTaken."""
    if media_type in OFFICE:
        return _office(source, size)
    _refuse_two_in_one(source, media_type, size)
    if media_type in PICTURES:
        _refuse_vast_picture(source, media_type)
    return media_type


def _office(source: IO[bytes], size: int) -> str:
    try:
        return offices.office_type_of(source, size)
    except offices.Bomb:
        _refuse(_("This file would unpack to far more than it is. We do not open such files; save it as PDF."))
    except offices.HasMacros:
        _refuse(_("This file has macros. Save it without them (as .docx or .xlsx), or as PDF."))
    except offices.NotOffice:
        _refuse(_("This is an archive. Unpack it and add the files one by one."))


def _refuse_two_in_one(source: IO[bytes], media_type: str, size: int) -> None:
    """Files that are one thing to one program and another to the next hide something, whatever it is."""
    source.seek(0)
    hidden_pdf = media_type != PDF and b"%PDF-" in source.read(PDF_READERS_LOOK)
    source.seek(max(0, size - ZIP_TAIL))
    if hidden_pdf or offices.is_also_zip(source.read(ZIP_TAIL)):
        _refuse(_("This file is two files in one. Open it, save it anew or print it to PDF, and add that."))


def _refuse_vast_picture(source: IO[bytes], media_type: str) -> None:
    size = size_of(source, media_type)
    if size is None:
        _refuse(_("This picture has no size that could be read; it is damaged. Take or save it again."))
    most = MOST_PIXELS_JPEG if media_type == "image/jpeg" else MOST_PIXELS
    if size[0] * size[1] > most:
        words = _("This picture is %(width)s × %(height)s pixels, too large to be looked at safely. Save it smaller.")
        _refuse(words % {"width": size[0], "height": size[1]})


def _refuse(sentence: object) -> NoReturn:
    raise NotTaken(sentence)
