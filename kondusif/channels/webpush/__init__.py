"""Web Push: a notice on a device, encrypted for that browser alone (RFC 8030, 8291, 8292)."""
