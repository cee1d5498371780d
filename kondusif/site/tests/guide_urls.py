"""The site's addresses with the style guide, as a demonstration has them."""

from django.urls import include, path

from kondusif.site.urls import *  # noqa: F403
from kondusif.site.urls import urlpatterns as ordinary

urlpatterns = [path("gaya/", include("kondusif.site.styleguide_urls")), *ordinary]
