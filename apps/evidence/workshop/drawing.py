"""Files to pictures of their pages. What comes out is a canvas that was never anything but pixels."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, sqrt
from typing import IO, Any

import pypdfium2
from PIL import ExifTags, Image, ImageDraw
from pypdfium2 import raw

PDF = "application/pdf"
MOST_PAGES = 300
MOST_CANVAS = 25_000_000  # pixels of one page of a copy
DOTS_PER_INCH = 150
STRIP = 256  # rows
PAGE_PIXELS = 6_000_000  # of a PDF's page, however large it says it is
TRANSPOSED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
Image.MAX_IMAGE_PIXELS = None  # the header was looked at before, and the memory is limited


class Refused(Exception):
    """`args[0]` is a reason (apps.evidence.enums.Reason)."""


@dataclass(frozen=True)
class Page:
    """One page as pixels, and its size on paper in points (1/72 inch)."""

    image: Image.Image
    width: float
    height: float


def count(source: IO[bytes], media_type: str) -> int:
    if media_type != PDF:
        return 1
    document = _open(source)
    try:
        return len(document)
    finally:
        document.close()


def draw(source: IO[bytes], media_type: str, pages: list[int] | None = None) -> Iterator[Page]:
    """All pages, or those asked for (from 0). Raises Refused, MemoryError."""
    if media_type == PDF:
        yield from _draw_pdf(source, pages)
    else:
        image = _draw_picture(source)
        yield Page(image, image.width * 72 / DOTS_PER_INCH, image.height * 72 / DOTS_PER_INCH)


def paint(image: Image.Image, boxes: list[dict[str, float]]) -> None:
    """Cover the boxes with black, a pixel more on every side rather than one less."""
    brush = ImageDraw.Draw(image)
    for box in boxes:
        left, top = box["left"] * image.width, box["top"] * image.height
        right, bottom = left + box["width"] * image.width, top + box["height"] * image.height
        brush.rectangle((int(left) - 1, int(top) - 1, int(right) + 1, int(bottom) + 1), fill=(0, 0, 0))


def _draw_picture(source: IO[bytes]) -> Image.Image:
    """The first frame, upright, on white."""
    pixels = 0
    try:
        with Image.open(source) as image:
            turn = TRANSPOSED.get(image.getexif().get(ExifTags.Base.Orientation, 1))
            pixels = image.width * image.height
            image.draft("RGB", _divided(image.size, _factor(pixels)))  # a JPEG is decoded no larger; others ignore it
            image.load()
            flat = _flat(image)
    except MemoryError:
        raise
    except Exception as error:  # whatever a decoder makes of a broken file, or of too little memory
        raise Refused("too_demanding" if pixels > MOST_CANVAS else "unreadable") from error
    return flat.transpose(turn) if turn is not None else flat


def _flat(image: Image.Image) -> Image.Image:
    """RGB on a white canvas, made smaller by a whole number where it is too large.

    Strip by strip: a second picture of the full size would not fit into the memory.
    """
    factor = _factor(image.width * image.height)
    canvas = Image.new("RGB", (ceil(image.width / factor), ceil(image.height / factor)), "white")
    for top in range(0, image.height, STRIP * factor):
        strip = _plain(image.crop((0, top, image.width, min(top + STRIP * factor, image.height))))
        if factor > 1:
            strip = strip.reduce(factor)
        canvas.paste(strip, (0, top // factor), strip if strip.mode == "RGBA" else None)
    return canvas


def _plain(image: Image.Image) -> Image.Image:
    """One of the modes L, RGB, RGBA."""
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in image.info or image.mode in ("LA", "PA"):
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB", "RGBA") else image.convert("RGB")


def _open(source: IO[bytes]) -> Any:
    source.seek(0)
    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower()
        raise Refused("password" if locked else "unreadable") from error
    if len(document) > MOST_PAGES:
        raise Refused("too_many_pages")
    if len(document) == 0:
        raise Refused("unreadable")
    return document


def _draw_pdf(source: IO[bytes], pages: list[int] | None) -> Iterator[Page]:
    """As a viewer shows it, with what was filled into forms; scripts are never run (this PDFium has no engine)."""
    document = _open(source)
    document.init_forms()
    for number in range(len(document)) if pages is None else pages:
        if number >= len(document):
            raise Refused("no_such_page")
        try:
            page = document[number]
            width, height = page.get_size()
            scale = min(DOTS_PER_INCH / 72, (PAGE_PIXELS / max(1.0, width * height)) ** 0.5)
            bitmap = page.render(scale=scale, fill_color=(255, 255, 255, 255), rev_byteorder=True)
        except pypdfium2.PdfiumError as error:
            raise Refused("unreadable") from error
        drawn = bitmap.to_pil()
        canvas = Image.new("RGB", drawn.size, "white")
        canvas.paste(drawn.convert("RGB"), (0, 0))
        bitmap.close()
        page.close()
        yield Page(canvas, width, height)
    document.close()


def _factor(pixels: int) -> int:
    """By how much a picture is divided on each side so that it is no larger than a canvas."""
    return ceil(sqrt(pixels / MOST_CANVAS))


def _divided(size: tuple[int, int], by: int) -> tuple[int, int]:
    return max(1, size[0] // by), max(1, size[1] // by)
