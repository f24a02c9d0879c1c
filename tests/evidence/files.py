"""Files as people, machines and enemies make them, built here byte by byte."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import ExifTags, Image

CANARY = b"Li Wei, Chaoyang 39.9"


def a_png() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(buffer, "PNG")
    return buffer.getvalue()


def a_jpeg_with_everything() -> bytes:
    """60 × 40 pixels, its left half red; EXIF says turn it: GPS, author, comment, XMP and IPTC carry the canary."""
    picture = Image.new("RGB", (60, 40), (20, 20, 20))
    picture.paste((250, 10, 10), (0, 0, 30, 40))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Artist] = CANARY.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (39.0, 54.0, 26.0), 29: CANARY.decode()})
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=95, exif=exif, comment=CANARY, xmp=b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>")
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(CANARY).to_bytes(4) + CANARY
    head, rest = buffer.getvalue()[:2], buffer.getvalue()[2:]
    return head + b"\xff\xed" + (len(iptc) + 2).to_bytes(2) + iptc + rest + b"after the end: " + CANARY


def pdf_of(objects: dict[int, bytes], *, trailer: bytes = b"") -> bytes:
    """A PDF from the bodies of its objects; object 1 is the catalogue."""
    out = BytesIO()
    out.write(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    size = max(objects) + 1
    out.write(b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start))
    return out.getvalue()


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(content), entries) + content + b"\nendstream"


def page(content: int, *, box: bytes = b"[0 0 200 300]", more: bytes = b"") -> bytes:
    return b"<< /Type /Page /Parent 2 0 R /MediaBox " + box + b" /Contents %d 0 R " % content + more + b" >>"


def a_pdf() -> bytes:
    """Two pages: a red square, a blue one."""
    return pdf_of(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 2 /Kids [3 0 R 5 0 R] >>",
            3: page(4),
            4: stream(b"1 0 0 rg 50 50 100 100 re f"),
            5: page(6),
            6: stream(b"0 0 1 rg 50 50 100 100 re f"),
        }
    )


def a_pdf_with_everything() -> bytes:
    """The same with scripts, an embedded file, an author, XMP, a link, and text outside the page."""
    script = b"<< /S /JavaScript /JS (app.alert\\('" + CANARY + b"'\\)) >>"
    return pdf_of(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 7 0 R /Metadata 8 0 R /Names << /JavaScript << /Names"
            b" [(a) 7 0 R] >> /EmbeddedFiles << /Names [(secret.txt) 9 0 R] >> >> >>",
            2: b"<< /Type /Pages /Count 2 /Kids [3 0 R 5 0 R] >>",
            3: page(4, more=b"/AA << /O 7 0 R >> /Annots [12 0 R]"),
            4: stream(b"1 0 0 rg 50 50 100 100 re f"),
            5: page(6),
            6: stream(b"BT /F1 12 Tf 900 900 Td (" + CANARY + b") Tj ET"),
            7: script,
            8: stream(b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>", b"/Type /Metadata /Subtype /XML"),
            9: b"<< /Type /Filespec /F (secret.txt) /EF << /F 10 0 R >> >>",
            10: stream(CANARY, b"/Type /EmbeddedFile"),
            11: b"<< /Author (" + CANARY + b") /Creator (" + CANARY + b") >>",
            12: b"<< /Type /Annot /Subtype /Link /Rect [0 0 10 10] /A << /S /URI /URI (http://" + CANARY + b") >> >>",
        },
        trailer=b"/Info 11 0 R",
    )


def png_of(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG whose header says so; `rows` are its compressed pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_pixel_bomb(side: int = 30_000) -> bytes:
    """A small file that is honest about its size: one grey after another, deflated."""
    packer = zlib.compressobj(9)
    row = b"\0" * (side + 1)
    rows = b"".join(packer.compress(row) for _row in range(side)) + packer.flush()
    return png_of(side, side, rows)


def zip_of(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


OFFICE_PARTS = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}


def a_docx() -> bytes:
    return zip_of(OFFICE_PARTS)
