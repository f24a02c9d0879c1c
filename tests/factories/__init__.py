"""One module per app."""
