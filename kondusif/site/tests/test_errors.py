"""Whatever goes wrong, the reader gets a calm page that says what now."""

import json
import logging

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.utils import translation

from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.core.states import ForbiddenMove
from kondusif.site import errors
from kondusif.site.middleware import PageMiddleware
from kondusif.site.outages import RefusalsInOneLine


@pytest.fixture
def request_at_home():
    with translation.override("id"):
        yield RequestFactory().get("/laporan/")


@pytest.mark.parametrize("status", errors.TROUBLES)
def test_every_error_page_stands_without_a_database(request_at_home, status):
    answer = errors.answer(request_at_home, errors.TROUBLES[status])
    page = answer.content.decode()
    assert answer.status_code == status
    assert str(errors.TROUBLES[status].title) in page and str(errors.TROUBLES[status].now) in page
    assert "110" in page and "<script" not in page


def test_a_conflict_shows_its_own_sentence(request_at_home):
    answer = PageMiddleware(lambda r: None).process_exception(
        request_at_home, Conflict("taken", "Laporan ini sudah diambil Budi.")
    )
    assert answer.status_code == 409 and "Laporan ini sudah diambil Budi." in answer.content.decode()


def test_a_sentence_is_never_taken_for_markup(request_at_home):
    answer = errors.refusal(request_at_home, Problem("x", "<b>tebal</b>"))
    assert answer.status_code == 422 and "&lt;b&gt;tebal" in answer.content.decode()


def test_a_step_that_is_no_longer_possible_is_told_so_where_a_page_has_no_words_of_its_own(request_at_home):
    moved = ForbiddenMove("approved", "drafted")
    answer = PageMiddleware(lambda r: None).process_exception(request_at_home, moved)
    assert answer.status_code == 409 and "Keadaannya sudah berubah" in answer.content.decode()


def test_other_exceptions_are_not_swallowed(request_at_home):
    assert PageMiddleware(lambda r: None).process_exception(request_at_home, ValueError("bug")) is None


def test_machines_get_no_page():
    request = RequestFactory().get("/api/v1/reports")
    answer = PageMiddleware(lambda r: None).process_exception(request, NotFound("none", "Tidak ada."))
    told = json.loads(answer.content)
    assert (answer["Content-Type"], told["status"], told["detail"]) == ("application/problem+json", 404, "Tidak ada.")


def test_a_body_that_is_too_large_answers_413(request_at_home):
    assert errors.bad_request(request_at_home, RequestDataTooBig()).status_code == 413
    assert errors.bad_request(request_at_home, ValueError()).status_code == 400


def test_a_page_to_retry_says_when():
    request = RequestFactory().get("/")
    assert errors.too_many(request)["Retry-After"] == "60"
    assert "Retry-After" not in errors.not_found(request, Exception())


def test_even_a_broken_template_leaves_words(request_at_home, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise RuntimeError("no template engine")

    monkeypatch.setattr(errors.loader, "render_to_string", broken)
    answer = errors.server_error(request_at_home)
    assert answer.status_code == 500 and "Ada yang rusak di pihak kami" in answer.content.decode()


def test_a_database_that_is_away_answers_503_and_says_when_to_try_again(request_at_home):
    gone = connection.copy()
    gone.settings_dict = {**connection.settings_dict, "HOST": "/nowhere", "TEST": {}}
    try:
        gone.ensure_connection()
    except OperationalError:
        answer = errors.server_error(request_at_home)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "tidak dapat dijangkau" in answer.content.decode()


def test_a_refusal_is_told_to_the_log_in_one_line_and_a_bug_with_its_trace():
    def told(status: int, logger: str = "django.request") -> bool:
        error = PermissionDenied()
        record = logging.makeLogRecord({"name": logger, "status_code": status, "exc_info": (type(error), error, None)})
        assert RefusalsInOneLine().filter(record)
        return record.exc_info is not None

    assert [told(status) for status in (403, 404, 500)] == [False, False, True]
    assert not told(400, "django.security.DisallowedHost")


@pytest.mark.django_db
def test_a_missing_address_and_a_stale_form_answer_in_indonesian(client):
    assert "Tidak ada apa-apa di alamat ini" in client.get("/tidak-ada/").content.decode()
    strict = type(client)(enforce_csrf_checks=True)
    answer = strict.post("/tampilan/", {"theme": "dark"})
    assert answer.status_code == 403 and "kedaluwarsa" in answer.content.decode()


@pytest.mark.django_db
def test_whoever_posts_where_nothing_is_posted_hears_that_and_nothing_of_an_expired_form(client):
    strict = type(client)(enforce_csrf_checks=True)
    for address in ("/ical/tahapan.ics", "/ogc/collections", "/umpan/rss", "/laporan/terkirim"):
        answer = strict.post(address)
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD"), address
        assert "kedaluwarsa" not in answer.content.decode()


@pytest.mark.django_db
def test_a_wrong_method_answers_405_with_a_page(client):
    answer = client.get("/tampilan/")
    assert answer.status_code == 405 and answer["Allow"] == "POST" and "tidak menerima" in answer.content.decode()
