"""What is published beside counts and sums: rates, waits, how a sum is spread. None of it tells more than the gate.

`rows` is the closed list; `settling` decides whether a number is printed anew, kept, or withheld. Rates are computed
from printed counts alone, so they need no gate of their own.
"""
