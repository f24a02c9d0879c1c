"""Opening a file: by its content, never by its name."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from apps.losses.reports import delimiter as delimiters
from apps.losses.reports import encoding, sheets
from apps.losses.reports.errors import CannotOpen, NotAReport, TooLarge
from apps.losses.reports.formats import BY_CODE, FORMATS
from apps.losses.reports.formats.base import Format, Recognised
from apps.losses.reports.notices import Notices
from apps.losses.reports.reading import Options, Reading
from apps.losses.reports.report import Report
from apps.losses.reports.tables import Table, TextTable, first_lines

IN_MEMORY = 1 << 20
Source = str | os.PathLike[str] | BinaryIO


@contextmanager
def open_report(source: Source, options: Options | None = None) -> Iterator[Reading]:
    """Recognise a file and decide how it is written; its rows are then read by `Reading.rows()`.

    `source` is a path or a binary stream; a stream that cannot be rewound is copied to a temporary file first. Raises
    CannotRead: CannotOpen, NotAReport, Undecided or TooLarge, each with a sentence.
    """
    options = options or Options()
    with _opened(source) as file:
        notices = Notices()
        table, recognised = _recognise(file, options, notices)
        yield Reading(table, recognised, options, notices)


def read(source: Source, options: Options | None = None) -> Report:
    """The report alone, when its rows are not wanted."""
    with open_report(source, options) as reading:
        return reading.report


@contextmanager
def _opened(source: Source) -> Iterator[BinaryIO]:
    if isinstance(source, str | os.PathLike):
        try:
            with Path(source).open("rb") as file:
                yield file
        except OSError as error:
            sentence = _("%(file)s cannot be opened: %(why)s.") % {"file": Path(source).name, "why": error.strerror}
            raise CannotOpen("cannot_open", sentence) from error
    elif source.seekable():
        yield source
    else:
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as copy:
            shutil.copyfileobj(source, copy)
            yield copy  # type: ignore[misc]  # spooled files are binary streams in all but name


def _recognise(file: BinaryIO, options: Options, notices: Notices) -> tuple[Table, Recognised]:
    if found := best_of(tables_in(file, _words(), options), options):
        sheets.tell_about(found[0], notices)
        return found
    raise NotAReport(
        "unknown",
        _(
            "This is not a report that we know. We looked for the column names of %(kinds)s kinds of reports of "
            "Amazon, PayPal, eBay, Etsy, Shopify and TikTok Shop and of our own template, and found none."
        )
        % {"kinds": len(FORMATS)},
    )


def tables_in(file: BinaryIO, words: Iterable[str], options: Options) -> Iterator[Table]:
    """The ways in which a file may be a table, the likelier first: sheets of a workbook, or text by what divides it.

    `words` are column names that tell encodings apart. A text of one column has no way unless the options name one.
    Raises NotAReport, TooLarge.
    """
    file.seek(0)
    beginning = file.read(8)
    if not beginning:
        raise NotAReport("empty", _("The file is empty."))
    _refuse_other_files(beginning)
    yield from sheets.tables_of(file) if sheets.is_workbook(beginning) else _text_tables(file, words, options)


def _refuse_other_files(beginning: bytes) -> None:
    others = {
        b"%PDF": _("This is a PDF. Attach it as evidence; for the amounts bring the same report as text or CSV."),
        b"\x1f\x8b": _("This file is compressed. Unpack it and bring what is inside."),
        b"Rar!": _("This file is compressed. Unpack it and bring what is inside."),
        b"7z\xbc\xaf": _("This file is compressed. Unpack it and bring what is inside."),
        b"\x89PNG": _("This is a picture. Attach it as evidence; for the amounts bring the report as text or CSV."),
        b"\xff\xd8\xff": _(
            "This is a picture. Attach it as evidence; for the amounts bring the report as text or CSV."
        ),
    }
    for mark, sentence in others.items():
        if beginning.startswith(mark):
            raise NotAReport("other_file", sentence)


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(word for kind in FORMATS for word in kind.vocabulary.words())


def _text_tables(file: BinaryIO, words: Iterable[str], options: Options) -> Iterator[TextTable]:
    file.seek(0)
    scan = encoding.scan(file, words, options.encoding)
    if scan.long_line:
        raise TooLarge("long_line", _("A line of this file is longer than any report's. It is not a text report."))
    lines = first_lines(file, scan.encoding)
    stated = delimiters.stated(lines)
    skip = 1 if stated else 0
    signs = [options.delimiter or stated] if options.delimiter or stated else delimiters.ranked(lines)
    yield from (TextTable(file, scan, sign, skip=skip) for sign in signs if sign)


def best_of(tables: Iterable[Table], options: Options) -> tuple[Table, Recognised] | None:
    """The first table in which a kind of report is recognised, by the kind that explains most of its columns."""
    kinds: Sequence[type[Format]] = (BY_CODE[options.format],) if options.format else FORMATS
    for table in tables:
        head = table.head()
        found = [recognised for kind in kinds if (recognised := kind.recognise(head))]
        if found:
            return table, max(found, key=lambda recognised: recognised.score)
    return None


def with_choices(options: Options, *, encoding_name: str = "", delimiter: str = "") -> Options:
    """Options with an encoding and a delimiter as people name them. Raises ValueError for an unknown one."""
    if encoding_name and not encoding.is_known(encoding_name):
        raise ValueError(encoding_name)
    sign = delimiters.DELIMITERS.get(delimiter, delimiter)
    if delimiter and sign not in delimiters.NAMES:
        raise ValueError(delimiter)
    return replace(options, encoding=encoding_name, delimiter=sign)
