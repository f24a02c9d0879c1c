"""Time stamps from a server of our own, whose stamps OpenSSL makes."""

import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from apps.accounts.models import User
from apps.evidence import actions, vault
from apps.evidence.enums import Custody, JobKind, JobState, Reason
from apps.evidence.models import FileJob, StoredFile
from apps.evidence.selectors import last_stamp_of
from tests.factories.evidence import NOTICE, StoredFileFactory

OPENSSL = shutil.which("openssl")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(OPENSSL is None, reason="openssl makes the stamps, and it is not installed"),
]
CONFIGURATION = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@pytest.fixture(autouse=True)
def root(tmp_path: Path) -> Any:
    with override_settings(EVIDENCE_ROOT=tmp_path / "vault"):
        yield tmp_path


def openssl(*words: object) -> bytes:
    done = subprocess.run([str(OPENSSL), *map(str, words)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def make_authority(folder: Path) -> None:
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01\n")
    (folder / "ext").write_text("extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n")
    root = ["-days", "30", "-nodes", "-newkey", "rsa:2048", "-keyout", folder / "root.key", "-out", folder / "root.pem"]
    openssl("req", "-x509", *root, "-subj", "/CN=Root of the tests", "-addext", "basicConstraints=critical,CA:TRUE")
    leaf = ["-nodes", "-newkey", "rsa:2048", "-keyout", folder / "tsa.key", "-out", folder / "tsa.csr"]
    openssl("req", *leaf, "-subj", "/CN=Stamps of the tests")
    signed = ["-in", folder / "tsa.csr", "-CA", folder / "root.pem", "-CAkey", folder / "root.key", "-CAcreateserial"]
    openssl("x509", "-req", *signed, "-days", "30", "-extfile", folder / "ext", "-out", folder / "tsa.pem")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Any]:
    """`server.answer(query)` is what it says; replace it for another mood."""
    make_authority(tmp_path)

    def stamp(query: bytes) -> bytes:
        (tmp_path / "query").write_bytes(query)
        files = ["-queryfile", tmp_path / "query", "-signer", tmp_path / "tsa.pem", "-inkey", tmp_path / "tsa.key"]
        return openssl("ts", "-reply", "-config", tmp_path / "tsa.cnf", *files)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = running.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200 if answer else 503)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            return None

    running: Any = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.answer = stamp
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    url = f"http://127.0.0.1:{running.server_port}/tsr"
    with override_settings(TSA_URL=url, TSA_CERTIFICATES=str(tmp_path / "root.pem")):
        yield running
    running.shutdown()
    thread.join()
    running.server_close()


def work() -> FileJob:
    FileJob.objects.exclude(kind=JobKind.STAMP).delete()
    moment = datetime.now(UTC)
    actions.run_due(limit=5, seconds=600, clock=lambda: moment)
    return FileJob.objects.get()


def put_in(content: bytes = NOTICE) -> StoredFile:
    return StoredFileFactory.create(content=content, now=datetime.now(UTC))


def test_a_stamp_is_kept_with_its_time_and_openssl_believes_it(server: Any, tmp_path: Path) -> None:
    file = put_in()
    assert work().state == JobState.DONE
    stamp = last_stamp_of(file)
    assert stamp is not None
    assert abs(stamp.stamped_at - datetime.now(UTC)) < timedelta(hours=1)
    assert file.custody.get(kind=Custody.STAMPED).detail == stamp.stamped_at.isoformat()
    (tmp_path / "answer").write_bytes(stamp.response)
    (tmp_path / "data").write_bytes(b"".join(vault.read(file.sha256)))
    found = openssl(
        "ts", "-verify", "-data", tmp_path / "data", "-in", tmp_path / "answer", "-CAfile", tmp_path / "root.pem"
    )
    assert b"OK" in found


def test_a_stamp_over_other_bytes_is_not_kept(server: Any) -> None:
    honest = server.answer
    put_in(b"another file\n")
    work()
    taken = bytearray()
    server.answer = lambda query: taken or taken.extend(honest(query)) or bytes(taken)
    FileJob.objects.all().delete()
    put_in()
    assert work().state == JobState.DONE
    FileJob.objects.all().delete()
    third = put_in(b"a third\n")
    job = work()
    assert (job.state, job.reason, last_stamp_of(third)) == (JobState.WAITING, Reason.STAMP_REFUSED, None)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(b"", Reason.STAMP_AWAY), (b"not a stamp", Reason.STAMP_REFUSED)],
)
def test_a_server_that_does_not_stamp_is_asked_again(answer: bytes, reason: Reason, server: Any) -> None:
    server.answer = lambda query: answer
    file = put_in()
    job = work()
    assert (job.state, job.reason, last_stamp_of(file)) == (JobState.WAITING, reason, None)


def test_a_stamp_of_somebody_unknown_is_not_kept(server: Any, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    make_authority(other)
    with override_settings(TSA_CERTIFICATES=str(other / "root.pem")):
        file = put_in()
        job = work()
    assert (job.reason, last_stamp_of(file)) == (Reason.STAMP_REFUSED, None)


def test_without_a_server_nobody_is_promised_a_stamp(seller: User) -> None:
    file = put_in()
    with pytest.raises(actions.NoStampServer):
        actions.request_stamp(file=file, by=seller, now=datetime.now(UTC))
