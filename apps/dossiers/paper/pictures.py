"""A picture as a page: one JPEG, or the rows of a PNG as they are. The pictures were drawn by our own workshop."""

import io
import zlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import pikepdf
from PIL import Image

DOTS_PER_INCH = 150
PNG_HEAD = 33  # bytes: signature and the first chunk, which says size and kind
COLOURS = {0: (1, pikepdf.Name.DeviceGray), 2: (3, pikepdf.Name.DeviceRGB)}  # by the kind in a PNG
# Pixels across the frame on the page at 300 dots per inch: nobody prints finer, and a telephone photographs with thrice
# as many in all. It counts for the shorter side: a long screenshot keeps its letters, for who looks at it closely.
FINEST = 2008
QUALITY = 85


def page_of_picture(source: BinaryIO, media_type: str) -> bytes:
    """A PDF of one page with the picture on it."""
    content = source.read()
    if smaller := _for_print(content):
        return _page_of_jpeg(smaller)
    return _page_of_png(content) if media_type == "image/png" else _page_of_jpeg(content)


def _for_print(content: bytes) -> bytes | None:
    """The picture as a JPEG with as many pixels as can be printed; None where it has no more than that."""
    with Image.open(io.BytesIO(content)) as image:
        by = min(image.size) / FINEST
        if by <= 1:
            return None
        size = round(image.width / by), round(image.height / by)
        image.draft("RGB", size)  # a JPEG is decoded no larger than needed; others ignore it
        image.thumbnail(size, Image.Resampling.BOX, reducing_gap=2.0)
        target = io.BytesIO()
        (image if image.mode in ("L", "RGB") else image.convert("RGB")).save(target, "JPEG", quality=QUALITY)
        return target.getvalue()


def _page_of_jpeg(content: bytes) -> bytes:
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


def _page_of_png(content: bytes) -> bytes:
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


def _page(content: bytes, width: int, height: int, entries: Mapping[str, object]) -> bytes:
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
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()
