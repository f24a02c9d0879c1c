"""Settings under which the tests run: the same as production's where it matters, quick where it does not."""

import os

os.environ.setdefault("DEBUG", "true")  # keys of this checkout; what DEBUG derives is the same with DATABASE_URL
os.environ.setdefault("LOCAL_NAME", "test")  # servers of their own: a running `make run` is left alone

from config.settings import *  # noqa: F403

SITE_URL = "https://recourse.test"
CHECK_COMPONENTS = True
WEBHOOK_TEST_HOSTS = frozenset({"127.0.0.1"})
WHITENOISE_AUTOREFRESH = True  # static files as they lie in the checkout, nothing collected
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_DEFAULT_QUEUE = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"  # one broker, several processes
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Of one test process: no shared counts. SteadyCache has tests of its own against the real server.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
