"""The pages of exhibits, put into the places that the print kept for them. All of it was drawn by our own workshop.

What comes out is streamed: neither the copies nor the whole is ever in memory, one copy is open at a time, and no byte
of it lies readable on the disk.
"""

import io
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

import pikepdf

from apps.dossiers.paper.pictures import page_of_picture
from apps.dossiers.paper.shelf import Shelf

MILLIMETRE = 72 / 25.4
# Where on an A4 page an exhibit's page stands, in millimetres from the left and from below: print.css keeps it free.
FRAME = pikepdf.Rectangle(20 * MILLIMETRE, 22 * MILLIMETRE, 190 * MILLIMETRE, 261 * MILLIMETRE)
EXHIBIT = pikepdf.Name("/Exhibit")


@dataclass(frozen=True)
class Copy:
    """A drawn copy of an exhibit, and on which pages of the print its own pages go, in order."""

    path: Path
    size: int
    media_type: str
    onto: list[int]


@contextmanager
def bound(printed: bytes, copies: Iterator[Copy]) -> Iterator[IO[bytes]]:
    """The finished PDF, to be read once from beginning to end. The same input gives the same bytes."""
    with ExitStack() as opened:
        target = opened.enter_context(pikepdf.Pdf.open(io.BytesIO(printed)))
        shelf = opened.enter_context(Shelf())
        for copy in copies:
            source = opened.enter_context(pikepdf.Pdf.open(_as_pdf(copy, shelf)))
            for place, page in zip(copy.onto, source.pages, strict=True):
                _put(target, target.pages[place], page)
        with _streamed(target) as stream:
            yield stream


def _put(target: pikepdf.Pdf, place: pikepdf.Page, page: pikepdf.Page) -> None:
    """Draw a page into the frame of another. The name is ours: pikepdf would invent a new one each time."""
    form = target.copy_foreign(page.as_form_xobject())
    resources = place.obj.get("/Resources", pikepdf.Dictionary())
    place.obj["/Resources"] = pikepdf.Dictionary({**dict(resources.items()), "/XObject": _with(resources, form)})
    place.contents_add(b"q\n", prepend=True)
    place.contents_add(b"\nQ\n/Artifact BMC\n" + _drawn(page) + b"\nEMC\n")


def _drawn(page: pikepdf.Page) -> bytes:
    """As large as it fits, in the middle, with a hairline round it. Pages of our copies begin at nought, upright."""
    width, height = (float(size) for size in list(page.mediabox)[2:])
    scale = min(FRAME.width / width, FRAME.height / height)
    left = FRAME.llx + (FRAME.width - width * scale) / 2
    low = FRAME.ury - height * scale
    edge = (left, low, width * scale, height * scale)
    return b"q %.4f 0 0 %.4f %.2f %.2f cm %s Do Q\nq 0.3 w 0.6 G %.2f %.2f %.2f %.2f re S Q" % (
        scale, scale, left, low, str(EXHIBIT).encode(), *edge,
    )  # fmt: skip


def _with(resources: pikepdf.Object, form: pikepdf.Object) -> pikepdf.Dictionary:
    known = dict(resources.get("/XObject", pikepdf.Dictionary()).items())
    return pikepdf.Dictionary({**known, str(EXHIBIT): form})


def _as_pdf(copy: Copy, shelf: Shelf) -> BinaryIO:
    plain = shelf.place(copy.path, copy.size)
    return plain if copy.media_type == "application/pdf" else shelf.keep(page_of_picture(plain, copy.media_type))


class _Mouth(io.RawIOBase):
    """The end of a pipe into which a PDF is written. It is written forwards only, whatever it says about seeking."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._written = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._written

    def write(self, data: object, /) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        done = 0
        while done < len(view):
            done += os.write(self._descriptor, view[done:])
        self._written += done
        return done


@contextmanager
def _streamed(pdf: pikepdf.Pdf) -> Iterator[IO[bytes]]:
    """The bytes of a PDF as they are written, by a thread that waits whenever nobody reads."""
    end, mouth = os.pipe()
    troubles: list[Exception] = []

    def write() -> None:
        try:
            pdf.save(_Mouth(mouth), deterministic_id=True, fix_metadata_version=False)  # type: ignore[arg-type]
        except Exception as error:  # handed over to the reader below
            troubles.append(error)
        finally:
            os.close(mouth)

    writer = threading.Thread(target=write, name="bind", daemon=True)
    with os.fdopen(end, "rb") as stream:
        writer.start()
        yield _Whole(stream, writer, troubles)  # type: ignore[misc]
    writer.join()


class _Whole(io.RawIOBase):
    """What is read from the pipe. Its end is the end of the PDF, or else the error that kept it from being written."""

    def __init__(self, stream: IO[bytes], writer: threading.Thread, troubles: list[Exception]) -> None:
        self._stream, self._writer, self._troubles = stream, writer, troubles

    def read(self, size: int = -1, /) -> bytes:
        found = self._stream.read(size)
        if not found:
            self._writer.join()
            if self._troubles:
                raise self._troubles[0]
        return found
