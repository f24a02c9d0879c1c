"""Where the servers of a developer's checkout live: one folder of sockets and data per checkout and user.

Nothing here is used when DATABASE_URL and REDIS_URL are set. No Django in this module: the settings import it.
"""

import fcntl
import hashlib
import os
import secrets
import tempfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

BASE_DIR = Path(__file__).resolve().parent.parent


def _key() -> str:
    return urlsafe_b64encode(secrets.token_bytes(32)).decode()


def escrow_public_key(private_key: str) -> str:
    """The half that closes, of a private key; both base64."""
    private = X25519PrivateKey.from_private_bytes(urlsafe_b64decode(private_key))
    return urlsafe_b64encode(private.public_key().public_bytes_raw()).decode()


SECRETS = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "ENCRYPTION_KEYS": lambda: f"k1:{_key()}",
    "FINGERPRINT_KEYS": lambda: f"f1:{_key()}",
    "AUDIT_SIGNING_KEY": _key,
    "ESCROW_PRIVATE_KEYS": _key,
}


def _temporary_folder() -> Path:
    """The shared one where it can be written: TMPDIR differs between terminals and may be too long for a socket."""
    shared = Path("/tmp")  # noqa: S108 -- the folder made inside is private, and refused when it belongs to others
    return shared if os.access(shared, os.W_OK) else Path(tempfile.gettempdir())


class LocalServers:
    """Paths and addresses of the embedded PostgreSQL and Valkey of this checkout.

    Unix socket paths end at 107 bytes, so sockets live under /tmp in a directory named by a hash of the checkout's path
    and the user; data and secrets stay in the checkout's `var/`. `name` keeps sets of servers apart: `run`, `test`.
    """

    def __init__(self, base: Path = BASE_DIR, name: str = "run") -> None:
        self.var = base / "var" / name
        digest = hashlib.sha256(f"{base}|{os.getuid()}|{name}".encode()).hexdigest()[:12]
        self.sockets = _temporary_folder() / f"recourse-{digest}"

    @property
    def database(self) -> dict[str, str]:
        """Django's entry for the embedded PostgreSQL."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "recourse",
            "USER": "postgres",
            "HOST": str(self.sockets),
        }

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def redis_url(self) -> str:
        return f"redis+socket://{self.valkey_socket}"

    @property
    def secrets_file(self) -> Path:
        return self.var.parent / "secrets.env"

    def read_secrets(self) -> dict[str, str]:
        """Keys of this checkout, made at first use and readable by its user only. Production sets its own.

        A key that a newer version asks for is added; processes that start at once agree on it.
        """
        path = self.secrets_file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
            kept = dict(line.split("=", 1) for line in lines if "=" in line)
            found = {name: kept.get(name) or make() for name, make in SECRETS.items()}
            if found != kept:
                draft = path.with_suffix(f".{os.getpid()}")
                draft.touch(mode=0o600)
                draft.write_text(
                    "".join(f"{name}={value}\n" for name, value in (kept | found).items()), encoding="utf-8"
                )
                draft.replace(path)
        return kept | found
