"""The version that every stored result carries."""

__version__ = "0.1.0"
