"""How long, as values."""

from datetime import timedelta

CODES = timedelta(days=1)
COPIES = timedelta(days=7)
INVITATIONS = timedelta(days=30)
TOKENS = timedelta(days=365)
MESSAGES = timedelta(days=2 * 365)
CLOSED_CASES = timedelta(days=5 * 365)
TOLD_BEFORE = timedelta(days=60)
BACKUPS = timedelta(days=35)
