"""From checked data to the bytes of a paper."""
