"""Real regions for the tests of this room: the shipped tables, and the real boundaries where they are at hand."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "data"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SHARED = Path(os.environ.get("KONDUSIF_SHARED", ROOT.parent / "shared"))


@pytest.fixture
def bangkalan(everywhere):
    """Kabupaten Bangkalan with its 18 subdistricts and 281 villages."""
    from kondusif.regions.actions.load_regions import load_regions

    load_regions(folder=DATA / "regions", at=NOW, only=("35.26",))


@pytest.fixture
def five_regions(everywhere):
    """The five regions of the articles."""
    from kondusif.regions.actions.load_regions import load_regions

    load_regions(folder=DATA / "regions", at=NOW, only=("35.19", "35.26", "35.72", "51.06", "65"))


@pytest.fixture
def real_file():
    """``real_file("3526_bangkalan", "desa")`` gives the bytes of a real file, or skips."""

    def content(region: str, level: str) -> bytes:
        path = SHARED / "data" / "boundaries" / f"{region}_{level}_simpl.geojson"
        if not path.exists():
            pytest.skip("the shared boundary files are not here")
        return path.read_bytes()

    return content
