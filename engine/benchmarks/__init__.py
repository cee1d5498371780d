"""Figures of speed, calibration and power; each module is a command, see the README of the engine."""
