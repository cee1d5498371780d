"""Every read of the plans room, by noun."""
