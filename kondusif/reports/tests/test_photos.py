"""Photos are made anew from their pixels, and hostile ones are refused."""

import io

import pytest
from PIL import Image

from kondusif.core.problems import Problem
from kondusif.reports.photos import BYTES_MAX, clean_photo
from kondusif.reports.tests import pictures


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(clean_photo(content).content))


def test_an_honest_photo_keeps_its_pixels_and_loses_everything_else():
    content = pictures.jpeg()
    assert b"KANARI" in content and pictures.GPS_CANARY.encode() in content, "the control: the canaries are there"
    photo = clean_photo(content)
    picture = Image.open(io.BytesIO(photo.content))
    assert b"KANARI" not in photo.content
    assert not picture.getexif() and "comment" not in picture.info and "exif" not in picture.info
    assert (photo.width, photo.height) == picture.size == (640, 480)
    red, blue = picture.getpixel((100, 240)), picture.getpixel((540, 240))
    assert red[0] > 200 and red[2] < 60 and blue[2] > 200 and blue[0] < 60


def test_a_photo_taken_upright_stays_upright_without_its_mark():
    picture = opened(pictures.jpeg(orientation=6))
    assert picture.size == (480, 640) and picture.getpixel((240, 60))[0] > 200


def test_a_large_photo_becomes_at_most_2048_wide():
    photo = clean_photo(pictures.jpeg(4000, 3000))
    assert max(photo.width, photo.height) <= 2048 and abs(photo.width / photo.height - 4 / 3) < 0.01


@pytest.mark.parametrize(
    "content", [pictures.png(), pictures.png(mode="RGB"), pictures.webp()], ids=["png-alpha", "png", "webp"]
)
def test_png_and_webp_become_jpeg(content):
    assert opened(content).format == "JPEG"


def test_what_is_transparent_becomes_white():
    assert min(opened(pictures.png()).getpixel((5, 5))) > 240


@pytest.mark.parametrize("tail", [pictures.HTML_POLYGLOT_TAIL, pictures.ZIP_TAIL], ids=["html", "zip"])
def test_a_photo_that_is_also_something_else_is_only_a_photo_afterwards(tail):
    assert tail not in clean_photo(pictures.jpeg() + tail).content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 5000,
        pictures.SVG,
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.4 whatever",
        pictures.gif(),
        pictures.tiff(),
        pictures.jpeg()[:3000],
        pictures.jpeg()[:20],
        pictures.png()[:-30],
        pictures.png_claiming(3000, 3000),
        pictures.png_claiming(100_000, 100_000),
        pictures.png_claiming(0, 0),
        b"\xff\xd8" + b"\xff\xe1\xff\xff" * 5000,
        b"\0" * (BYTES_MAX + 1),
    ],
    ids=[
        "empty",
        "zeros",
        "svg",
        "html",
        "pdf",
        "gif",
        "tiff",
        "half",
        "stub",
        "png-half",
        "png-lying",
        "png-vast",
        "png-nothing",
        "exif-chain",
        "13-megabytes",
    ],  # fmt: skip
)
def test_everything_else_is_refused_with_a_sentence(content):
    with pytest.raises(Problem) as refused:
        clean_photo(content)
    assert refused.value.code.startswith("photo.") and str(refused.value)


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = pictures.png_bomb()
    assert len(bomb) < 600_000
    with pytest.raises(Problem) as refused:
        clean_photo(bomb)
    assert "40" in str(refused.value), (
        "by its size, which the header tells; unpacked it is more than the worker may hold"
    )


def test_a_decoder_that_dies_is_a_refusal_and_no_accident(monkeypatch, tmp_path):
    from kondusif.reports import photos

    for behaviour in (
        "import os; os.abort()",
        "import time; time.sleep(60)",
        "raise MemoryError",
        "import sys; sys.exit(77)",
    ):
        worker = tmp_path / "worker.py"
        worker.write_text(behaviour)
        monkeypatch.setattr(photos, "_WORKER", worker)
        monkeypatch.setattr(photos, "TIME_S", 1.0)
        with pytest.raises(Problem):
            clean_photo(pictures.jpeg())


def test_the_worker_may_not_take_the_whole_memory(tmp_path):
    import subprocess
    import sys

    from kondusif.reports import photo_worker

    code = f"import runpy; m = runpy.run_path({photo_worker.__file__!r}); import sys, io; sys.stdin = io.TextIOWrapper(io.BytesIO(b'')); m['main'](); bytearray(2 * 1024 ** 3)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert b"MemoryError" in done.stderr
