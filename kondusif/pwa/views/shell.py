"""What makes the site an app: manifest, service worker, the page that opens without a signal, and the Play Store's proof."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kondusif.core.compression import compressed
from kondusif.people.routes import opens
from kondusif.pwa import shell
from kondusif.pwa.queries import village_names

PAPER, BRAND = "#fbfaf7", "#0f5c63"


@opens("public")
@compressed
def worker(request: HttpRequest) -> HttpResponse:
    """This function will serve the one service worker."""
    response = HttpResponse(shell.worker(), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response


@opens("public")
@compressed
def manifest(request: HttpRequest) -> JsonResponse:
    """This function will describe the app to a browser that can install it."""
    told = {
        "id": "/",
        "name": "Kondusif",
        "short_name": "Kondusif",
        "description": _("Report potential trouble around the election, and act on it."),
        "lang": get_language() or "id",
        "dir": "ltr",
        "start_url": reverse("pwa:offline"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": BRAND,
        "categories": ["government", "utilities"],
        "icons": [
            _icon("icon-192.png", "192x192", "any"),
            _icon("icon-512.png", "512x512", "any"),
            _icon("mask-512.png", "512x512", "maskable"),
        ],
        "shortcuts": [
            {"name": _("Report potential trouble"), "url": reverse("reports:new")},
            {"name": _("Check my report"), "url": reverse("reports:follow")},
            {"name": _("Situation report"), "url": reverse("daily:write")},
            {"name": _("My tasks"), "url": reverse("coordination:mine")},
        ],
    }
    response = JsonResponse(told, content_type="application/manifest+json")
    patch_cache_control(response, public=True, max_age=3600)
    response["Vary"] = "Accept-Language, Cookie"
    return response


def _icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
    return {"src": static(f"pwa/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}


@opens("public")
@compressed
def offline(request: HttpRequest) -> HttpResponse:
    """This function will show the app's own first page: the same for everybody, and all of it works without a signal."""
    return render(request, "pwa/offline.html", {"crumbs": []})


@opens("public")
@compressed
def villages(request: HttpRequest) -> JsonResponse:
    """This function will answer the names of all villages of this installation, to be looked up without a signal."""
    response = JsonResponse({"villages": village_names()})
    patch_cache_control(response, public=True, max_age=3600)
    return response


@opens("public")
def icon(request: HttpRequest) -> HttpResponse:
    """This function will lead whoever asks for the icon where it always stood, as browsers do for XML and other pages without a head."""
    response = redirect(static("pwa/icon-192.png"))
    response["Cache-Control"] = "public, max-age=86400"
    return response


@opens("public")
def asset_links(request: HttpRequest) -> JsonResponse:
    """This function will prove to Android that the office's app and this site belong together."""
    target = {
        "namespace": "android_app",
        "package_name": settings.TWA["package"],
        "sha256_cert_fingerprints": settings.TWA["fingerprints"],
    }
    links = (
        [{"relation": ["delegate_permission/common.handle_all_urls"], "target": target}]
        if target["package_name"]
        else []
    )
    return JsonResponse(links, safe=False)
