"""Pages of the desk's day: each view translates, calls one action or query, and says in words what went wrong."""
