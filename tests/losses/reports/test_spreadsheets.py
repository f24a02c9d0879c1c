"""XLSX, XLS and ODS, and files that would swell when opened."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook

from apps.losses.reports import CannotRead, NotAReport, Report, TooLarge
from apps.losses.reports.formats.ours import Costs, Lines
from apps.losses.reports.template import write_template
from tests.losses.reports import old_workbook
from tests.losses.reports.lookalikes import V2, v2_rows
from tests.losses.reports.reports import codes, read_bytes, rows_of

VALUES = [Decimal(text) for text in ("129.99", "-19.50", "0.30", "-64.28", "1141.18")]
Row = Sequence[object]
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"/>'
)


def grid(values: Sequence[Decimal] = VALUES, *, typed: bool = True) -> list[list[object]]:
    """A settlement as cells; amounts as numbers where `typed`."""
    rows: list[list[object]] = [list(V2)]
    for row in v2_rows(values):
        cells: list[object] = [row.get(name, "") for name in V2]
        for place, name in enumerate(V2):
            if typed and name in ("amount", "total-amount") and cells[place]:
                cells[place] = float(str(cells[place]))
        rows.append(cells)
    return rows


def xlsx(*sheets: tuple[str, Sequence[Row]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell if cell != "" else None for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows: Sequence[Row], extra: str = "") -> bytes:
    def cell(value: object) -> str:
        if value == "":
            return "<table:table-cell/>"
        if isinstance(value, float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="S">{body}{extra}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind, "META-INF/manifest.xml": MANIFEST, "content.xml": content})


def packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def assert_is_the_settlement(report: Report) -> None:
    assert (report.format, report.rows, report.difference) == ("amazon_settlement_v2", 5, 0)
    assert report.total_amount == sum(VALUES)
    assert ("spreadsheet" in codes(report), codes(report, mattering=True)) == (True, set())


@pytest.mark.parametrize("typed", [True, False])
def test_xlsx(typed: bool) -> None:
    assert_is_the_settlement(read_bytes(xlsx(("Sheet", grid(typed=typed)))))


def test_ods() -> None:
    assert_is_the_settlement(read_bytes(ods(grid())))


def test_xls() -> None:
    assert_is_the_settlement(read_bytes(old_workbook.write(grid())))


def test_the_sheet_with_the_report_is_found_and_the_others_are_told() -> None:
    report = read_bytes(xlsx(("Notes", [["hello"]]), ("Data", [[], ["", ""], *grid()]), ("More", [["x"]])))
    assert_is_the_settlement(report)
    notice = next(entry for entry in report.notices if entry.code == "other_sheets")
    assert notice.values == ["Notes", "More"]


def test_rows_are_counted_as_the_spreadsheet_counts_them() -> None:
    with_gap = [["", *row] for row in [[], [], *grid()]]
    report = read_bytes(xlsx(("S", with_gap)))
    assert ([row.number for row in report.first_rows], report.header_row) == ([5, 6, 7, 8, 9], 3)


def test_numbers_of_a_spreadsheet_have_no_binary_tails() -> None:
    report = read_bytes(xlsx(("S", grid([Decimal("0.10"), Decimal("0.20"), Decimal("1234567.89")]))))
    assert [str(row.amount) for row in report.first_rows] == ["0.1", "0.2", "1234567.89"]
    assert report.difference == 0


def test_dates_of_a_spreadsheet_are_dates() -> None:
    rows = grid()
    rows[2][V2.index("posted-date-time")] = datetime(2026, 6, 3, 4, 5, 6)  # noqa: DTZ001 -- spreadsheets know no zones
    report = read_bytes(xlsx(("S", rows)))
    moment = report.first_rows[0].moment
    assert moment is not None
    assert (moment.text, "zone_missing" in codes(report)) == ("2026-06-03T04:05:06", True)


def test_a_formula_is_text_and_never_an_amount() -> None:
    rows = grid()
    rows[2][V2.index("amount")] = "=100+29.99"
    rows[3][V2.index("sku")] = '=HYPERLINK("http://evil.example","x")'
    report = read_bytes(xlsx(("S", rows)))
    assert {"formulas", "rows_broken", "total_differs"} <= codes(report, mattering=True)
    assert report.first_rows[0].sku == "=…"


def test_a_formula_in_another_sheet_does_no_harm() -> None:
    report = read_bytes(xlsx(("Notes", [["=1+1"] * 30] * 9), ("Data", grid())))
    assert codes(report, mattering=True) == set()


def test_a_formula_in_an_old_workbook_is_told() -> None:
    report = read_bytes(old_workbook.write(grid(), formulas={(2, V2.index("amount"))}))
    assert {"formulas", "rows_broken", "total_differs"} <= codes(report, mattering=True)


def test_an_ods_that_calculates_is_refused() -> None:
    formula = '<table:table-row><table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
    with pytest.raises(NotAReport, match="formulas"):
        read_bytes(ods(grid(), formula + "</table:table-row>"))


# -- bombs -----------------------------------------------------------------------------------------------------------
def test_a_workbook_that_unpacks_to_gigabytes_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(120):
                part.write(b" " * (1 << 20))
    assert len(out.getvalue()) < 1 << 20
    with pytest.raises(TooLarge):
        read_bytes(out.getvalue())


def sheet_xml(cells: str) -> bytes:
    """A real workbook whose only sheet is replaced."""
    whole = xlsx(("S", [["a"]]))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
            text = f"<worksheet {space}><sheetData>{cells}</sheetData></worksheet>".encode()
            new.writestr(name, text if name.startswith("xl/worksheets/") else old.read(name))
    return out.getvalue()


@pytest.mark.parametrize("quote", ['"', "'"])
def test_two_cells_far_apart_are_refused(quote: str) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(TooLarge):
        read_bytes(sheet_xml(cells.replace('"', quote)))


def test_two_cells_far_apart_in_an_old_workbook_are_refused() -> None:
    with pytest.raises(TooLarge):
        read_bytes(old_workbook.write([["a"]], far=(65_535, 255)))


def test_an_ods_of_repeated_cells_is_refused() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16000" office:value-type="float" office:value="1"/>'
    extra = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    with pytest.raises(TooLarge):
        read_bytes(ods(grid(), extra))


def test_the_empty_rest_of_an_ods_is_no_bomb() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384"/>'
    extra = f'<table:table-row table:number-rows-repeated="1048000">{cell}</table:table-row>'
    assert_is_the_settlement(read_bytes(ods(grid(), extra)))


def test_a_packed_folder_is_no_workbook() -> None:
    with pytest.raises(NotAReport, match="Unpack"):
        read_bytes(packed({"settlement.txt": "x"}))


@pytest.mark.parametrize("make", [lambda: xlsx(("S", grid())), lambda: ods(grid()), lambda: old_workbook.write(grid())])
def test_a_damaged_workbook_is_refused_or_tells(make) -> None:  # type: ignore[no-untyped-def]
    data = make()
    for step in range(40):
        cut = data[: len(data) * step // 40]
        try:
            report = read_bytes(cut)
        except CannotRead:
            continue
        assert report.sum_of() == {"USD": sum(VALUES)} or not report.is_clean
    for step in range(0, len(data), max(1, len(data) // 60)):
        flipped = data[:step] + bytes([data[step] ^ 0x10]) + data[step + 1 :]
        try:
            report = read_bytes(flipped)
        except CannotRead:
            continue
        assert report.sum_of() == {"USD": sum(VALUES)} or not report.is_clean


# -- our own templates -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_our_template_reads_back_in_both_languages(language: str) -> None:
    from django.utils import translation
    from openpyxl import load_workbook

    target = io.BytesIO()
    with translation.override(language):
        write_template(target)
    book = load_workbook(io.BytesIO(target.getvalue()))
    sheet = book.worksheets[0]
    choice = book.worksheets[1]["A1"].value
    sheet.append([datetime(2026, 3, 1), choice, 1250.5, "CNY", "冻结", "", "SKU-1", 3])  # noqa: DTZ001
    sheet.append(["", "Something else", 5, "USD"])
    sheet.append(["2026-03-02", "account_reserve", "1,250.50", "USD"])
    out = io.BytesIO()
    book.save(out)
    report = read_bytes(out.getvalue())
    assert (report.format, report.sum_of()) == ("recourse_lines", {"CNY": Decimal("1250.5"), "USD": Decimal("1255.50")})
    assert [row.type for row in report.first_rows] == ["withheld_balance", "Something else", "account_reserve"]
    assert codes(report, mattering=True) == {"component_unknown"}


def test_our_cost_list_reads_back() -> None:
    target = io.BytesIO()
    write_template(target, Costs)
    report = read_bytes(target.getvalue())
    assert (report.format, report.rows) == ("recourse_costs", 0)
    rows = rows_of('SKU,Unit cost,Currency,Product\nA,"1.234,50",CNY,x\nB,2,"USD",y\n')
    assert [(row.sku, row.price, row.currency) for row in rows] == [("A", Decimal("1234.50"), "CNY"), ("B", 2, "USD")]


def test_our_template_as_chinese_csv() -> None:
    names = [dict(column.spelled())["zh"] for column in Lines.columns]
    text = ",".join(names) + "\n2026-03-01,冻结余额,1250.50,CNY,货款,,,\n"
    report = read_bytes(text.encode("gb18030"))
    assert (report.encoding, report.sum_of(), report.language) == ("gb18030", {"CNY": Decimal("1250.50")}, "zh")


def test_a_long_text_shared_by_many_cells_is_refused() -> None:
    whole = xlsx(("S", [["x" * 200_000]]))
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5000))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        text = "x" * 200_000
        new.writestr("xl/sharedStrings.xml", f"<sst><si><t>{text}</t></si><si><t>y</t></si></sst>")
        for name in old.namelist():
            if name != "xl/sharedStrings.xml":
                sheet = f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode()
                new.writestr(name, sheet if name.startswith("xl/worksheets/") else old.read(name))
    with pytest.raises(TooLarge):
        read_bytes(out.getvalue())


def test_a_long_text_repeated_in_an_ods_is_refused() -> None:
    text = f'<table:table-cell table:number-columns-repeated="1000"><text:p>{"x" * 10_000}</text:p></table:table-cell>'
    with pytest.raises(TooLarge):
        read_bytes(ods(grid(), f'<table:table-row table:number-rows-repeated="100">{text}</table:table-row>'))


def test_the_lengths_of_shared_texts_are_never_too_short() -> None:
    from apps.losses.reports import zipped

    texts = ["a" * size for size in (0, 1, 5, 1000, 30, zipped.CHUNK + 7, 3, zipped.CHUNK - 20, 9)]
    data = packed({"xl/sharedStrings.xml": "<sst>" + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        lengths = list(zipped._shared_lengths(archive))
    assert len(lengths) == len(texts)
    assert all(len(text) <= length <= len(text) + 40 for text, length in zip(texts, lengths, strict=True))
