"""`manage.py make_escrow_key`: the key that opens sealed sign-ons, made once for an installation."""

import json
from argparse import ArgumentParser
from base64 import urlsafe_b64encode
from typing import Any

from apps.core.file_command import OfflineCommand
from apps.core.sealed_boxes import new_private_key, public_key_of


class Command(OfflineCommand):
    help = """Make a pair of escrow keys and print it. Nothing is stored and no database is needed.

Example:
  manage.py make_escrow_key

ESCROW_PUBLIC_KEY is for every process. ESCROW_PRIVATE_KEYS is for the worker alone; keep a copy where nobody looks, and
not beside the database's backups. Put a new one in front of the old ones.

Exit codes: 0 printed; 3 the call is wrong."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        private = new_private_key()
        pair = {
            "ESCROW_PRIVATE_KEYS": urlsafe_b64encode(private).decode(),
            "ESCROW_PUBLIC_KEY": urlsafe_b64encode(public_key_of(private)).decode(),
        }
        if options["json"]:
            self.stdout.write(json.dumps(pair))
        else:
            self.stdout.write("\n".join(f"{name}={value}" for name, value in pair.items()))
