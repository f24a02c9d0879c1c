"""What is said about people and their tokens. No database, no clock."""

from datetime import timedelta
from hashlib import sha256


def masked(address: str) -> str:
    """An e-mail address by which nobody can be written to: `s***@sellers.example`."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"


TOKEN_PREFIX = "recourse_"  # noqa: S105  so that a token left lying about is known for what it is
DEFAULT_DAYS = 90
LONGEST_DAYS = 365
MOST_TOKENS = 10  # of one person at a time
USE_NOTED_EVERY = timedelta(minutes=10)  # a busy program costs one write in ten minutes
TOKEN_SHOWN_FOR = timedelta(days=30)  # after it ended, in the list of its owner


def hash_of_secret(secret: str) -> str:
    """What is kept of a token. A plain hash: nobody guesses 256 random bits."""
    return sha256(secret.encode()).hexdigest()
