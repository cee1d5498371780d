"""What every page must pass in a browser: axe-core, no sideways scrolling, nothing the policy blocks."""

import os
from pathlib import Path
from typing import Any

WATCH = """
window.__blocked = [];
document.addEventListener("securitypolicyviolation", (e) => window.__blocked.push(`${e.violatedDirective}: ${e.blockedURI || e.sourceFile}`));
"""


def watch(*pages: Any) -> list[str]:
    """This function will collect what goes wrong in *pages* from now on: script errors and blocked resources."""
    noise: list[str] = []
    for page in pages:
        page.add_init_script(WATCH)
        page.on("pageerror", lambda error: noise.append(f"script: {error}"))
        page.on("console", lambda m: noise.append(f"console: {m.text}") if m.type == "error" else None)
    return noise


def violations(page: Any) -> list[str]:
    """This function will run axe-core over *page* and return each violation in one line."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{v['id']} ({v['impact']}): {', '.join(str(n['target']) for n in v['nodes'][:4])}" for v in found]


def faults(page: Any, noise: list[str]) -> list[str]:
    """This function will return everything wrong with how *page* looks and behaves, once it is all there."""
    page.wait_for_load_state("load")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    sideways = [f"the page scrolls sideways by {wide} px"] if wide > 0 else []
    return [*violations(page), *sideways, *page.evaluate("window.__blocked || []"), *noise]


def keep(page: Any, name: str) -> None:
    """This function will save a picture of *page* where KONDUSIF_SHOTS says, for eyes."""
    if folder := os.environ.get("KONDUSIF_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
