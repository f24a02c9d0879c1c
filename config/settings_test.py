"""Settings under which the tests run: the same as production's where it matters, quick where it does not."""

from config.settings import *  # noqa: F403

SITE_URL = "https://recourse.test"
CELERY_TASK_ALWAYS_EAGER = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
