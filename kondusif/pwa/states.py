"""Why a device's lease ended before its time."""

from enum import StrEnum


class LeaseEnd(StrEnum):
    OWNER = "owner"  # the person took it back
    OFFICE = "office"  # the person holds no office any more that needs it
    PIN = "pin"  # too many wrong PINs: the device has thrown all away
