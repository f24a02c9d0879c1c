"""Where a Chromium is. Playwright's own download may be out of reach, so an installed one comes first."""

import os
import shutil
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BUNDLED = ".cache/ms-playwright/chromium-*/chrome-*/chrome"
ADVICE = "Debian and Ubuntu: apt-get install chromium fonts-noto-cjk. Elsewhere set BROWSER to the path of a Chromium."


@cache
def find_browser() -> str | None:
    """The path of a Chromium: BROWSER, one that is installed, one that Playwright downloaded."""
    named = os.environ.get("BROWSER", "")
    installed = (shutil.which(name) for name in (named, *NAMES) if name)
    bundled = (str(path) for path in Path.home().glob(BUNDLED))
    return next(filter(None, installed), None) or next(bundled, None)
