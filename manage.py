#!/usr/bin/env python3
"""Django's command line; `manage.py help` lists our own commands under [core], [cases], …"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 -- that is who must be told, in words an older Python can read
    sys.exit("Recourse needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])  # noqa: UP031


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed for this Python. Run `make install`, then `.venv/bin/python manage.py …`.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
