"""What every stranger sees alike travels compressed; what is somebody's own never does."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.views.decorators.csrf import csrf_exempt

from kondusif.core.compression import compressed

TEXT = "Peringatan dini ORANYE. " * 100
ASKS = {"Accept-Encoding": "gzip, deflate, br"}


@compressed
@csrf_exempt
def page(request):
    return HttpResponse(TEXT)


def test_a_stranger_gets_it_short_and_whole():
    answer = page(RequestFactory().get("/", headers=ASKS))
    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(answer.content).decode() == TEXT
    assert int(answer["Content-Length"]) == len(answer.content) < len(TEXT) / 4


def test_two_answers_differ_in_length_by_chance():
    """A listener cannot tell a letter more or less from the length."""
    assert len({len(page(RequestFactory().get("/", headers=ASKS)).content) for _again in range(20)}) > 5


@pytest.mark.parametrize(
    ("method", "headers", "query", "cookies"),
    [
        ("get", {}, {}, {}), ("post", ASKS, {}, {}), ("get", ASKS, {}, {"session": "x"}),
        ("get", ASKS | {"Authorization": "Bearer x"}, {}, {}), ("get", ASKS, {"api_key": "x"}, {}),
    ],
)  # fmt: skip
def test_whoever_may_see_more_than_a_stranger_gets_it_plain(method, headers, query, cookies):
    factory = RequestFactory(headers=headers)
    factory.cookies.load(cookies)
    answer = page(getattr(factory, method)("/", query))
    assert not answer.has_header("Content-Encoding") and answer.content.decode() == TEXT


def test_what_other_marks_say_of_the_view_stays_with_it():
    assert page.csrf_exempt is True and page.__name__ == "page"
