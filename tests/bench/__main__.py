"""`python -m tests.bench`: Django is set up before anything of ours is imported."""

import os
import sys

import django

os.environ["LOCAL_NAME"] = "bench"  # servers of its own
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
django.setup()

from tests.bench.pages import main  # noqa: E402

sys.exit(main())
