"""Pages of reports: the citizen's, the officer's, who a reporter is, and what the map asks for."""

from kondusif.reports.views.citizen import follow, new, sent
from kondusif.reports.views.disclosure import ask, decide, disclosure, disclosures, show
from kondusif.reports.views.imports import (
    bring_in,
    import_again,
    import_faults,
    import_progress,
    imports,
    let_import_go,
    one_import,
    undo_import,
)
from kondusif.reports.views.phone import photo_done, photo_part
from kondusif.reports.views.staff import enter, map_data, photo, report_list

__all__ = [
    "ask", "bring_in", "decide", "disclosure", "disclosures", "enter", "follow", "import_again", "import_faults",
    "import_progress", "imports", "let_import_go", "map_data", "new", "one_import", "photo", "photo_done", "photo_part", "report_list", "sent", "show",
    "undo_import",
]  # fmt: skip
