"""Keys of role groups: the words of a sealed report open only in the browser of a member. See ADR 0012."""
