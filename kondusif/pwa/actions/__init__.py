"""Every write of the pwa room."""
