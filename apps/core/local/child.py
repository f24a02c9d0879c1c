"""`python -m apps.core.local.child COMMAND …`: become COMMAND, and end when the process that started us does.

`manage.py up` killed with -9 can stop nobody; on Linux the kernel then does it for us.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before the kernel was told
            return
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 -- a command of stack.py


if __name__ == "__main__":
    main()
