"""HTML to a tagged PDF, in a process of its own: `python -m apps.dossiers.paper.press`.

Laying out takes memory that Python does not give back, and libraries in C that may end the process. In by standard
input: one line of JSON (`html`, `css`, `identifier`). Out: one line of JSON, then the PDF. The line has either
`refused` (a Reason), or `pages` (how many) and `places` (the page, from 0, of every element with an id that begins
with `place-`). Nothing is fetched from anywhere, and the same input gives the same bytes.
"""

import ctypes
import ctypes.util
import json
import resource
import sys
from typing import Any

import weasyprint
from weasyprint.pdf import fonts

from apps.core.memory import most_memory

MEMORY = 1536 * 1024 * 1024  # bytes; a dossier of 500 pages takes a fifth of it
PLACE = "place-"


class Closed(weasyprint.URLFetcher):  # type: ignore[misc]  # the library has no types
    """Fetches nothing: what is printed is all in the text."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        raise ValueError("nothing is fetched")


class Unread:
    """The bytes of a typeface that nobody has asked for yet."""

    def __init__(self, face: Any) -> None:
        self.face = face


def leave_typefaces_on_the_disk() -> None:
    """Keep no copy of a typeface in memory. WeasyPrint takes one for every size of every face, of 20 MB and more in
    Chinese, and then hands on a few kB of it: with 200 exhibits that made half of all memory."""
    read = fonts.get_hb_object_data

    def content(font: Any) -> Any:
        kept = vars(font)["kept"]
        return read(kept.face) if isinstance(kept, Unread) else kept

    fonts.get_hb_object_data = Unread
    fonts.Font.file_content = property(content, lambda font, kept: vars(font).update(kept=kept))


def has_chinese_font() -> bool:
    """Whether fontconfig knows a typeface with the characters of Simplified Chinese; else boxes would be printed."""
    name = ctypes.util.find_library("fontconfig") or "libfontconfig.so.1"
    config = ctypes.CDLL(name)
    for function in ("FcNameParse", "FcObjectSetCreate", "FcFontList"):
        getattr(config, function).restype = ctypes.c_void_p

    class FontSet(ctypes.Structure):
        _fields_ = [("found", ctypes.c_int), ("room", ctypes.c_int), ("fonts", ctypes.c_void_p)]

    pattern = ctypes.c_void_p(config.FcNameParse(b":lang=zh-cn"))
    fonts = config.FcFontList(None, pattern, ctypes.c_void_p(config.FcObjectSetCreate()))
    return bool(fonts) and ctypes.cast(fonts, ctypes.POINTER(FontSet)).contents.found > 0


def press(asked: dict[str, str]) -> tuple[dict[str, Any], bytes]:
    """The answer and the PDF."""
    if not has_chinese_font():
        return {"refused": "no_font"}, b""
    leave_typefaces_on_the_disk()
    html = weasyprint.HTML(string=asked["html"], url_fetcher=Closed())
    document = html.render(stylesheets=[weasyprint.CSS(string=asked["css"], url_fetcher=Closed())])
    places = {
        anchor: number
        for number, page in enumerate(document.pages)
        for anchor in page.anchors
        if anchor.startswith(PLACE)
    }
    content = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=asked["identifier"].encode())
    return {"pages": len(document.pages), "places": places}, content


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    answer, content = press(json.load(sys.stdin))
    answer["peak"] = most_memory()
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
