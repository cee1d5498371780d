"""How leases and their ends are told to people."""

from django.utils.translation import gettext_lazy as _

from kondusif.pwa.states import LeaseEnd

EVENTS = {
    "lease.issued": _("A device took provisions for work without a signal"),
    "lease.renewed": _("A device renewed its provisions"),
    "lease.ended": _("A device's provisions were taken back"),
}
ENDS = {
    LeaseEnd.OWNER: _("taken back by its owner"),
    LeaseEnd.OFFICE: _("the office ended"),
    LeaseEnd.PIN: _("too many wrong PINs; the device threw everything away"),
}
