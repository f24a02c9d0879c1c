"""`python -m tests.bench.folder`: folds as a worker does, at every tick of the beat, until it is ended."""

import time

import django

django.setup()

from django.conf import settings  # noqa: E402

from apps.statistics.tasks import fold  # noqa: E402

TICK = settings.CELERY_BEAT_SCHEDULE["fold-figures"]["schedule"]

while True:
    began = time.monotonic()
    fold()
    time.sleep(max(0.0, TICK - (time.monotonic() - began)))
