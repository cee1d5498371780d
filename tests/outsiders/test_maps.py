"""Programs for maps read our features: GDAL, by ogrinfo and through pyogrio, and OWSLib."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.interop.ogc.tests.scene import SQUARES, draw_land
from kondusif.interop.tests.factories import a_key
from kondusif.people.tests.factories import make_cast
from kondusif.triage.models import Incident
from tests.support.waiting import RESTART_S

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def key(transactional_db):
    now = timezone.now()
    with scoped(EVERYWHERE):
        folk = make_cast(now)
        draw_land()
        for n in range(3):
            Incident.objects.create(
                number=f"K-{n}", title="Uji", category="crowd", region_id="35.26.06.2005", happened_at=now, opened_at=now,
                classification=0,
            )  # fmt: skip
        return a_key(folk.citra, reads_incidents=True).key


def test_gdal_lists_the_collections_and_reads_them_page_by_page(live_server, key):
    pyogrio = pytest.importorskip("pyogrio", reason="pyogrio, which brings GDAL, is not installed")
    if "OAPIF" not in pyogrio.list_drivers():
        pytest.skip("this GDAL was built without OGC API Features")
    # In a process of its own: GDAL holds the lock of Python while it waits, and our server runs under the same lock.
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("gdal_reads.py")), f"OAPIF:{live_server.url}/ogc/", key],
        capture_output=True, text=True, timeout=RESTART_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {"wilayah-desa", "peringatan", "peta-umum"} <= set(found["layers"])
    assert "kejadian" not in found["layers"]
    villages = sorted(code for code in SQUARES if len(code) == 13)
    assert found["villages"] == villages
    assert found["drawn"] == len(villages), "two pages of two"
    assert found["crs"] in {"OGC:CRS84", "EPSG:4326"}
    assert (found["in_box"], found["incidents"]) == (1, 3)


def test_ogrinfo_sums_up_every_collection_as_it_comes_from_debian(live_server, key):
    if shutil.which("ogrinfo") is None:
        pytest.skip("ogrinfo is not installed: apt install gdal-bin")
    told = ogrinfo(f"OAPIF:{live_server.url}/ogc/", "-al")
    names = re.findall(r"^Layer name: (\S+)", told, re.MULTILINE)
    counts = re.findall(r"^Feature Count: (\d+)", told, re.MULTILINE)
    found = dict(zip(names, map(int, counts), strict=True))
    assert found["wilayah-desa"] == sum(len(code) == 13 for code in SQUARES)
    assert {"peringatan", "peta-umum"} <= set(found) and "kejadian" not in found
    assert (
        ogrinfo(f"OAPIF:{live_server.url}/ogc/", "kejadian", GDAL_HTTP_USERPWD=f"qgis:{key}").count("Feature Count: 3")
        == 1
    )


def ogrinfo(*words: str, **environment: str) -> str:
    done = subprocess.run(
        ["ogrinfo", "-ro", "-so", *words], capture_output=True, text=True, timeout=RESTART_S, check=False,
        env={"PATH": os.environ["PATH"]} | environment,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_owslib_finds_its_way_from_the_landing_page(live_server, key):
    features = pytest.importorskip("owslib.ogcapi.features", reason="OWSLib is not installed")
    service = features.Features(f"{live_server.url}/ogc/")
    assert any(name.endswith("/conf/geojson") for name in service.conformance()["conformsTo"])
    assert "wilayah-desa" in service.feature_collections()
    assert service.api()["openapi"].startswith("3.0")
    page = service.collection_items("wilayah-desa", limit=2, bbox=[112, -8, 114, -6])
    assert page["numberReturned"] == 2
    one = service.collection_item("wilayah-desa", page["features"][0]["id"])
    assert one["geometry"] == page["features"][0]["geometry"]
