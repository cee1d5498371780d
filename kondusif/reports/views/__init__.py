"""Pages of reports: the citizen's, the officer's, who a reporter is, and what the map asks for."""

from kondusif.reports.views.citizen import follow, new, sent
from kondusif.reports.views.disclosure import ask, decide, disclosure, disclosures, show
from kondusif.reports.views.phone import photo_done, photo_part
from kondusif.reports.views.staff import enter, map_data, photo, report_list

__all__ = [
    "ask", "decide", "disclosure", "disclosures", "enter", "follow", "map_data", "new", "photo", "photo_done",
    "photo_part", "report_list", "sent", "show",
]  # fmt: skip
