"""Case references that can be said on the telephone and typed from paper: `RC-7KFM-39XQ-T`.

The alphabet has no 0/O, 1/I/L or U, so nothing looks or sounds like something else. The last character checks the
others: every single wrong character and every swap of two neighbours is found (weights are units modulo the prime 29).
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXY"  # 29 characters: a prime, so every weight has an inverse
PREFIX = "RC"
BODY = 8


def check_character(body: str) -> str:
    """The character that makes the weighted sum of `body` a multiple of 29."""
    total = sum((place + 2) * ALPHABET.index(char) for place, char in enumerate(body))
    return ALPHABET[-total % len(ALPHABET)]


def new_reference() -> str:
    """A random reference (about 39 bits); the table's unique constraint decides, callers try again on collision."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(BODY))
    return format_reference(body + check_character(body))


def format_reference(characters: str) -> str:
    """Nine bare characters in their printed form."""
    return f"{PREFIX}-{characters[:4]}-{characters[4:8]}-{characters[8:]}"


def parse_reference(typed: str) -> str | None:
    """The reference a person meant, whatever case, spaces or dashes they typed; None when it cannot be one.

    Full-width letters (an open Chinese keyboard) are read too.
    """
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in typed)
    bare = "".join(c for c in narrow.upper() if c.isascii() and c.isalnum())
    if len(bare) == BODY + 1 + len(PREFIX):
        bare = bare.removeprefix(PREFIX)
    if len(bare) != BODY + 1 or any(c not in ALPHABET for c in bare):
        return None
    return format_reference(bare) if check_character(bare[:BODY]) == bare[BODY] else None
