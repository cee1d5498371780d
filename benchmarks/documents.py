"""How long two hundred minutes take from their data to PDF and to Word, each with its own content."""

import json
import os
import time
from dataclasses import replace
from datetime import UTC, datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
N = 200


def main() -> None:
    """This function will render two hundred different minutes in each form."""
    import django

    django.setup()
    from kondusif.documents.kinds import KINDS
    from kondusif.documents.rendering.paper import rehearsed_paper

    at = datetime(2026, 11, 20, 2, tzinfo=UTC)
    usual = rehearsed_paper(KINDS["minutes"], at=at)
    usual.pdf(), usual.docx()  # fonts and forms are warm in a running installation
    papers = []
    for n in range(N):
        points = [{"title": f"Pokok {m}", "discussion": f"Rapat {n}, pokok {m}: situasi aman. " * 6} for m in range(8)]
        data = usual.kind.clean(usual.data | {"meeting_title": f"Rapat koordinasi {n}", "points": points})
        papers.append(replace(usual, data=data, number=f"000.1.5/{n:04d}/35.26/2026", code=f"UJI{n:06d}"))
    for name, make in (("PDF", lambda p: p.pdf()), ("DOCX", lambda p: p.docx())):
        began = time.perf_counter()
        n_bytes = sum(len(make(paper)) for paper in papers)
        took = time.perf_counter() - began
        print(json.dumps({
            "name": f"{N} minutes to {name}", "value": round(took, 2), "unit": "s", "goal": "≤ 10 s",
            "note": f"one process, two pages each, {n_bytes / N / 1000:.0f} kB on average",
        }, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
