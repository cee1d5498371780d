"""What keeps an installation from starting, said so that an operator can mend it."""


class CannotStart(Exception):
    """The reason and the remedy, ready to print; nothing has been changed that a new start would not redo."""
