"""Why a file cannot be read. Each carries a sentence for the person who brought the file."""


class CannotRead(Exception):
    """The file is refused; `code` names the reason for machines, `sentence` tells a person what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class CannotOpen(CannotRead):
    """There is no such file, or it may not be read."""


class NotAReport(CannotRead):
    """No known kind of report, or a damaged one of which nothing can be said."""


class Undecided(CannotRead):
    """A known report whose numbers can be read in two ways. It is read once somebody says which."""


class TooLarge(CannotRead):
    """More bytes, cells or rows than are read at once."""
