"""Colour arithmetic for the token tests: WCAG contrast, simulated colour blindness, distance in CIELAB."""

import re
from pathlib import Path

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
Linear = tuple[float, float, float]

# Machado, Oliveira and Fernandes (2009), table of severity 1.0, on linear RGB.
PROTANOPIA = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
DEUTERANOPIA = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
NORMAL = ((1, 0, 0), (0, 1, 0), (0, 0, 1))


def blocks(css: str) -> dict[str, dict[str, str]]:
    """This function will return the colour tokens of a style sheet: light, dark by wish, dark by choice."""
    found = {"light": {}, "dark wished": {}, "dark chosen": {}}
    for selector, body in re.findall(r"(:root[^{]*)\{([^}]*)\}", css):
        name = "dark chosen" if 'data-theme="dark"' in selector else "dark wished" if ":not(" in selector else "light"
        found[name].update(re.findall(r"(--[\w-]+):\s*(#[0-9a-fA-F]{6})\b", body))
    return found


def tokens(name: str = "tokens.css") -> dict[str, dict[str, str]]:
    """This function will read the tokens of a style sheet of ours."""
    return blocks((CSS / name).read_text())


def linear(colour: str) -> Linear:
    """This function will turn ``#rrggbb`` into linear light."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)


def contrast(one: str, other: str) -> float:
    """This function will return the contrast ratio of WCAG 2."""
    weights = (0.2126, 0.7152, 0.0722)
    light = sorted((sum(w * c for w, c in zip(weights, linear(x), strict=True)) for x in (one, other)), reverse=True)
    return (light[0] + 0.05) / (light[1] + 0.05)


def seen(colour: str, matrix: tuple[Linear, Linear, Linear]) -> tuple[float, float, float]:
    """This function will return the CIELAB place of *colour* as an eye with *matrix* sees it."""
    rgb = linear(colour)
    r, g, b = (min(max(sum(m * c for m, c in zip(row, rgb, strict=True)), 0), 1) for row in matrix)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: str, other: str, matrix: tuple[Linear, Linear, Linear]) -> float:
    """This function will return how far apart two colours look (CIE76)."""
    return sum((p - q) ** 2 for p, q in zip(seen(one, matrix), seen(other, matrix), strict=True)) ** 0.5
