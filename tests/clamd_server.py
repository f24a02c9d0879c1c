"""A malware scanner as clients see it: clamd's protocol over a real socket, in several moods."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MARK = b"X5O!P%@AP"  # what this scanner knows
ENGINE = "ClamAV 1.4.1/27461/Fri Nov 20 09:00:00 2026"


class ClamdServer(socketserver.ThreadingUnixStreamServer):
    """`mood`: scan, silent, hang_up, too_large. `received` are the streams it read to their end."""

    daemon_threads = True
    mood = "scan"

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), Conversation)
        self.received: list[bytes] = []
        self.leave = threading.Event()

    @property
    def url(self) -> str:
        return f"unix://{self.server_address}"


class Conversation(socketserver.StreamRequestHandler):
    server: ClamdServer

    def handle(self) -> None:
        word = self.read_word()
        if word == b"zVERSION":
            self.wfile.write(ENGINE.encode() + b"\0")
        elif word == b"zINSTREAM":
            self.scan()

    def read_word(self) -> bytes:
        word = b""
        while not word.endswith(b"\0"):
            word += self.rfile.read(1)
        return word[:-1]

    def scan(self) -> None:
        mood = self.server.mood
        if mood == "silent":
            self.server.leave.wait(30)
            return
        if mood == "hang_up":
            self.rfile.read(10)
            return
        if mood == "too_large":
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
            return
        content = b""
        while size := int.from_bytes(self.rfile.read(4)):
            content += self.rfile.read(size)
        self.server.received.append(content)
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if MARK in content else b"stream: OK\0")


@contextmanager
def clamd_server(folder: Path) -> Iterator[ClamdServer]:
    server = ClamdServer(folder / "clamd.sock")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.leave.set()
        server.shutdown()
        thread.join()
        server.server_close()
