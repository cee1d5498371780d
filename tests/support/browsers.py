"""Debian's Chromium under Playwright, set up so that nothing leaves the machine."""

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.waiting import PATIENCE_S, until

MISSING = "browser tests need Chromium: apt install chromium (or set KONDUSIF_CHROMIUM to its path)"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
BANGKALAN = {"latitude": -7.0306, "longitude": 112.7450}


def find_chromium() -> str | None:
    """This function will return the path of a Chromium, or None."""
    if chosen := os.environ.get("KONDUSIF_CHROMIUM"):
        return chosen
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def find_shell() -> str | None:
    """
    This function will return the path of a Chromium that only draws pages, or None.

    The windows around the pages, which nobody sees, cost the whole one nearly a second of a processor each. But its
    shell has no notices, and does not hold the line of a service worker: the phone's tests need the whole.
    """
    return None if os.environ.get("KONDUSIF_CHROMIUM") else shutil.which("chromium-headless-shell")


@contextmanager
def driver() -> Iterator[Any]:
    """This function will run what steers browsers inside; a process has one."""
    from playwright.sync_api import expect, sync_playwright

    # Its loop runs in this thread; a test may still look into the database between two clicks.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE_S * 1000)
    with sync_playwright() as playwright:
        yield playwright


@contextmanager
def launched(playwright: Any, path: str) -> Iterator[Any]:
    """This function will run one headless Chromium inside."""
    chromium = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
    try:
        yield chromium
    finally:
        chromium.close()


def close(contexts: Iterable[Any]) -> None:
    """
    This function will close *contexts* and let the test server end what they had asked of it.

    A request that outlives its test would write into the next one's database, or find it gone.
    """
    for context in contexts:
        context.close()
    end = time.monotonic() + PATIENCE_S / 6
    while any(_answers(one) for one in threading.enumerate()) and time.monotonic() < end:
        time.sleep(0.01)


def _answers(thread: threading.Thread) -> bool:
    """Whether the test server works on a request in *thread*; a browser keeps lines open on which nothing is asked."""
    if "process_request_thread" not in thread.name:
        return False
    frame = sys._current_frames().get(thread.ident or 0)
    return frame is not None and frame.f_code.co_name != "readinto"


def worker_of(page: Any, url: str) -> tuple[Any, str]:
    """This function will return the tools that speak to the service worker of the site at *url*, and its registration."""
    tools, found = page.context.new_cdp_session(page), []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    tools.send("ServiceWorker.enable")

    def registrations() -> list[str]:
        page.evaluate("0")  # what the browser told meanwhile is heard now
        return [one["registrationId"] for one in found if one["scopeURL"] == f"{url}/" and not one["isDeleted"]]

    until(registrations, "the browser names the worker")
    return tools, registrations()[0]


def running_worker(page: Any) -> Any:
    """This function will return the service worker that runs behind *page*, once the browser has told of it."""
    until(lambda: page.evaluate("1") and page.context.service_workers, "the browser tells of its worker")
    (worker,) = page.context.service_workers
    return worker


def held_back(page: Any, address: str, **options: Any) -> Callable[[], Any]:
    """
    This function will keep what *page* asks of *address* on its way, as a slow line does.

    What it returns waits until the page has asked, and gives the first route: ``continue_()`` lets it go.
    """
    held: list[Any] = []
    page.route(address, lambda route: held.append(route), **options)

    def first() -> Any:
        until(lambda: page.evaluate("1") and held, f"the page asks for {address}")
        return held[0]

    return first


def arrived(page: Any, let_go: Callable[[], Any]) -> None:
    """This function will let a held answer go and give *page* the time to do with it what it does."""
    with page.expect_request_finished():
        let_go()
    page.evaluate("() => new Promise((done) => setTimeout(done, 200))")


def phone(browser: Any, *, width: int, height: int, **options: Any) -> Any:
    """This function will open a browser context of *width* x *height* in Indonesia."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale=options.pop("locale", "id-ID"),
        timezone_id="Asia/Jakarta",
        reduced_motion="reduce",  # no colour is examined on its way to another one
        geolocation=options.pop("geolocation", BANGKALAN),
        permissions=options.pop("permissions", ["geolocation"]),
        **options,
    )
    context.set_default_timeout(PATIENCE_S * 1000)
    return context
