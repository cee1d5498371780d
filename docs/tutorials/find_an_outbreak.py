"""Run the code of find-an-outbreak.md and draw its picture beside it, as SVG.

python docs/tutorials/find_an_outbreak.py
"""

import re
from pathlib import Path

HERE = Path(__file__).parent
WIDTH, MAP, BARS = 720, 420, 260
PLANTED, FOUND, QUIET = "#b3261e", "#f2b8b5", "#8a8f98"


def tutorial_names() -> dict:
    """Run the first Python block of the tutorial; return what it defined."""
    text = (HERE / "find-an-outbreak.md").read_text()
    names: dict = {}
    exec(compile(re.search(r"```python\n(.*?)```", text, re.S)[1], "find-an-outbreak.md", "exec"), names)
    return names


def draw(names: dict) -> str:
    """Return the map (left) and the days of the found cluster (right) as SVG."""
    lonlat, counts = names["lonlat"], names["counts"]
    planted, found = set(names["planted"].tolist()), names["found"]
    low, extent = lonlat.min(axis=0), lonlat.max(axis=0) - lonlat.min(axis=0)
    shapes = []
    for place, (lon, lat) in enumerate(lonlat):
        x = 20 + (lon - low[0]) / extent[0] * (MAP - 40)
        y = 350 - (lat - low[1]) / extent[1] * 300
        fill = FOUND if place in found.members else "none"
        line, wide = (PLANTED, 2.5) if place in planted else (QUIET, 1)
        shapes.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{fill}" stroke="{line}" stroke-width="{wide}"/>')
    days = counts[list(found.members)].sum(axis=0)
    step = BARS / days.size
    for day, number in enumerate(days):
        height = 260 * number / days.max()
        fill = PLANTED if found.start <= day <= found.end else QUIET
        shapes.append(
            f'<rect x="{MAP + 20 + day * step:.1f}" y="{350 - height:.1f}" width="{step - 1:.1f}" '
            f'height="{height:.1f}" fill="{fill}"/>'
        )
    words = [
        (20, 24, "200 villages: planted (red ring), found (filled)"),
        (MAP + 20, 24, "reports a day in the villages found"),
        (MAP + 20, 372, f"42 days; window {found.start} to {found.end}, most {days.max()} a day"),
    ]
    shapes += [f'<text x="{x}" y="{y}">{text}</text>' for x, y, text in words]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} 390" font-family="sans-serif" '
        f'font-size="13"><title>A planted outbreak and what the scan found</title>'
        f'<rect width="{WIDTH}" height="390" fill="white"/>' + "\n".join(shapes) + "</svg>\n"
    )


if __name__ == "__main__":
    (HERE / "find-an-outbreak.svg").write_text(draw(tutorial_names()))
