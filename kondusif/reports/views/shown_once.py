"""A receipt's way from the answer to the page that shows it once: sealed, in the reader's own browser."""

import json

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kondusif.reports.receipts import open_once, seal_once

ONCE = "resi"  # the cookie that carries a sealed receipt from the form to the page that shows it
ONCE_S = 600


def show_once(request: HttpRequest, response: HttpResponse, *, receipt: str, n_photos: int, refused: list[str]) -> None:
    """This function will let the next page show this receipt, once."""
    told = json.dumps({"receipt": receipt, "n_photos": n_photos, "refused": refused})
    response.set_cookie(
        ONCE, seal_once(told, at=request.at), max_age=ONCE_S, path=reverse("reports:sent"),
        samesite="Strict", secure=request.is_secure(), httponly=True,
    )  # fmt: skip


def shown_once(request: HttpRequest) -> dict | None:
    """This function will return what the former page left to be shown, if it was a moment ago."""
    told = open_once(request.COOKIES.get(ONCE, ""), at=request.at, ttl_s=ONCE_S)
    return json.loads(told) if told else None


def forget_shown(response: HttpResponse) -> None:
    """This function will let nobody see it a second time."""
    response.delete_cookie(ONCE, path=reverse("reports:sent"), samesite="Strict")
