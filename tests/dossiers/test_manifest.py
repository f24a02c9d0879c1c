"""A manifest and its files: any change of any byte of any of them is found and named. No database."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.dossiers.rules.manifest import is_intact, sealed

Run = Callable[..., tuple[int, dict[str, Any]]]
FILES = {"RC-1-en.pdf": b"%PDF the dossier", "notice.pdf": b"%PDF the notice", "shot.png": b"\x89PNG a screenshot"}


def entry(name: str) -> dict[str, object]:
    return {"name": name, "bytes": len(FILES[name]), "sha256": sha256(FILES[name]).hexdigest()}


def facts() -> dict[str, Any]:
    dossier = entry("RC-1-en.pdf")
    return {
        "case": "RC-1",
        "dossier": {"file": dossier["name"], **dossier},
        "exhibits": [
            {"number": 1, "file": entry("notice.pdf"), "copy": None},
            {"number": 2, "file": None, "copy": entry("shot.png") | {"name": ""}},
        ],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "RC-1-en.manifest.json").write_bytes(sealed(facts()))
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def verify(*paths: Path) -> tuple[int, dict[str, Any]]:
        code = 0
        try:
            call_command("verify_dossier", *map(str, paths), "--json")
        except SystemExit as end:
            code = int(end.code or 0)
        except CommandError as error:
            code = error.returncode
        return code, json.loads(capsys.readouterr().out)

    return verify


def everything(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_untouched_files_are_all_found(folder: Path, run: Run) -> None:
    code, answer = run(*everything(folder))
    assert (code, answer["ok"], answer["manifest"]["intact"]) == (0, True, True)
    assert {(line["what"], line["finding"]) for line in answer["files"]} == {
        ("dossier", "same"), ("exhibit 1", "same"), ("share copy of exhibit 2", "same"),
    }  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_byte_in_any_file_is_named(folder: Path, run: Run, name: str) -> None:
    for place in range(len(FILES[name])):
        content = bytearray(FILES[name])
        content[place] ^= 1
        (folder / name).write_bytes(content)
        code, answer = run(*everything(folder))
        assert (code, [line["name"] for line in answer["files"] if line["finding"] == "differs"]) == (2, [name])


def test_a_flipped_byte_anywhere_in_the_manifest_is_found(folder: Path) -> None:
    text = sealed(facts())
    assert is_intact(text)
    missed = []
    for place in range(len(text)):
        for bit in (1, 8, 32):
            changed = bytearray(text)
            changed[place] ^= bit
            if is_intact(bytes(changed)):
                missed.append((place, bit))
    assert missed == []


def test_a_changed_manifest_is_said_and_fails(folder: Path, run: Run) -> None:
    path = folder / "RC-1-en.manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"RC-1"', b'"RC-2"'))
    code, answer = run(*everything(folder))
    assert (code, answer["manifest"]) == (2, {"file": "RC-1-en.manifest.json", "intact": False})


def test_a_file_is_known_by_its_hash_whatever_its_name(folder: Path, run: Run) -> None:
    (folder / "notice.pdf").rename(folder / "renamed.pdf")
    assert run(*everything(folder))[0] == 0


def test_a_file_that_was_never_in_it_fails(folder: Path, run: Run) -> None:
    (folder / "other.txt").write_bytes(b"something of another length altogether")
    code, answer = run(*everything(folder))
    assert (code, [line["name"] for line in answer["files"] if line["finding"] == "unknown"]) == (2, ["other.txt"])


def test_what_is_not_given_is_said_and_is_no_failure(folder: Path, run: Run) -> None:
    code, answer = run(folder / "RC-1-en.manifest.json", folder / "RC-1-en.pdf")
    assert code == 0
    absent = {line["what"] for line in answer["files"] if line["finding"] == "absent"}
    assert absent == {"exhibit 1", "share copy of exhibit 2"}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["RC-1-en.pdf"], "no manifest was given"),
        (["RC-1-en.manifest.json"], "name a file to check beside the manifest"),
        (["nowhere.json"], "No such file or directory"),
    ],
)
def test_a_wrong_call_says_so(folder: Path, run: Run, names: list[str], said: str) -> None:
    code, answer = run(*(folder / name for name in names))
    assert code == 3
    assert said in answer["error"]


def test_it_says_in_words_which_file_differs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "notice.pdf").write_bytes(b"%PDF another one")
    with pytest.raises(SystemExit):
        call_command("verify_dossier", *map(str, everything(folder)))
    told = capsys.readouterr().out
    assert "notice.pdf (exhibit 1): DIFFERS" in told
    assert f"expected {sha256(FILES['notice.pdf']).hexdigest()}" in told
