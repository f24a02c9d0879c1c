"""Memory does not grow with the file, and the readers know neither the database nor the clock."""

import io
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from apps.losses.reports import TooLarge, open_report
from apps.losses.reports.keys import Keys, Occurrences
from tests.losses.reports.lookalikes import STYLES, V2, settlement_v2, v2_summary
from tests.losses.reports.reports import rows_of

MOST = 300  # megabytes
READ = """
import sys
import django
django.setup()
from apps.core.memory import most_memory
from apps.losses.reports import open_report
with open_report(sys.argv[1]) as reading:
    keys = sum(1 for row in reading.rows())
    report = reading.report
print(keys, report.difference, report.is_clean, most_memory() >> 20)
"""


def write_settlement(path: Path, rows: int) -> None:
    """Random-looking amounts, an order of its own for every second row."""
    total = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        places = {name: place for place, name in enumerate(V2)}
        cells = [""] * len(V2)
        cells[places["settlement-id"]], cells[places["marketplace-name"]] = "90000000017", "amazon.com"
        cells[places["fulfillment-id"]], cells[places["posted-date"]] = "AFN", "2026-06-01 00:00:00 UTC"
        body = []
        for number in range(rows):
            cents = (number * 7919) % 2_000_003 - 900_000
            total += cents
            cells[places["transaction-type"]] = "Order" if number % 3 else "Refund"
            cells[places["order-id"]] = f"{number % 900 + 100}-{number // 2:07d}-{(number * 104_729) % 10_000_000:07d}"
            cells[places["amount-type"]], cells[places["amount-description"]] = "ItemPrice", "Principal"
            cells[places["amount"]] = f"{cents / 100:.2f}"
            stamp = (
                f"2026-06-{number % 28 + 1:02d} {number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d} UTC"
            )
            cells[places["posted-date-time"]] = stamp
            cells[places["sku"]], cells[places["quantity-purchased"]] = f"SKU-{number % 5000}", "1"
            body.append("\t".join(cells))
            if len(body) == 10_000:
                file.write("\n".join(body) + "\n")
                body.clear()
        file.write("".join(line + "\n" for line in body))
    summary = v2_summary(Decimal(total) / 100, STYLES["plain"])
    head = "\t".join(V2) + "\n" + "\t".join(summary.get(name, "") for name in V2) + "\n"
    _put_before(path, head)


def _put_before(path: Path, head: str) -> None:
    whole = path.with_suffix(".whole")
    with whole.open("wb") as target, path.open("rb") as source:
        target.write(head.encode())
        while chunk := source.read(1 << 20):
            target.write(chunk)
    whole.replace(path)


def read_apart(path: Path) -> tuple[int, str, str, int]:
    """Read in a process of its own: rows, difference, clean, most megabytes it ever had."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings_test"}
    found = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    rows, difference, clean, megabytes = found.stdout.split()
    return int(rows), difference, clean, int(megabytes)


def test_memory_stays_flat(tmp_path: Path) -> None:
    small, large = tmp_path / "small.txt", tmp_path / "large.txt"
    write_settlement(small, 3_000)
    write_settlement(large, 60_000)
    before, after = read_apart(small), read_apart(large)
    assert after[:3] == (60_000, "0.00", "True")
    assert after[3] - before[3] < 40


@pytest.mark.bench
@pytest.mark.parametrize("rows", [1_000_000, 2_000_000])
def test_a_million_rows_and_300_megabytes_fit(rows: int, tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    write_settlement(path, rows)
    found = read_apart(path)
    print(f"{path.stat().st_size / 2**20:.0f} MB, {rows} rows: {found[3]} MB of memory")
    assert found[:3] == (rows, "0.00", "True")
    assert found[3] < MOST


def test_a_file_without_line_ends_is_refused_not_loaded() -> None:
    with pytest.raises(TooLarge), open_report(io.BytesIO(b"settlement-id\ttotal-amount\n" + b"9" * (2 << 20))):
        pass


def test_a_stream_that_cannot_be_rewound_is_read_all_the_same() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self._rest = io.BytesIO(data)

        def readable(self) -> bool:
            return True

        def readinto(self, target: bytearray) -> int:  # type: ignore[override]
            return self._rest.readinto(target)

    data = settlement_v2([Decimal("1.25")] * 9).encode()
    with open_report(io.BufferedReader(Pipe(data))) as reading:  # type: ignore[arg-type]
        assert reading.report.difference == 0


def test_a_stream_stays_open_for_whoever_opened_it() -> None:
    file = io.BytesIO(settlement_v2([Decimal("1.25")]).encode())
    with open_report(file) as reading:
        assert reading.report.rows == 1
    assert not file.closed


def test_occurrences_count_beyond_what_was_expected() -> None:
    counted = Occurrences(10)
    keys = [(number * 0x9E3779B97F4A7C15) % 2**64 for number in range(5000)]
    assert [counted.seen(key) for key in keys] == [1] * 5000
    assert [counted.seen(key) for key in reversed(keys)] == [2] * 5000


def test_keys_differ_for_every_row() -> None:
    rows = rows_of(settlement_v2([Decimal("1.25")] * 400))
    assert len({row.key for row in rows}) == 400


def test_readers_need_neither_database_nor_models_nor_clock() -> None:
    program = (
        "import sys\nimport apps.losses.reports\n"
        "unwanted = ('django.db', 'apps.core.clock', 'apps.losses.models')\n"
        "print([name for name in sys.modules if name.startswith(unwanted)])"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_keys_stay_the_same_when_few_become_many(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [("settlement", "type", f"order {number % 40}", "sku", "") for number in range(200)]
    few, many = Keys("kind", 10), Keys("kind", 1_000_000)
    monkeypatch.setattr("apps.losses.reports.keys.FEW", 25)
    assert [few(None, *each) for each in parts] == [many(None, *each) for each in parts]
