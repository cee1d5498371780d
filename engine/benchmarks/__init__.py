"""Figures of speed, calibration and power: ``python -m benchmarks`` in this folder."""
