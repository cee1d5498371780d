"""Every read of the board, by noun."""
