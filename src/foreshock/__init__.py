"""Foreshock: open software for an early-warning trigger list."""

__version__ = "0.1.0"
