"""The limits of this process. Set first, before a byte of the file is read."""

import contextlib
import ctypes
import os
import resource
import signal
import sys

MEMORY = 340 * 1024 * 1024  # bytes of its own; with some 40 MB of program text it stays under 400 MB
ADDRESSES = 1024 * 1024 * 1024  # bytes of address space, of which most is never touched
LARGEST_RESULT = 192 * 1024 * 1024  # bytes written to any one file
CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38


def confine(*, seconds: int) -> None:
    """No more memory, time and file size than this; no core dump with a seller's file in it; no network on Linux."""
    if sys.platform == "linux":
        _leave_the_network()
    for what, most in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_AS, ADDRESSES),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, LARGEST_RESULT),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS knows not all of them; a lower hard limit stays
            resource.setrlimit(what, (most, most))


def _leave_the_network() -> None:
    """Where the kernel lets us: namespaces of our own, in which there is only a loopback that is down.

    A kernel that refuses (some containers) leaves the other limits.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # when the worker dies, so does this
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC):
        libc.unshare(CLONE_NEWNET)
    os.environ.clear()
