"""Every write of the plans room, by noun."""
