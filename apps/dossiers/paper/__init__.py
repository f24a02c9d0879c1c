"""A case on paper: its chapters, their print, the pages of the exhibits put behind them.

chapters.py   what the pages say, in the language asked for       (reads through selectors)
printing.py   the HTML of it to a PDF, in a process of its own    (press.py is that process)
binding.py    pages of exhibits into the places kept for them, streamed
"""
