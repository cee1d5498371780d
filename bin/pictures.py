"""The pictures of the user guide, taken from a running demonstration: what a page looks like today."""

import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Page

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests.support import browsers

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "user-guide" / "images"
OFFICES = "kabupaten-bangkalan.test"
WIDE, PHONE = (1280, 900), (360, 740)


@dataclass(frozen=True)
class Picture:
    """
    One file of the guide.

    :ivar who: the office that looks; empty for a citizen.
    :ivar follow: a link that is followed from *path*, for pages whose address differs in each demonstration.
    :ivar height: what is kept of the page from its top, in CSS pixels.
    """

    name: str
    who: str
    path: str
    height: int = 1400
    follow: str = ""

    @property
    def is_phone(self) -> bool:
        return self.name.endswith("-360")


PICTURES = (
    Picture("halaman-depan-360", "", "/", 1900),
    Picture("lapor-360", "", "/laporan/baru", 1700),
    Picture("pengumuman-360", "", "/pengumuman/", 1200),
    Picture("periksa-360", "", "/periksa/", 1500),
    Picture("papan-pagi-1280", "kaban", "/papan/", 1900),
    Picture("peta-1280", "kaban", "/peta/"),
    Picture("triase-1280", "posko", "/triase/"),
    Picture("laporan-1280", "posko", "/triase/", follow="main th a[data-stop]"),
    Picture("telepon-360", "posko", "/telepon/"),
    Picture("gugus-1280", "analis", "/deteksi/"),
    Picture("kemiripan-1280", "posko", "/triase/", 1500, follow="main tr:has-text('mungkin duplikat') th a[data-stop]"),
    Picture("peringatan-alarm-1280", "kaban", "/peringatan/", follow="main li:has-text('Alarm pemindaian') a"),
    Picture("prakiraan-1280", "analis", "/deteksi/prakiraan/"),
    Picture("indeks-1280", "analis", "/penilaian/indeks/"),
    Picture("penilaian-1280", "analis", "/penilaian/"),
    Picture("peringatan-1280", "kaban", "/peringatan/"),
    Picture("harian-1280", "posko", "/harian/"),
    Picture("situasi-360", "camat-bangkalan", "/harian/situasi/", 1700),
    Picture("tugas-360", "camat-bangkalan", "/tugas/"),
    Picture("tugas-saya-360", "camat-bangkalan", "/tugas/saya"),
    Picture("bekal-360", "camat-bangkalan", "/luring/perangkat/"),
    Picture("pemberitahuan-360", "camat-bangkalan", "/orang/pemberitahuan/", 1500),
    Picture("renaksi-1280", "kaban", "/rencana-aksi/", follow="main h3 a:not([data-stop])"),
    Picture("isu-1280", "kaban", "/rencana-aksi/isu/"),
    Picture("komitmen-1280", "kaban", "/komitmen/", follow="main table a"),
    Picture("dokumen-1280", "kaban", "/dokumen/"),
    Picture("pohon-telepon-1280", "kaban", "/rapat/pohon-telepon/"),
    Picture("kanal-1280", "admin", "/kanal/"),
    Picture("kunci-1280", "kaban", "/orang/kunci"),
)


def taken(page: Page, picture: Picture, url: str) -> Image.Image:
    """This function will open the page of *picture* and return what it shows."""
    answer = page.goto(url + picture.path)
    if answer is None or not answer.ok:
        raise LookupError(f"{picture.path} answers {answer.status if answer else 'nothing'}")
    if picture.follow:
        with page.expect_navigation():
            page.locator(picture.follow).first.click()
    page.wait_for_load_state("load")
    if page.locator("[data-map]").count():
        page.wait_for_selector("[data-map] path.area")
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame)).then(() => true)")
    shown = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
    return shown.crop((0, 0, shown.width, min(shown.height, picture.height)))


def _window(chromium: object, width: int, height: int) -> BrowserContext:
    """A browser that was asked nothing yet would refuse notices, and its page would show that."""
    return browsers.phone(chromium, width=width, height=height, permissions=["geolocation", "notifications"])


def sign_in(page: Page, url: str, office: str, password: str) -> None:
    page.goto(f"{url}/akun/login/")
    page.fill("[name=login]", f"{office}@{OFFICES}")
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.click("form button.primary")


def main(url: str, password: str, *names: str) -> int:
    """This function will write the pictures of *names* (all without names) and tell what failed."""
    path = browsers.find_chromium()
    if path is None:
        print(browsers.MISSING, file=sys.stderr)
        return 1
    failed = 0
    with browsers.driver() as playwright, browsers.launched(playwright, path) as chromium:
        pages: dict[tuple[str, bool], Page] = {}
        for picture in [p for p in PICTURES if not names or p.name in names]:
            key = (picture.who, picture.is_phone)
            if key not in pages:
                width, height = PHONE if picture.is_phone else WIDE
                pages[key] = _window(chromium, width, height).new_page()
                if picture.who:
                    sign_in(pages[key], url, picture.who, password)
            try:
                shown = taken(pages[key], picture, url.rstrip("/"))
            except Exception as problem:  # the others are still wanted
                print(f"{picture.name}: {str(problem).splitlines()[0]}", file=sys.stderr)
                failed += 1
                continue
            shown.quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"{picture.name}.png", optimize=True)
            print(f"{picture.name}: {shown.width} x {shown.height}")
    return min(failed, 1)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("bin/pictures URL PASSWORD [NAME ...]")
    sys.exit(main(*sys.argv[1:]))
