"""Draw the app's icons from the house's own mark: a rating's four colours as a wheel."""

from pathlib import Path

from django.core.management.base import BaseCommand
from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parents[2] / "static" / "pwa"
PAPER = (251, 250, 247, 255)
# As in img/mark.svg: from twelve o'clock on, clockwise, in degrees and in the colours of the levels.
SLICES = ((0, 144, "#8fc1ae"), (144, 216, "#f2d479"), (216, 288, "#ea8f3f"), (288, 360, "#c5372c"))
FINER = 4  # drawn larger, then made smaller: Pillow's edges are hard otherwise


def wheel(size: int, share: float, paper: tuple[int, int, int, int]) -> Image.Image:
    """This function will draw the mark over *share* of a square of *size*."""
    big = size * FINER
    picture = Image.new("RGBA", (big, big), paper)
    brush = ImageDraw.Draw(picture)
    edge = big * (1 - share) / 2
    for start, end, colour in SLICES:
        brush.pieslice((edge, edge, big - edge, big - edge), start - 90, end - 90, fill=colour)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def badge(size: int) -> Image.Image:
    """This function will draw the mark for a status bar, which takes only its shape."""
    shape = wheel(size, 0.9, (0, 0, 0, 0)).getchannel("A")
    white = Image.new("RGBA", (size, size), (255, 255, 255, 0))
    white.putalpha(shape)
    return white


ICONS = {
    "icon-192.png": lambda: wheel(192, 0.84, PAPER),
    "icon-512.png": lambda: wheel(512, 0.84, PAPER),
    "touch-180.png": lambda: wheel(180, 0.78, PAPER).convert("RGB"),
    # What a launcher cuts to its own shape: everything within the middle four fifths.
    "mask-512.png": lambda: wheel(512, 0.58, PAPER),
    "badge-96.png": lambda: badge(96),
}


class Command(BaseCommand):
    help = "Draw the icons of the installed app anew."

    def handle(self, *args: object, **options: object) -> None:
        for name, draw in ICONS.items():
            draw().save(FOLDER / name, optimize=True)
            self.stdout.write(name)
