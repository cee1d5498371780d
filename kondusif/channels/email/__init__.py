"""E-mail: one message, one address, one stable Message-ID, so that a repeated one is seen as the same."""
