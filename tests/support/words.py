"""What a page says to people, told apart from what chance wrote into it: keys of forms, identifiers, codes."""

import re


def says(page: str, word: str) -> bool:
    """
    This function will tell whether *word* stands in *page* by itself.

    The key of a form alone has the three letters of a name in it once in four thousand pages, and an identifier
    the four digits of a number once in a few thousand.
    """
    return re.search(rf"(?<![0-9A-Za-z-]){re.escape(word)}(?![0-9A-Za-z-])", page) is not None
