"""stub"""
from __future__ import annotations
class Places:
    def __init__(self, g, text, mentions): pass
    def locate(self, spans): return [None for _ in spans]
