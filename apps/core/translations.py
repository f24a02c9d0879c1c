"""Catalogues of translations: gathered, checked and compiled in Python alone; nobody needs gettext installed."""

import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

SOURCES = (("templates", "*.html"), ("templates", "*.txt"), ("apps", "*.py"), ("config", "*.py"))
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
PLURALS = {"zh_Hans": "nplurals=1; plural=0;"}
Key = tuple[str | None, str]


@dataclass
class Message:
    """One msgid of the source, and where it stands."""

    context: str | None
    singular: str
    plural: str = ""
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.context, self.singular


def gather() -> dict[Key, Message]:
    """Every message of the source, in the order of the files."""
    messages: dict[Key, Message] = {}
    for folder, pattern in SOURCES:
        for path in sorted((settings.BASE_DIR / folder).rglob(pattern)):
            name = str(path.relative_to(settings.BASE_DIR))
            for message in _messages_in(path):
                known = messages.setdefault(message.key, message)
                known.plural = known.plural or message.plural
                if name not in known.files:
                    known.files.append(name)
    return messages


def _messages_in(path: Path) -> Iterator[Message]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":  # Django turns a template into calls of gettext between filler; indents mean nothing there
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    source = io.BytesIO(text.encode())
    for _, words, _, context in extract("python", source, keywords=KEYWORDS, options={"encoding": "utf-8"}):
        singular, plural = (words, "") if isinstance(words, str) else (words[0], words[1])
        yield Message(context, singular, plural)


def catalogues() -> dict[str, Path]:
    """Locale → its .po file, for every language but the one the source is written in."""
    codes = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    folder = Path(settings.LOCALE_PATHS[0])
    return {to_locale(code): folder / to_locale(code) / "LC_MESSAGES" / "django.po" for code in codes}


def update(locale: str, path: Path, *, write: bool) -> dict[str, list[str]]:
    """Bring a catalogue up to the source: new msgids in, unused ones out, translations kept. Says what changed."""
    old = {_key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    messages = gather()
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Project-Id-Version": "Recourse",
        "Language": locale,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS.get(locale, "nplurals=2; plural=(n != 1);"),
    }
    catalogue.extend(_entry(message, old.get(message.key)) for message in messages.values())
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
    return {
        "added": [key[1] for key in messages if key not in old],
        "removed": [key[1] for key, entry in old.items() if key not in messages or entry.obsolete],
    }


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def _entry(message: Message, old: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgctxt=message.context, msgid=message.singular, msgid_plural=message.plural)
    entry.occurrences = [(name, "") for name in message.files]
    if PLACEHOLDER.search(message.singular + message.plural):
        entry.flags = ["python-brace-format" if "{" in message.singular else "python-format"]
    if old is not None:
        entry.msgstr, entry.tcomment = old.msgstr, old.tcomment
        entry.flags += [flag for flag in old.flags if flag == "fuzzy"]
    if message.plural:
        entry.msgstr_plural = old.msgstr_plural if old is not None and old.msgstr_plural else {0: ""}
    return entry


def problems(path: Path) -> list[str]:
    """Why a catalogue is not complete; one sentence each, none when it is."""
    catalogue = polib.pofile(str(path))
    wanted = gather()
    found = [f"missing: {key[1]!r}" for key in wanted if key not in {_key(entry) for entry in catalogue}]
    for entry in catalogue:
        if entry.obsolete or _key(entry) not in wanted:
            found.append(f"not used any more: {entry.msgid!r}")
        elif "fuzzy" in entry.flags:
            found.append(f"not confirmed (fuzzy): {entry.msgid!r}")
        else:
            found += [f"{problem}: {entry.msgid!r}" for problem in _faults(entry)]
    return found


def _faults(entry: polib.POEntry) -> Iterator[str]:
    translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    source = entry.msgid_plural or entry.msgid
    for text in translations:
        if not text.strip():
            yield "not translated"
        elif set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(source)):
            yield "placeholders differ"
        elif (text[0].isspace(), text[-1].isspace()) != (source[0].isspace(), source[-1].isspace()):
            yield "space at the ends differs"


def compile_stale() -> list[Path]:
    """Write the .mo beside every .po that is newer; which were written. Two processes may do it at once."""
    written = []
    for po in catalogues().values():
        mo = po.with_suffix(".mo")
        if po.exists() and (not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime):
            draft = mo.with_suffix(f".{os.getpid()}")
            polib.pofile(str(po)).save_as_mofile(str(draft))
            draft.replace(mo)
            written.append(mo)
    return written
