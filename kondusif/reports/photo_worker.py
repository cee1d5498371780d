"""
Makes a photo anew from its pixels. Runs alone in a process of its own with little memory and time.

Reads what a phone sent on standard input, writes a JPEG without anything but pixels on standard
output. It imports nothing of ours: whatever a hostile picture does to the decoder, it does it here.
Exit codes are the ``Verdict`` numbers of ``photos``.
"""

import io
import resource
import sys

MEMORY = 1024 * 1024 * 1024
CPU_S = 15
PIXELS_MAX = 40_000_000
SIDE_MAX = 2048
FORMATS = ("JPEG", "PNG", "WEBP")
OTHER_KIND, TOO_MANY_PIXELS, BROKEN = 3, 4, 5


def main() -> int:
    """This function will read, judge, decode and write one picture, and return the verdict."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # our own limit below is an error, not a warning
    try:
        picture = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=FORMATS)
    except UnidentifiedImageError:
        return OTHER_KIND
    except Exception:
        return BROKEN
    if picture.width * picture.height > PIXELS_MAX or not (picture.width and picture.height):
        return TOO_MANY_PIXELS  # known from the header alone: nothing was decoded yet
    try:
        sys.stdout.buffer.write(_anew(picture))
    except Exception:
        return BROKEN
    return 0


def _anew(picture) -> bytes:
    """This function will draw the picture again from nothing but its pixels, upright and at most 2048 wide or high."""
    from PIL import Image, ImageOps

    picture.draft("RGB", (SIDE_MAX, SIDE_MAX))
    picture.load()
    picture = ImageOps.exif_transpose(picture)
    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    picture = picture.convert("RGB")
    picture.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
    # A new picture from raw bytes has no comment, no profile, no position to forget about.
    clean = Image.frombytes("RGB", picture.size, picture.tobytes())
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=82, optimize=False)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
