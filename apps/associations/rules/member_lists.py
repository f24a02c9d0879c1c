"""Reading a list of members: which column is what, and the keyed fingerprints of a row. No database, no clock.

Of a row only fingerprints leave this module, and the address where somebody is to be invited. Names are never read.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from apps.associations.enums import Known, RowProblem
from apps.cases.rules import is_credit_code
from apps.cases.rules.keys import AMAZON_TOKEN, store_link, token_in_link
from apps.core.fingerprints import fingerprint
from apps.losses.reports.delimiter import NAMES
from apps.losses.reports.errors import NotAReport, TooLarge
from apps.losses.reports.headers import Column, Vocabulary
from apps.losses.reports.opening import tables_in
from apps.losses.reports.reading import Options
from apps.losses.reports.rows import Cell
from apps.losses.reports.tables import Table

MOST_ROWS = 250_000
LARGEST_FILE = 20 * 1024 * 1024  # bytes; 100,000 rows are 5 to 10 MB
LONGEST_ADDRESS = 254
LONGEST_TOKEN = 60
LONGEST_HEADING = 60
PREVIEWED = 5
SURVEYED = 25  # rows by whose cells columns are guessed where no heading says it
ADDRESS = re.compile(r"[^\s@,;<>()\"']+@[^\s@,;<>()\"']+\.[^\s@,;<>()\"'.]{2,}")
HOST = re.compile(r"^[^/?#]+\.[a-z]{2,}|^[a-z]+:[^/]", re.IGNORECASE)
OTHER_TOKEN = re.compile(r"[0-9A-Za-z_.-]{3,60}")
HEADINGS = Vocabulary(
    [
        Column(
            Known.EMAIL,
            ("E-mail", "E-mail address", "Mail", "Contact e-mail",
             "邮箱", "电子邮箱", "邮箱地址", "联系邮箱", "邮件地址",
             "E-Mail-Adresse", "メールアドレス", "メール"),
        ),
        Column(
            Known.TOKEN,
            ("Merchant token", "Merchant ID", "Seller ID", "Merchant customer ID", "卖家编号", "卖家ID", "卖家记号",
             "商家令牌", "商户令牌", "店铺ID", "Händler-ID", "Händlertoken", "出品者ID"),
        ),
        Column(
            Known.LINK,
            ("Store URL", "Store link", "Shop URL", "Shop link", "Storefront", "Storefront URL", "店铺链接", "店铺网址",
             "店铺地址", "链接", "Shop-Link", "ストアURL"),
        ),
        Column(
            Known.CODE,
            ("Credit code", "Unified social credit code", "USCC", "统一社会信用代码", "社会信用代码", "信用代码"),
        ),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """What a file shows of itself. `columns` are guessed; `header` counts the rows up to the headings, 0: none."""

    encoding: str
    delimiter: str
    header: int
    headings: list[str]
    columns: dict[str, int]
    first: list[list[str]]
    rows: int


class Marks(NamedTuple):
    """The fingerprints of a row, each empty where it says nothing."""

    email: str
    token: str
    link: str
    code: str

    @property
    def key(self) -> str:
        """By which the row is one member: the business, else the account, else the person."""
        return self.code or self.token or self.link or self.email


@dataclass(frozen=True)
class Layout:
    """Which column is what, from 0, and the platform of tokens and links."""

    columns: Mapping[Known, int]
    platform: str
    header: int = 0
    width: int = 0


class Read(NamedTuple):
    """A row: its number, its fingerprints or why there are none, and the address in the clear."""

    number: int
    marks: Marks | None
    problem: RowProblem | None
    address: str


# -- looking -----------------------------------------------------------------------------------------------------------
def open_list(file: BinaryIO, options: Options) -> Table:
    """The sheet or the text that looks most like a list of members. Raises CannotRead."""
    tables = list(_candidates(file, options))
    known = [table for table in tables if _header_of(table)[0]]
    guessed = [table for table in tables if _by_cells(_texts(table))]
    best = [*known, *guessed, *tables]
    if not best:
        raise NotAReport("unknown", _("No table was found in the file."))
    return best[0]


def _candidates(file: BinaryIO, options: Options) -> Iterator[Table]:
    """A text of one column is divided by nothing; a comma then leaves it whole."""
    found = False
    for table in tables_in(file, HEADINGS.words(), options):
        found = True
        yield table
    if not found and not options.delimiter:
        yield from tables_in(file, HEADINGS.words(), Options(encoding=options.encoding, delimiter=","))


def look_at(table: Table) -> Look:
    """Which columns there are, the first rows, and how many there are. Raises TooLarge."""
    header, headings, columns = _header_of(table)
    texts = _texts(table)
    if not header:
        columns = _by_cells(texts)
    first = texts[header : header + PREVIEWED]
    width = max((len(row) for row in (headings, *first)), default=0)
    rows = sum(len(batch.rows) for batch in table.batches()) - header
    if rows > MOST_ROWS:
        raise TooLarge("rows", _("This list has more than 250,000 rows. Split it."))
    return Look(
        encoding=table.encoding,
        delimiter=NAMES.get(table.delimiter, table.delimiter),
        header=header,
        headings=[heading[:LONGEST_HEADING] for heading in headings + [""] * (width - len(headings))],
        columns=columns,
        first=[[cell[:LONGEST_HEADING] for cell in row] for row in first],
        rows=max(rows, 0),
    )


def _texts(table: Table) -> list[list[str]]:
    return [[_text(cell) for cell in cells] for _number, cells in table.head()]


def _header_of(table: Table) -> tuple[int, list[str], dict[str, int]]:
    """(rows up to the headings, the headings, what is where); nothing where no line of headings is known."""
    for at, (_number, cells) in enumerate(table.head()[:10], 1):
        if found := HEADINGS.find(cells):
            return at, found.names, dict(found.at)
    return 0, [], {}


def _by_cells(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Columns by what most of their cells look like."""
    seen: dict[Known, Counter[int]] = {kind: Counter() for kind in Known}
    for row in rows[:SURVEYED]:
        for place, cell in enumerate(row):
            if kind := _looks_like(cell):
                seen[kind][place] += 1
    enough = max(1, min(len(rows), SURVEYED) // 3)
    best = {kind: places.most_common(1)[0] for kind, places in seen.items() if places}
    return {kind: place for kind, (place, times) in best.items() if times >= enough}


def _looks_like(cell: str) -> Known | None:
    if ADDRESS.fullmatch(cell):
        return Known.EMAIL
    if is_credit_code(cell):
        return Known.CODE
    if AMAZON_TOKEN.fullmatch(cell):
        return Known.TOKEN
    return Known.LINK if cell.lower().startswith(("http://", "https://", "www.")) else None


# -- reading -----------------------------------------------------------------------------------------------------------
def read_rows(table: Table, layout: Layout) -> Iterator[Read]:
    """Every row below the headings that is not empty, once, in the order of the file."""
    passed = 0
    for numbers, rows in table.batches():
        for number, cells in zip(numbers, rows, strict=True):
            passed += 1
            if passed > layout.header and any(cells):
                yield read_row(number, cells, layout)


def read_row(number: int, cells: Sequence[Cell], layout: Layout) -> Read:
    """The fingerprints of one row. A cell that cannot be read is passed over where another one says who it is."""
    if layout.width and any(cells[layout.width :]):
        return Read(number, None, RowProblem.BROKEN, "")
    said = {
        kind: text for kind, place in layout.columns.items() if place < len(cells) and (text := _text(cells[place]))
    }
    address = address_in(said.get(Known.EMAIL, ""))
    marks = _marks(said, address, layout.platform)
    if not marks.key:
        problem = RowProblem(next(iter(said))) if said else RowProblem.EMPTY
        return Read(number, None, problem, "")
    return Read(number, marks, None, address)


def _marks(said: Mapping[Known, str], address: str, platform: str) -> Marks:
    link, code = said.get(Known.LINK, ""), said.get(Known.CODE, "")
    link = link if HOST.match(re.sub(r"^https?://", "", link)) else ""
    token = _token(said.get(Known.TOKEN, ""), platform) or token_in_link(platform, link)
    return Marks(
        email=fingerprint("email", "", address),
        token=fingerprint("merchant_token", platform, token),
        link=fingerprint("store_url", platform, store_link(platform, link)) if link else "",
        code=fingerprint("credit_code", "", code) if code and is_credit_code(code) else "",
    )


def _token(text: str, platform: str) -> str:
    pattern = AMAZON_TOKEN if platform == "amazon" else OTHER_TOKEN
    return text if pattern.fullmatch(text.upper() if platform == "amazon" else text) else ""


def address_in(text: str) -> str:
    """The one address that a cell names, as people sign in with it; empty for none, or for several."""
    found = ADDRESS.findall(text)
    return found[0].lower().rstrip(".") if len(found) == 1 and len(found[0]) <= LONGEST_ADDRESS else ""


def _text(cell: Cell) -> str:
    if not isinstance(cell, str):
        return str(cell)
    return cell.strip() if cell.isascii() else unicodedata.normalize("NFKC", cell).strip().strip("\ufeff\u200b\u200e")
