"""Pictures of pages to files that hold nothing else: no author, no date, no name of a program.

The PDF is written here, object by object, a page at a time: a library would keep all pages in memory and add who made
it and when. It holds a catalogue, pages, and one JPEG on each; there is no place in it for anything more.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import IO

from PIL import Image

from apps.evidence.workshop.drawing import Page

QUALITY = 85
LOSSLESS = frozenset({"image/png", "image/gif"})  # screenshots: letters stay sharp


def write_picture(image: Image.Image, media_type: str, target: IO[bytes]) -> str:
    """Write it as PNG where it came without loss, else as JPEG; the type."""
    if media_type in LOSSLESS:
        image.save(target, "PNG")
        return "image/png"
    image.save(target, "JPEG", quality=QUALITY, subsampling=0)
    return "image/jpeg"


def as_jpeg(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY, subsampling=0)
    return buffer.getvalue()


def write_pdf(pages: Iterable[Page], target: IO[bytes]) -> int:
    """A PDF of these pages; how many. Objects: 1 catalogue, 2 list of pages, then page, content, picture of each."""
    places: dict[int, int] = {}

    def put(number: int, body: bytes) -> None:
        places[number] = target.tell()
        target.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")

    target.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    kids = []
    for index, page in enumerate(pages):
        number = 3 + 3 * index
        kids.append(b"%d 0 R" % number)
        put(number, _page(page, number))
        put(number + 1, _stream(b"", b"q %.2f 0 0 %.2f 0 0 cm /P Do Q" % (page.width, page.height)))
        put(number + 2, _stream(_picture(page.image), as_jpeg(page.image)))
    put(2, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids)))
    put(1, b"<< /Type /Catalog /Pages 2 0 R >>")
    start = target.tell()
    target.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
    target.writelines(b"%010d 00000 n \n" % places[number] for number in sorted(places))
    target.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start))
    return len(kids)


def _page(page: Page, number: int) -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R"
        b" /Resources << /XObject << /P %d 0 R >> >> >>" % (page.width, page.height, number + 1, number + 2)
    )


def _picture(image: Image.Image) -> bytes:
    return (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8"
        b" /Filter /DCTDecode " % image.size
    )


def _stream(entries: bytes, body: bytes) -> bytes:
    return b"<< %s/Length %d >>\nstream\n" % (entries, len(body)) + body + b"\nendstream"
