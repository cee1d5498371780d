"""How a region's name is written down so that it can be found again."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`ʼ"))
# Words in front of a name that say what it is; people write them in many ways.
_TITLE = re.compile(
    r"^(?:(?:prov|provinsi|kab|kabupaten|kota|kotamadya|administrasi|kec|kecamatan|distrik|desa|ds|kel"
    r"|kelurahan|nagari|gampong|kampung adat|desa adat)\s+)+"
)


def search_form(text: str) -> str:
    """This function will fold case, accents, apostrophes and punctuation: ``Regapu’u`` → ``regapuu``."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", plain).strip()


def without_title(text: str) -> str:
    """This function will drop ``kec.``, ``kabupaten`` … in front of a name already in search form."""
    return _TITLE.sub("", text) or text
