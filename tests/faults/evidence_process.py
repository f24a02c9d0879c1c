"""A process that puts one file into the vault (`store NAME`, bytes on its standard input) or does the work on files."""

import io
import sys
from importlib import import_module

import django

django.setup()
actions, clock = import_module("apps.evidence.actions"), import_module("apps.core.clock")
if sys.argv[1] == "store":
    actions.store_file(source=io.BytesIO(sys.stdin.buffer.read()), name=sys.argv[2], by=None, now=clock.now())
else:
    actions.run_due(limit=10, seconds=60, clock=clock.now)
