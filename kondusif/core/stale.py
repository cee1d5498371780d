"""
Two people change one thing with forms opened at different times: nobody's words are lost.

A form carries a short mark of every value it was opened with. What a colleague stored meanwhile stays where the
sender changed nothing; where both changed a field, the sender sees the colleague's words and decides.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from django.forms import Form
from django.http import QueryDict
from django.utils.translation import gettext as _

SEEN = "dilihat"  # the hidden field
_LONGEST = 300


def seen(stored: Mapping[str, object]) -> str:
    """This function will return the marks of the values that a form is opened with."""
    return " ".join(f"{name}:{_mark(value)}" for name, value in stored.items())


def merged(posted: QueryDict | None, stored: Mapping[str, object]) -> tuple[QueryDict | None, dict[str, str]]:
    """
    This function will return what was *posted* with what others stored meanwhile where the sender changed nothing.

    The second value names each field that both changed, with what is *stored* there. A form without marks is taken
    as it is.
    """
    if posted is None or SEEN not in posted:
        return posted, {}
    opened = dict(part.partition(":")[::2] for part in str(posted[SEEN]).split())
    data, both = posted.copy(), {}
    for name, value in stored.items():
        now, typed = _mark(value), _mark(data.getlist(name))
        if name not in opened or opened[name] == now or typed == now:
            continue
        if typed == opened[name]:
            data.setlist(name, _texts(value))
        else:
            both[name] = "\n".join(_texts(value))
    return data, both


def tell(form: Form, both: Mapping[str, str]) -> None:
    """This function will write beside each field that two people changed what the other one stored."""
    for name, text in both.items():
        shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
        told = _("A colleague changed this meanwhile to: “%(text)s”. Yours is kept here; compare, then save again.")
        form.add_error(name if name in form.fields else None, told % {"text": shown})


def _mark(value: object) -> str:
    return sha256("\n".join(_texts(value)).encode()).hexdigest()[:12]


def _texts(value: object) -> list[str]:
    """A value as a browser sends it."""
    values: Iterable[object] = value if isinstance(value, list | tuple) else [value]
    return ["" if v is None else str(v).replace("\r\n", "\n").strip() for v in values] or [""]
