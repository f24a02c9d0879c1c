"""Commands that read one file and answer from it alone: no database, no broker, no network."""

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import dataclass
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.inputs import BadInput, read_text

REFUSED = 2
BAD_INPUT = 3
EXIT_CODES = """Exit codes: 0 there is a result; 2 the method refuses and says why; 3 the file or the call is wrong,
in one sentence. FILE may be - for standard input. Nothing is stored and no database is needed."""


@dataclass(frozen=True)
class Answer:
    """What a command found: `data` for --json, `text` for people, `refused` where the method declines to answer."""

    data: dict[str, Any]
    text: str
    refused: bool = False


class OfflineCommand(BaseCommand):
    """A command with exit codes of its own: a wrong call ends with BAD_INPUT, as wrong input does."""

    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

        def refuse_call(message: str) -> NoReturn:
            """argparse would exit with 2, which means something else here."""
            if not parser.called_from_command_line:
                raise CommandError(f"Error: {message}", returncode=BAD_INPUT)
            parser.print_usage(sys.stderr)
            parser.exit(BAD_INPUT, f"{parser.prog}: {message}\n")

        parser.error = refuse_call  # type: ignore[method-assign]
        return parser

    def refuse_input(self, sentence: str, as_json: bool) -> CommandError:
        """What to raise where the input cannot be used; with `as_json` the sentence is on standard output, too."""
        if as_json:
            self.stdout.write(json.dumps({"error": sentence}, ensure_ascii=False))
        return CommandError(sentence, returncode=BAD_INPUT)


class FileCommand(OfflineCommand):
    """One file in, one answer out. Subclasses write `help` and `answer`."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the file to read, - for standard input")
        parser.add_argument("--json", action="store_true", help="answer as one JSON object")

    def answer(self, text: str, options: dict[str, Any]) -> Answer:
        """Read `text`, work, answer. `BadInput` where the text cannot be used."""
        raise NotImplementedError

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            answer = self.answer(read_text(file), options)
        except BadInput as error:
            raise self.refuse_input(str(error), options["json"]) from error
        if options["json"]:
            self.stdout.write(json.dumps(answer.data, ensure_ascii=False, allow_nan=False))
        else:
            self.stdout.write(answer.text)
        if answer.refused:
            raise SystemExit(REFUSED)
