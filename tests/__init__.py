"""Tests across rooms; a room's own tests stand in the room."""
