"""Arithmetic of ledgers. No database, no clock."""

from apps.losses.rules.amounts import LARGEST, Amount, complaints_about
from apps.losses.rules.rates import BadRates, Published, read_rates

__all__ = ["LARGEST", "Amount", "BadRates", "Published", "complaints_about", "read_rates"]
