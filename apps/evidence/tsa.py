"""A client of a time stamp server (RFC 3161) over HTTP. What it hears is verified before it counts."""

import http.client
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.x509 import load_pem_x509_certificates
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerifierBuilder, decode_timestamp_response
from rfc3161_client.errors import VerificationError
from rfc3161_client.tsp import TimeStampRequest

SECONDS = 20
LARGEST_ANSWER = 256 * 1024  # bytes; with a chain of certificates some 6,000


class ServerAway(Exception):
    """No answer, or an answer that is none: worth another try."""


class StampRefused(Exception):
    """An answer that does not stand up to a check; `args[0]` says why, in the verifier's words."""


@dataclass(frozen=True)
class Stamp:
    """The server's answer in DER, and the moment it swears to."""

    response: bytes
    at: datetime


def stamp(content: bytes, *, url: str, certificates: str) -> Stamp:
    """A verified stamp over the SHA-256 of `content`. Raises ServerAway, StampRefused.

    `certificates` is a PEM file with the root (and where the server leaves them out, intermediate) certificates.
    """
    request = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).build()
    answer = _post(url, request.as_bytes())
    try:
        response = decode_timestamp_response(answer)
        _verifier(request, certificates).verify_message(response, content)
    except (ValueError, VerificationError, OSError) as error:
        raise StampRefused(str(error)[:200]) from error
    return Stamp(answer, response.tst_info.gen_time.astimezone(UTC))


def _verifier(request: TimeStampRequest, certificates: str):  # type: ignore[no-untyped-def]
    builder = VerifierBuilder.from_request(request)
    for certificate in load_pem_x509_certificates(Path(certificates).read_bytes()):
        if certificate.issuer == certificate.subject:
            builder = builder.add_root_certificate(certificate)
        else:
            builder = builder.add_intermediate_certificate(certificate)
    return builder.build()


def _post(url: str, body: bytes) -> bytes:
    """No redirects, no proxies, nothing but HTTP; the answer's size is limited."""
    place = urlsplit(url)
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    connection = kind(place.hostname or "", place.port, timeout=SECONDS)
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        connection.request("POST", (place.path or "/") + (f"?{place.query}" if place.query else ""), body, headers)
        answer = connection.getresponse()
        content = answer.read(LARGEST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise ServerAway(type(error).__name__) from error
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise ServerAway(f"HTTP {answer.status}")
    return content
