"""Every write of the commitments room."""
