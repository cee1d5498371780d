"""The running installation: embedded PostgreSQL, preparation, and the supervisor over web and worker."""
