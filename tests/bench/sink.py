"""A mail server that takes everything and keeps nothing, in a process of its own: `python -m tests.bench.sink PORT`."""

import sys
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Session


class Nothing:
    async def handle_EHLO(
        self, server: object, session: Session, envelope: object, hostname: str, responses: list[str]
    ) -> list[str]:
        """Like Postfix, Exim and every other it says that commands may come at once; aiosmtpd takes them so."""
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        return "250 OK"


if __name__ == "__main__":
    Controller(Nothing(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
    threading.Event().wait()
