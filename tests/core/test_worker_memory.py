"""What a worker's collector leaves alone."""

import gc

from celery.signals import worker_process_init, worker_ready

import config.celery  # noqa: F401 - it connects them


def test_workers_and_their_children_freeze_what_was_imported() -> None:
    before = gc.get_freeze_count()
    try:
        for signal in (worker_ready, worker_process_init):
            signal.send(sender=None)
            assert gc.get_freeze_count() > before
            gc.unfreeze()
            before = gc.get_freeze_count()
    finally:
        gc.unfreeze()
