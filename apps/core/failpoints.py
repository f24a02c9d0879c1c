"""Places at which a test may kill the process, to see what a power cut leaves behind. Nothing happens without the test.

`FAILPOINT=after_dot manage.py deliver_due` ends with SIGKILL where the code says `reach("after_dot")`.
"""

import os
import signal


def reach(name: str) -> None:
    """Die here when the environment names this point."""
    if os.environ.get("FAILPOINT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
