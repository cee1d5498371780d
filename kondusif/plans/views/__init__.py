"""Pages of the room: each view translates, calls one action or query, and says in words what went wrong."""
