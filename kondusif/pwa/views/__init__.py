"""Doors of the installed site: its shell for everybody, and the field's own provisions."""

from kondusif.pwa.views.field import devices, end_device, end_devices, lease, provisions
from kondusif.pwa.views.shell import asset_links, icon, manifest, offline, villages, worker

__all__ = [
    "asset_links", "devices", "end_device", "end_devices", "icon", "lease", "manifest", "offline", "provisions", "villages",
    "worker",
]  # fmt: skip
