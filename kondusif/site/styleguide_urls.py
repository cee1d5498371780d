"""Addresses of the style guide; there in debug and demo only."""

from django.urls import path

from kondusif.site import styleguide

urlpatterns = [
    path("", styleguide.guide, name="styleguide"),
    path("warga/", styleguide.citizen_guide, name="styleguide_citizen"),
    path("galat/<int:status>/", styleguide.trouble, name="styleguide_trouble"),
    path("wilayah.json", styleguide.areas, name="styleguide_areas"),
    path("tingkat.json", styleguide.levels, name="styleguide_levels"),
    path("gugus.json", styleguide.clusters, name="styleguide_clusters"),
]
