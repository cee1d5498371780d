"""What the service worker keeps so that pages open without a signal, and the text of the worker itself."""

import json
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from kondusif.channels.webpush.keys import public_key

# Files of public pages and of the field's forms.
FILES = (
    "css/citizen.css", "img/mark.svg", "js/app.js", "js/finger.js", "js/hashcash.js", "js/inputs.js", "js/kept.js", "js/outbox.js", "js/patience.js", "js/sender.js",
    "js/waiting.js", "js/place.js", "js/copy.js", "reports/offline.js", "reports/received.js", "reports/hint.js", "reports/telltale.js", "reports/pictures.js",
    "reports/seal.js", "reports/sealed_photos.js", "reports/work.js", "reports/sum.js", "people/hpke.js", "people/words.js",
    "people/passkey.js", "daily/field.js", "daily/position.js", "coordination/field.js", "pwa/start.js", "pwa/vault.js", "pwa/icon-192.png",
    "pwa/badge-96.png",
)  # fmt: skip
PAGES = ("pwa:offline", "reports:new")
FIELD_PAGES = ("daily:write", "daily:declare", "coordination:mine")
_ANY = UUID(int=0)
ALIKE = ("meetings:roll",)  # a field page for each meeting
_MODULE_WORDS = re.compile(r"^import [^;]*;\n|^export (?=(?:async )?(?:function|const|let|class) )", re.MULTILINE)


def worker() -> str:
    """This function will return the whole script of the service worker."""
    return _written(_fingerprint())


@cache
def _written(version: str) -> str:
    told = {
        "version": version,
        "static": settings.STATIC_URL,
        "files": sorted(static(name) for name in FILES),
        "pages": [reverse(name) for name in PAGES],
        "offline": reverse("pwa:offline"),
        "villages": reverse("pwa:villages"),
        "field": [reverse(name) for name in FIELD_PAGES],
        "alike": [f"^{reverse(name, args=[_ANY]).replace(str(_ANY), '[0-9a-f-]{36}')}$" for name in ALIKE],
        "search": reverse("regions:search"),
        "locate": reverse("regions:locate"),
        "doors": [reverse("account_login"), reverse("account_logout")],
        "renew": reverse("followers:renew"),
        "push": public_key(),
        "icon": static("pwa/icon-192.png"),
        "badge": static("pwa/badge-96.png"),
    }
    parts = {name: _script(f"js/{name}.js") for name in ("hashcash", "outbox", "patience", "sender")} | {
        "vault": _script("pwa/vault.js")
    }
    return render_to_string("pwa/worker.js", parts | {"settings": json.dumps(told)})


def _script(name: str) -> str:
    """This function will return a module as plain script: the worker is one file, for browsers that know no other."""
    return _MODULE_WORDS.sub("", Path(_found(name)).read_text())


@cache
def _fingerprint() -> str:
    """A short name for the content of all that is kept: the worker changes exactly when something of it does."""
    digest = sha256()
    pages = [*(Path(p) for p in settings.TEMPLATES[0]["DIRS"])]
    shown = [
        folder / name
        for folder in pages
        for name in (
            "pwa/worker.js",
            "pwa/offline.html",
            "reports/new.html",
            "reports/_seal.html",
            "reports/_place.html",
            "citizen.html",
        )
    ]
    for path in [*(Path(_found(name)) for name in FILES), *shown]:
        if path.exists():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _found(name: str) -> str:
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    return path
