"""Sphinx settings of the documentation; built by bin/check."""

project = "Kondusif"
author = "Kondusif contributors"
copyright = "Kondusif contributors, Apache-2.0"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
html_theme = "furo"
html_title = "Kondusif"
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
exclude_patterns = ["adr/template.md"]
language = "en"
locale_dirs = ["locale/"]
gettext_compact = False
# Pages may not depend on the network while they build.
intersphinx_mapping: dict[str, tuple[str, None]] = {}
