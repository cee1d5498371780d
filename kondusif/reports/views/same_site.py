"""Forms without an account are taken only from our own pages."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kondusif.core.problems import NotAllowed


def check_same_site(request: HttpRequest) -> None:
    """
    This function will let pass what was sent from a page of ours.

    :raises NotAllowed: if the browser says that it came from elsewhere.
    """
    fetched = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", "")
    foreign = origin not in {"", "null"} and urlsplit(origin).netloc != request.get_host()
    if foreign or fetched not in {"same-origin", "none"}:
        raise NotAllowed(
            "form.foreign", _("This form was sent from another website. Open the page here and send it again.")
        )
