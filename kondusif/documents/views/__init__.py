"""Pages of documents: each view translates, calls one action or query, and says in words what went wrong."""
