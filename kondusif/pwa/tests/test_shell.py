"""The installed site: what a browser needs to install it, and what the worker keeps of whom."""

import json
import posixpath
import re
from pathlib import Path

import pytest
from django.test import Client, override_settings

from kondusif.people.tests.factories import make_cast
from kondusif.pwa import shell

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(everywhere):
    return make_cast()


def test_the_icon_is_found_where_browsers_look_for_it_beside_pages_without_a_head(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302 and answer["Location"].endswith(".png") and "max-age" in answer["Cache-Control"]


def test_the_manifest_has_what_an_installation_needs(cast, client):
    told = client.get("/manifest.webmanifest").json()
    assert (told["scope"], told["display"], told["lang"]) == ("/", "standalone", "id")
    assert {icon["sizes"] for icon in told["icons"]} >= {"192x192", "512x512"}
    assert "maskable" in {icon["purpose"] for icon in told["icons"]}
    for address in [told["start_url"], *(shortcut["url"] for shortcut in told["shortcuts"])]:
        assert client.get(address).status_code in {200, 302}, address


def test_every_page_names_the_manifest_and_only_light_pages_load_the_worker(cast, client):
    for address in ("/luring/", "/laporan/baru", "/laporan/cek", "/"):
        page = client.get(address).content.decode()
        assert 'rel="manifest" href="/manifest.webmanifest"' in page
        assert 'data-app="/pekerja.js"' in page


def test_the_worker_is_one_script_for_the_whole_site(cast, client):
    answer = client.get("/pekerja.js")
    script = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript") and answer["Cache-Control"] == "no-cache"
    assert not re.search(r"^(import|export) ", script, re.MULTILINE), "a classic worker knows no modules"
    names = re.findall(r"^(?:async )?function (\w+)|^(?:const|let) (\w+)", script, re.MULTILINE)
    names = [one or other for one, other in names]
    assert len(names) == len(set(names)) > 30, "no name stands for two things"


def test_what_the_worker_keeps_is_there_and_names_nobody(cast, client):
    from django.contrib.staticfiles import finders

    told = json.loads(re.search(r"const SET = (\{.*\});", client.get("/pekerja.js").content.decode()).group(1))
    assert len(told["files"]) > 10
    for address in told["files"]:
        assert finders.find(address.removeprefix(told["static"])), address
    signed_in = Client()
    signed_in.force_login(cast.persons["dewi"])
    for address in told["pages"]:
        assert cast.dewi.name not in client.get(address).content.decode()
    page = signed_in.get("/luring/").content.decode()
    assert cast.dewi.name not in page and str(cast.dewi.person_id) not in page


def test_every_module_that_a_kept_module_imports_is_kept():
    for name in shell.FILES:
        if name.endswith(".js"):
            text = Path(shell._found(name)).read_text()
            for other in re.findall(r'from "(\.[^"]+)"', text):
                found = posixpath.normpath(posixpath.join(posixpath.dirname(name), other))
                assert found in shell.FILES, f"{name} imports {found}"


def test_villages_can_be_looked_up_without_a_signal(cast, client):
    names = client.get("/luring/desa.json").json()["villages"]
    assert ["35.26.06.2005", "Desa Lerpak", "Kecamatan Geger, Kabupaten Bangkalan"] in names


def test_the_play_store_gets_its_proof_only_where_an_office_has_an_app(cast, client):
    assert client.get("/.well-known/assetlinks.json").json() == []
    with override_settings(TWA={"package": "id.go.contoh.kondusif", "fingerprints": ["AA:BB"]}):
        (link,) = client.get("/.well-known/assetlinks.json").json()
    assert link["target"]["package_name"] == "id.go.contoh.kondusif"
    assert link["target"]["sha256_cert_fingerprints"] == ["AA:BB"]


def test_the_icons_are_what_the_script_draws():
    from PIL import Image, ImageChops

    from kondusif.pwa.management.commands.draw_icons import FOLDER, ICONS

    for name, draw in ICONS.items():
        kept = Image.open(FOLDER / name).convert("RGBA")
        assert ImageChops.difference(kept, draw().convert("RGBA")).getbbox() is None, name
