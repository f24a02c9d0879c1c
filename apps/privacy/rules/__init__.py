"""Pure values of privacy."""
