"""Zones: geodesy, zones, tracks, breaches, notices."""
