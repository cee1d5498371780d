"""Every write of the desk's day, one module a noun."""
