"""Every write of this room."""

from kondusif.regions.actions.build_approximate_areas import build_approximate_areas
from kondusif.regions.actions.create_tenant import create_tenant
from kondusif.regions.actions.import_boundaries import BoundarySource, examine_boundaries, import_boundaries
from kondusif.regions.actions.load_regions import load_regions
from kondusif.regions.actions.set_residents import set_residents

__all__ = [
    "BoundarySource",
    "build_approximate_areas",
    "create_tenant",
    "examine_boundaries",
    "import_boundaries",
    "load_regions",
    "set_residents",
]
