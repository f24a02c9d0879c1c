"""The pieces of work: a clean copy, a copy with boxes painted over, one page to look at."""

import os
from collections.abc import Callable, Iterator
from typing import IO, Any

import pillow_heif

from apps.evidence.workshop.drawing import PDF, Page, Refused, count, draw, paint
from apps.evidence.workshop.texts import write_text
from apps.evidence.workshop.writing import as_jpeg, write_pdf, write_picture

Answer = dict[str, Any]
TEXTS = ("text/plain", "text/csv", "message/rfc822")
pillow_heif.options.DECODE_THREADS = 1
pillow_heif.options.THUMBNAILS = pillow_heif.options.AUX_IMAGES = pillow_heif.options.DEPTH_IMAGES = False
pillow_heif.register_heif_opener()


def work(asked: Answer) -> Answer:
    """The answer: what was made and of how many pages, or why not."""
    with os.fdopen(asked["source"], "rb") as source, os.fdopen(asked["target"], "wb") as target:
        try:
            return WORK[asked["work"]](source, target, asked)
        except Refused as refused:
            return {"refused": refused.args[0]}


def _copy(source: IO[bytes], target: IO[bytes], asked: Answer) -> Answer:
    """Pages with the boxes, if any, painted over; text as plain text."""
    kind: str = asked["media_type"]
    boxes: list[dict[str, Any]] = asked.get("boxes", [])
    if kind in TEXTS:
        if boxes:
            raise Refused("not_drawn")
        write_text(source, kind, target)
        return {"media_type": "text/csv" if kind == "text/csv" else "text/plain"}
    pages = count(source, kind)
    if any(box["page"] > pages for box in boxes):
        raise Refused("no_such_page")
    painted = _painted(draw(source, kind), boxes)
    if kind == PDF:
        return {"media_type": PDF, "pages": write_pdf(painted, target)}
    return {"media_type": write_picture(next(painted).image, kind, target), "pages": 1}


def _painted(pages: Iterator[Page], boxes: list[dict[str, Any]]) -> Iterator[Page]:
    for number, page in enumerate(pages, 1):
        paint(page.image, [box for box in boxes if box["page"] == number])
        yield page


def _page(source: IO[bytes], target: IO[bytes], asked: Answer) -> Answer:
    """One page at the size it has on a screen."""
    number: int = asked["page"]
    if number < 1 or (asked["media_type"] != PDF and number != 1):
        raise Refused("no_such_page")
    page = next(draw(source, asked["media_type"], [number - 1]))
    page.image.thumbnail((asked["width"], asked["width"] * 20))
    target.write(as_jpeg(page.image))
    return {"media_type": "image/jpeg"}


WORK: dict[str, Callable[[IO[bytes], IO[bytes], Answer], Answer]] = {"copy": _copy, "page": _page}
