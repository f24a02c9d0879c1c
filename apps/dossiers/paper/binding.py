"""The pages of exhibits, put into the places that the print kept for them. All of it was drawn by our own workshop.

What comes out is streamed: neither the copies nor the whole is ever in memory, and no byte of it lies readable on the
disk.
"""

import io
import os
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, BinaryIO

import pikepdf

MILLIMETRE = 72 / 25.4
# Where on an A4 page an exhibit's page stands, in millimetres from the left and from below: print.css keeps it free.
FRAME = pikepdf.Rectangle(20 * MILLIMETRE, 22 * MILLIMETRE, 190 * MILLIMETRE, 261 * MILLIMETRE)
EXHIBIT = pikepdf.Name("/Exhibit")
DOTS_PER_INCH = 150
PNG_HEAD = 33  # bytes: signature and the first chunk, which says size and kind
COLOURS = {0: (1, pikepdf.Name.DeviceGray), 2: (3, pikepdf.Name.DeviceRGB)}  # by the kind in a PNG


@dataclass(frozen=True)
class Copy:
    """A drawn copy of an exhibit, and on which pages of the print its own pages go, in order."""

    source: BinaryIO
    media_type: str
    onto: list[int]


@contextmanager
def bound(printed: bytes, copies: Iterator[Copy]) -> Iterator[IO[bytes]]:
    """The finished PDF, to be read once from beginning to end. The same input gives the same bytes."""
    with ExitStack() as opened:
        target = opened.enter_context(pikepdf.Pdf.open(io.BytesIO(printed)))
        for copy in copies:
            opened.enter_context(copy.source)
            source = opened.enter_context(_opened(copy))
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


def _opened(copy: Copy) -> pikepdf.Pdf:
    if copy.media_type == "application/pdf":
        return pikepdf.Pdf.open(copy.source)
    content = copy.source.read()
    return _page_of_png(content) if copy.media_type == "image/png" else _page_of_jpeg(content)


def _page_of_jpeg(content: bytes) -> pikepdf.Pdf:
    width, height, colours = _size_of_jpeg(content)
    space = pikepdf.Name.DeviceGray if colours == 1 else pikepdf.Name.DeviceRGB
    return _page(content, width, height, {"/ColorSpace": space, "/Filter": pikepdf.Name.DCTDecode})


def _size_of_jpeg(content: bytes) -> tuple[int, int, int]:
    """Width, height, colours, from the frame's header. Our own copies are baseline or progressive JPEGs."""
    at = 2
    while content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker in (0xC0, 0xC1, 0xC2):
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7]), content[at + 9]
        at += 2 + length
    raise ValueError("no frame in this JPEG")


def _page_of_png(content: bytes) -> pikepdf.Pdf:
    """A PDF holds rows of pixels as a PNG does, so that nothing is drawn anew. Our copies have 8 bits, no holes."""
    width, height, depth, kind = (
        int.from_bytes(content[16:20]),
        int.from_bytes(content[20:24]),
        content[24],
        content[25],
    )
    if depth != 8 or kind not in COLOURS or content[28]:
        raise ValueError("not a PNG as our workshop writes it")
    colours, space = COLOURS[kind]
    how = pikepdf.Dictionary(Predictor=15, Colors=colours, BitsPerComponent=8, Columns=width)
    entries = {"/ColorSpace": space, "/Filter": pikepdf.Name.FlateDecode, "/DecodeParms": how}
    return _page(b"".join(_rows_of_png(content)), width, height, entries)


def _rows_of_png(content: bytes) -> Iterator[bytes]:
    at = PNG_HEAD
    while at < len(content):
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        body = content[at + 8 : at + 8 + length]
        if zlib.crc32(kind + body) != int.from_bytes(content[at + 8 + length : at + 12 + length]):
            raise ValueError("this PNG is damaged")
        if kind == b"IDAT":
            yield body
        at += 12 + length


def _page(content: bytes, width: int, height: int, entries: Mapping[str, object]) -> pikepdf.Pdf:
    pdf = pikepdf.Pdf.new()
    size = (width * 72 / DOTS_PER_INCH, height * 72 / DOTS_PER_INCH)
    page = pdf.add_blank_page(page_size=size)
    picture = pikepdf.Stream(pdf, content)
    for name, value in {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Image,
        "/Width": width,
        "/Height": height,
        "/BitsPerComponent": 8,
        **entries,
    }.items():
        picture[name] = value
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
    page.Contents = pikepdf.Stream(pdf, b"q %.2f 0 0 %.2f 0 0 cm /P Do Q" % size)
    return pdf


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
