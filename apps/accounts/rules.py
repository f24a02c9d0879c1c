"""What is said about people. No database, no clock."""


def masked(address: str) -> str:
    """An e-mail address by which nobody can be written to: `s***@sellers.example`."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"
