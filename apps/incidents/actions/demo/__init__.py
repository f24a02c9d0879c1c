"""Demonstration data: invented people and cases, made by the same actions as real ones, and taken away completely."""

from apps.incidents.actions.demo.clearing import Cleared, clear_demonstration
from apps.incidents.actions.demo.loading import Demonstration, load_demonstration
from apps.incidents.actions.demo.people import second_factor_code, sign_ins

__all__ = [
    "Cleared",
    "Demonstration",
    "clear_demonstration",
    "load_demonstration",
    "second_factor_code",
    "sign_ins",
]
