"""`python -m apps.core.local.child COMMAND …`: run COMMAND until it ends, or until the process that started us lets go.

Our standard input is a pipe that nobody writes to. It closes when `manage.py up` wants the end, and also when `up` was
killed with -9 and can no longer want anything. Then COMMAND is asked to stop, and after a while made to.
"""

import os
import signal
import subprocess
import sys
import threading
import time

GRACE_SECONDS = 30  # `up` is less patient; this is for when it is gone


def main() -> None:
    command = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    let_go = threading.Event()

    def wait_for_the_end() -> None:
        os.read(sys.stdin.fileno(), 1)
        let_go.set()
        command.terminate()
        time.sleep(GRACE_SECONDS)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=wait_for_the_end, daemon=True).start()
    code = command.wait()
    if let_go.is_set() and os.getppid() == 1:  # nobody is left who would end the children that it left
        os.killpg(0, signal.SIGKILL)
    os._exit(code if code >= 0 else 128 - code)  # the shell's way to say which signal


if __name__ == "__main__":
    main()
